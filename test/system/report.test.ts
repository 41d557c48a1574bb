import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { htmlReport } from "../../src/cli/reporters/html/report.ts";
import { summarise } from "../../src/cli/summary.ts";
import { DAY } from "../../src/hunt/base/window.ts";
import { runWindows } from "../../src/hunt/runs/range.ts";
import { createWorld, RUNDLL32, seedRule, sysmon, WORKSPACE } from "../harness.ts";
import { CHROMIUM, launchBrowser, openPage } from "./browser.ts";
import { hunts, temporary } from "./cli.ts";

describe.skipIf(!CHROMIUM)("the report in Chromium", () => {
  let browser: Browser;
  let report: string;
  beforeAll(async () => {
    browser = await launchBrowser();
    const out = temporary();
    await hunts(["run", "--out", out]);
    report = pathToFileURL(join(out, "report.html")).href;
  });
  afterAll(() => browser?.close());

  const open = (url: string, options: Parameters<Browser["newPage"]>[0] = {}) =>
    openPage(browser, url, options);

  test("shows incidents with entities, evidence, process and parent; loads nothing", async () => {
    const { page, problems } = await open(report);
    expect(problems).toEqual([]);
    const card = page
      .locator("#incidents article")
      .filter({ hasText: "Command shell started by rundll32: workstation5" });
    expect(await card.locator("h3").innerText()).toBe(
      "Command shell started by rundll32: workstation5",
    );
    expect(await card.locator(".chips li").allInnerTexts()).toEqual([
      "AccountWORKSTATION5\\wardog",
      "HostWORKSTATION5",
    ]);
    expect(await card.locator("details").first().innerText()).toContain(
      "command line joined from the parent's own start",
    );
    expect(await card.locator("pre").first().innerText()).toContain("calc.cpl");
    expect(await page.locator("#incidents article").count()).toBe(11);
    expect(await page.locator("#bookmarks tbody tr").count()).toBe(3);
    expect(await page.locator("#timeline circle").count()).toBe(118);
    const hidden = await page.locator("#suppressed .card").allInnerTexts();
    expect(hidden).toHaveLength(10);
    expect(hidden[0]).toMatch(/Entry run-as-different-user, .*owner Sentinel Hunts, permanent/);
    expect(await page.locator("#suppressed details").count()).toBe(20);
    await page.close();
  });

  test.each([
    ["light", 1280],
    ["dark", 1280],
    ["light", 390],
  ] as const)(
    "%s, %i wide: nothing runs out of the page, and text stands out from its ground",
    async (colorScheme, width) => {
      const { page } = await open(report, { colorScheme, viewport: { width, height: 900 } });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(
        width,
      );
      const [ink, ground] = (await page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]",
      )) as [string, string];
      expect(contrast(ink, ground)).toBeGreaterThan(7);
      expect(luminance(ground) < 0.2).toBe(colorScheme === "dark");
      await page.close();
    },
  );

  test("hostile event text is text: no element, no script, no direction change", async () => {
    const nasty = `rundll32 "><img src=x onerror=alert(1)><script>alert(2)</script><svg/onload=alert(3)> \u202egnp.exe {{7*7}} </pre></details><h1>x</h1>`;
    const event = sysmon("2023-08-18T10:00:00Z", RUNDLL32, nasty, "C:\\<b>x</b>.exe", nasty, {
      host: '<i id="h">',
      user: "</title><script>1</script>",
    });
    const world = createWorld({ tables: new Map([["WindowsEvent", [event]]]) });
    const start = Date.parse("2023-08-18T00:00:00Z");
    const rule = { ...seedRule("rundll32-lolbin"), name: "<u>rule</u>" };
    const outcomes = await runWindows(
      rule,
      WORKSPACE,
      [{ window: { from: start, to: start + 2 * DAY }, empty: false }],
      world.ports,
    );
    const html = htmlReport(
      [summarise(rule, WORKSPACE, outcomes)],
      [{ where: "<s>", message: nasty, remedy: "&" }],
    );
    const { page, problems } = await open(
      `data:text/html;base64,${Buffer.from(html).toString("base64")}`,
    );
    expect(problems).toEqual([]);
    expect(await page.locator("script, img, main i, u, s, main h1:not(:first-child)").count()).toBe(
      0,
    );
    expect(await page.locator("#bookmarks pre").innerText()).toContain(
      "<img src=x onerror=alert(1)>",
    );
    expect(await page.locator("#bookmarks pre").innerText()).toContain("\\u{202e}gnp.exe");
    await page.close();
  });
});

test("a bookmark's row is indented JSON, a field a line, with what its values hold escaped", async () => {
  const line = "rundll32 C:\\Users\\Public\\a.dll,Run \u202egnp\u0007";
  const event = sysmon(
    "2023-08-18T10:00:00Z",
    "C:\\Windows\\System32\\cmd.exe",
    "cmd.exe",
    RUNDLL32,
    line,
  );
  const world = createWorld({ tables: new Map([["WindowsEvent", [event]]]) });
  const from = Date.parse("2023-08-18T00:00:00Z");
  const rule = seedRule("rundll32-command-shell");
  const outcomes = await runWindows(
    rule,
    WORKSPACE,
    [{ window: { from, to: from + 2 * DAY }, empty: false }],
    world.ports,
  );
  const page = htmlReport([summarise(rule, WORKSPACE, outcomes)], []);
  const [, row = ""] = /The bookmark's row<\/summary><pre>(.*?)<\/pre>/s.exec(page) ?? [];
  expect(row).toMatch(/^\{\n {2}&quot;\w+&quot;: .*,\n {2}&quot;/);
  expect(row).not.toContain("\\u{a}");
  expect(row).not.toContain("\u202e");
  expect(row).toContain("\\u{202e}gnp");
});

function channels(colour: string): number[] {
  return colour
    .match(/[\d.]+/g)!
    .slice(0, 3)
    .map(Number);
}

function luminance(colour: string): number {
  const [r, g, b] = channels(colour).map((value) =>
    value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}
