import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { CLOUDS } from "../../../../src/azure/clouds.ts";
import type { Row } from "../../../../src/hunt/conditions/event.ts";
import type { DeliveryContext } from "../../../../src/hunt/delivery/delivery.ts";
import { findingRow, stormRow } from "../../../../src/hunt/delivery/kinds/finding-row.ts";
import { incident } from "../../../../src/hunt/delivery/kinds/incident.ts";
import { queryLink, rowsLink } from "../../../../src/hunt/delivery/kinds/query-link.ts";
import { boundQuery, groupQuery } from "../../../../src/hunt/delivery/kinds/wording.ts";
import { ENTITY_TYPES } from "../../../../src/hunt/findings/entities/index.ts";
import { type Finding, toFinding } from "../../../../src/hunt/findings/finding.ts";
import { sourceFor } from "../../../../src/techniques/source.ts";
import { RUNDLL32, seedRule, WORKSPACE } from "../../../harness.ts";

const TIME = Date.parse("2023-08-18T10:00:00Z");
const SLOT = { from: TIME, to: TIME + 300_000 };
const CONTEXT: DeliveryContext = {
  rule: seedRule("rundll32-command-shell"),
  workspace: { ...WORKSPACE, resourceGroup: "rg (soc)_1'2~3*é" },
  parser: "_Im_ProcessCreate",
  portal: CLOUDS.AzurePublic.portal,
  source: sourceFor("rundll32"),
  entities: ENTITY_TYPES,
};
const SHORT: DeliveryContext = {
  ...CONTEXT,
  rule: { ...CONTEXT.rule, query: "imProcess | where true", parserAt: [] },
};

/** What the parts of a link say, as the portal would read them. */
function partsOf(link: string): { readonly place: string; readonly [part: string]: string } {
  const [place = "", rest = ""] = link.split("/Logs.ReactView/");
  const words = rest.split("/").map(decodeURIComponent);
  const parts = words.flatMap((word, at) => (at % 2 ? [] : [[word, words[at + 1] ?? ""] as const]));
  const { q = "", ...others } = Object.fromEntries(parts);
  return { place, query: gunzipSync(Buffer.from(q, "base64")).toString("utf8"), ...others };
}

/** The links that a text has, each up to the first character that can end one. */
function linksIn(text: string): string[] {
  return text.match(/https:\/\/portal[^\s)"<>[\]]+/g) ?? [];
}

function findingOf(row: Row, { rule, workspace }: DeliveryContext): Finding {
  const event = { row, time: TIME, derived: sourceFor("rundll32").derive(row) };
  return toFinding(event, rule, workspace, ENTITY_TYPES, {
    risk: { points: 50, features: [] },
    returned: undefined,
    twins: [],
  });
}

const FINDING = findingOf({ Dvc: "ws1", ParentCommandLine: `${RUNDLL32} a.dll,b` }, CONTEXT);

function describeLinks(context: DeliveryContext, finding = FINDING) {
  const target = {
    ...{ group: finding.group.id, incident: finding.group.id, slot: finding.slot },
    ...{ storm: false, last: true },
  };
  return {
    group: incident.incident(finding.group, 1, context)!.description,
    comment: incident.comment(target, [finding], context)!.message,
    alert: String(findingRow(finding, true, context).values.AlertText),
  };
}

test.each(["AzurePublic", "AzureUSGovernment"] as const)(
  "a link of %s holds workspace, query and time, and nothing that ends it",
  (cloud) => {
    const query = 'T | where x == "ü \u{1f600}" // ) ] > "';
    const link = queryLink(query, SLOT, { ...CONTEXT, portal: CLOUDS[cloud].portal })!;
    expect(link).toMatch(/^[A-Za-z0-9:/.#%_-]+$/);
    expect(partsOf(link)).toEqual({
      place: `${CLOUDS[cloud].portal}/#view/Microsoft_OperationsManagementSuite_Workspace`,
      resourceId:
        `/subscriptions/${WORKSPACE.subscriptionId}/resourceGroups/rg (soc)_1'2~3*é/providers/` +
        `Microsoft.OperationalInsights/workspaces/${WORKSPACE.name}`,
      source: "LogsBlade.AnalyticsShareLinkToQuery",
      query,
      // The hunt reads back by a day to find the parent's own start.
      timespan: "2023-08-17T10:00:00.000Z/2023-08-18T10:05:00.000Z",
    });
  },
);

test("equal queries have equal links, byte for byte, with every version of Node.js", () => {
  const link = queryLink("print 1", SLOT, CONTEXT)!;
  expect(link).toContain("/q/H4sIAAAAAAACAysoyswrUTAEAIfSl%2B8HAAAA/timespan/");
});

test("a link that would be too long is none", () => {
  // Letters that do not repeat, so that they cannot be packed.
  const noise = (length: number) =>
    Array.from({ length }, (_, at) => ((at * at * 7919) % 65_521).toString(36)).join("");
  expect(queryLink(noise(200), SLOT, CONTEXT)?.length).toBeGreaterThan(1_000);
  expect(queryLink(noise(3_000), SLOT, CONTEXT)).toBeUndefined();
});

test("incident, comment and alert link to the query that they are about", () => {
  const span = groupQuery(FINDING.group, FINDING.group.span, SHORT);
  const slot = groupQuery(FINDING.group, FINDING.slot, SHORT);
  const { group, comment, alert } = describeLinks(SHORT);
  expect(linksIn(group).map((link) => partsOf(link)["query"])).toEqual([span]);
  expect(linksIn(comment).map((link) => partsOf(link)["query"])).toEqual([
    boundQuery(FINDING.slot, SHORT),
  ]);
  expect(linksIn(alert).map((link) => partsOf(link)["query"])).toEqual([slot]);
  for (const [text, query] of [
    [group, span],
    [alert, slot],
  ] as const)
    expect(text).toContain(`Query:\n${query}`);
});

test("a storm's alert links to the query of its slot, however many groups it counts", () => {
  const many = Array.from({ length: 500 }, (_, at) =>
    findingOf({ Dvc: `${"x".repeat(70)}${at}` }, CONTEXT),
  );
  const text = String(
    stormRow("id", { group: "g", band: FINDING.group.band, slot: SLOT }, many, CONTEXT).values
      .AlertText,
  );
  expect(Buffer.byteLength(text)).toBe(5_000);
  expect(linksIn(text).map((link) => partsOf(link)["query"])).toEqual([boundQuery(SLOT, CONTEXT)]);
});

test("a description has the link even if the query is too long for it", () => {
  const { group } = describeLinks(CONTEXT);
  expect(group).toContain("The query is too long for this description: each related bookmark");
  expect(linksIn(group).map((link) => partsOf(link)["query"])).toEqual([
    groupQuery(FINDING.group, FINDING.group.span, CONTEXT),
  ]);
});

test("where a link is too long, incident and comment say so, and an alert links to its rows", () => {
  const noise = Array.from({ length: 1_400 }, (_, at) => ((at * at * 7919) % 65_521).toString(36));
  const rule = { ...CONTEXT.rule, query: `T // ${noise.join("")}`, parserAt: [] };
  const { group, comment, alert } = describeLinks({ ...CONTEXT, rule });
  for (const text of [group, comment]) {
    expect(linksIn(text)).toEqual([]);
    expect(text).toContain("A link to the query in Logs would be too long.");
  }
  const { group: key } = FINDING;
  expect(linksIn(alert)).toEqual([rowsLink(key, CONTEXT)]);
  expect(partsOf(rowsLink(key, CONTEXT)!)["query"]).toBe(
    `HuntFindings_CL\n| where TimeGenerated >= datetime(2023-08-18T00:00:00.000Z)\n` +
      `| where GroupId == "${key.id}"`,
  );
});

test("a row without an alert has no link", () => {
  expect(linksIn(String(findingRow(FINDING, false, CONTEXT).values.AlertText))).toEqual([]);
});
