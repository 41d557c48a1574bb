import fc from "fast-check";
import { marked } from "marked";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { visible } from "../../src/hunt/base/escape.ts";
import type { Row } from "../../src/hunt/conditions/event.ts";
import type { DeliveryContext, Notice } from "../../src/hunt/delivery/delivery.ts";
import { findingRow, stormRow } from "../../src/hunt/delivery/kinds/finding-row.ts";
import { incident } from "../../src/hunt/delivery/kinds/incident.ts";
import type { CommentWrite, IncidentWrite } from "../../src/hunt/delivery/write.ts";
import { ENTITY_TYPES } from "../../src/hunt/findings/entities/index.ts";
import { type Finding, toFinding } from "../../src/hunt/findings/finding.ts";
import { sourceFor } from "../../src/techniques/source.ts";
import { CMD, RUNDLL32, seedRule, WORKSPACE } from "../harness.ts";
import { CHROMIUM, launchBrowser } from "./browser.ts";

const TIME = Date.parse("2023-08-18T10:00:00Z");
const EVIL = "http://evil.example";
const HOSTILE = [
  `<img src="${EVIL}/a.png" onerror="opened = 1">`,
  "<script>opened = 1</script>",
  `</code></pre><svg onload="opened = 1"><image href="${EVIL}/b.png"/></svg>`,
  `<iframe src="${EVIL}"></iframe>`,
  `<meta http-equiv="refresh" content="0;url=${EVIL}"><base href="${EVIL}/">`,
  `<style>@import url(${EVIL}/a.css);</style><link rel="stylesheet" href="${EVIL}/b.css">`,
  `![x](${EVIL}/c.png)`,
  "[click](javascript:opened=1)",
  `<${EVIL}/auto>`,
  `${EVIL}/bare www.evil.example soc@evil.example`,
  `[x]: ${EVIL}/ref\n\n![y][x]`,
  `\`\`\`\n![x](${EVIL}/d.png)\n\`\`\``,
  `\`\`\`\`\`\`\n<img src="${EVIL}/e.png">`,
  `~~~\n![x](${EVIL}/f.png)`,
  `\r\n\r\n# ${EVIL}\r\n> quoted | table |\n| - | - |`,
  "\u202egnp.exe\u202c \u2066x\u2069 \u200f",
  "\u0000\u0007\u001b[2J\u001b]8;;http://evil.example\u0007",
  `&lt;img src=x onerror=opened=1&gt; &#60;script&#62;`,
  `\\[x](${EVIL}) \\\\[y](${EVIL})`,
  `" onmouseover="opened = 1" x="`,
  `data:text/html,<script>opened=1</script>`,
];

const CONTEXTS = (["rundll32-command-shell", "rundll32-lolbin"] as const).map(
  (slug): DeliveryContext => ({
    rule: seedRule(slug),
    workspace: WORKSPACE,
    parser: "_Im_ProcessCreate",
    portal: "https://portal.azure.com",
    source: sourceFor("rundll32"),
    entities: ENTITY_TYPES,
  }),
);

function findingOf(text: string, { rule, workspace }: DeliveryContext): Finding {
  const line = `rundll32.exe "C:\\Program Files\\Contoso\\agent.dll",Report ${text}`;
  const row: Row = {
    ...{ Dvc: text, DvcId: text, User: text, TargetProcessId: text, ActingProcessId: text },
    ...{ Process: `${CMD}${text}`, CommandLine: line, Type: text, _ItemId: text },
    ...{ ActingProcessName: `${RUNDLL32}${text}`, ParentCommandLine: line },
  };
  const event = { row, time: TIME, derived: sourceFor("rundll32").derive(row) };
  return toFinding(event, rule, workspace, ENTITY_TYPES, {
    risk: { points: 30, features: [] },
    returned: undefined,
    twins: [],
  });
}

/** The comments of an incident, which the portal renders as Markdown. */
function commentsOf(finding: Finding, text: string, context: DeliveryContext): string[] {
  const target = {
    ...{ group: finding.group.id, incident: finding.group.id, slot: finding.slot },
    ...{ storm: false, last: true },
  };
  const found = [finding, finding];
  const notice: Notice = {
    ...{ id: finding.id, rule: context.rule.id, workspace: WORKSPACE.id, kind: "behind" },
    ...{ speaker: context.rule.id, since: TIME, noticed: TIME + 1, ended: TIME + 2 },
    ...{ covered: TIME - 1, cause: { message: text, remedy: text }, rules: [], told: "due" },
  };
  return [
    incident.comment(target, found, context),
    incident.comment({ ...target, storm: true }, found, context),
    incident.recovery(notice, context),
  ].map((write) => (write as CommentWrite).message);
}

/** The other texts, which the portal shows as they are. */
function plainTextsOf(finding: Finding, context: DeliveryContext): string[] {
  const { band, id } = finding.group;
  const rows = [
    findingRow(finding, true, context),
    stormRow(id, { group: id, band, slot: finding.slot }, [finding], context),
  ];
  const incidents = [
    incident.incident(finding.group, 2, context),
    incident.storm(id, finding.group, context),
  ];
  return [
    ...rows.flatMap(({ values }) => [String(values.AlertName), String(values.AlertText)]),
    ...incidents.flatMap((write) => {
      const { title, description } = write as IncidentWrite;
      return [title, description];
    }),
  ];
}

/** Elements that load, run or change something, and attributes that do. */
const ACTIVE =
  "script, img, image, svg, iframe, frame, object, embed, audio, video, source, track, style, link, " +
  "meta, base, form, input, button, math, template, [src], [srcset], [style], [formaction], [onerror], " +
  "[onload], [onmouseover]";

const LAST = "http://last.example/";

/** What comments ask for, run, link to and show, each as Markdown in a part of a page. */
async function openComments(browser: Browser, messages: readonly string[]) {
  const page = await browser.newPage();
  const asked: string[] = [];
  await page.route("**", (route) => {
    asked.push(route.request().url());
    return route.abort();
  });
  page.on("dialog", (dialog) => asked.push(`dialog ${dialog.message()}`));
  // An image of ours comes last: whatever the comment asks for is asked for before it.
  const parts = messages.map((one) => `<div>${marked.parse(one, { async: false })}</div>`);
  const markup = `${parts.join("")}<img id="last" src="${LAST}">`;
  await page.evaluate(`document.body.innerHTML = ${JSON.stringify(markup)}`);
  await expect.poll(() => asked.includes(LAST), { timeout: 60_000 }).toBe(true);
  const [active, ran, links, text] = (await page.evaluate(`[
    document.querySelectorAll(${JSON.stringify(ACTIVE)}).length - 1,
    "opened" in window,
    [...document.querySelectorAll("a")].map((link) => link.getAttribute("href")),
    document.body.textContent,
  ]`)) as [number, boolean, string[], string];
  await page.close();
  const own = /^https:\/\/portal\.azure\.com\/#view\/Microsoft_[\w.%/-]+$/;
  return {
    ...{ asked: asked.filter((url) => url !== LAST), active, ran, text },
    links: links.filter((href) => !own.test(href)),
  };
}

const NOTHING = { asked: [], active: 0, links: [], ran: false };

describe.skipIf(!CHROMIUM)("a comment with hostile event text, as Markdown in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  test("would open it if it stood there as it is", async () => {
    // One that leads to another page would take the others with it.
    const staying = HOSTILE.filter((text) => !text.includes("http-equiv"));
    const opened = await openComments(browser, staying);
    expect(opened.asked).toEqual(
      expect.arrayContaining([`${EVIL}/a.png`, `${EVIL}/b.png`, `${EVIL}/a.css`, `${EVIL}/c.png`]),
    );
    expect(opened.active).toBeGreaterThan(5);
    expect(opened.links).toContain("javascript:opened=1");
  });

  test.each(HOSTILE)("opens nothing, and shows the text: %j", async (text) => {
    const comments = CONTEXTS.flatMap((context) =>
      commentsOf(findingOf(text, context), text, context),
    );
    const opened = await openComments(browser, comments);
    expect(opened).toMatchObject(NOTHING);
    expect(opened.text.split(visible(text).slice(0, 100)).length).toBeGreaterThan(10);
  });

  test("opens nothing of hostile texts that are put together at random", async () => {
    const pieces = fc.array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary" })), {
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(pieces, fc.constantFrom(...CONTEXTS), async (some, context) => {
        const text = some.join("");
        const comments = commentsOf(findingOf(text, context), text, context);
        expect(await openComments(browser, comments)).toMatchObject(NOTHING);
      }),
      { numRuns: 20 },
    );
  });
});

test.each(HOSTILE)("titles, descriptions and alerts hide no character of it: %j", (text) => {
  for (const context of CONTEXTS)
    for (const plain of plainTextsOf(findingOf(text, context), context))
      expect(plain).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/u);
});
