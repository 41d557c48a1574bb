import { gunzipSync } from "node:zlib";
import { createHttpHeaders } from "@azure/core-rest-pipeline";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CLOUDS } from "../../../../src/azure/clouds.ts";
import { findingsTable } from "../../../../src/azure/findings-table.ts";
import { LOCAL_CREDENTIAL } from "../../../../src/azure/loopback.ts";
import { sentinelResources } from "../../../../src/azure/sentinel.ts";
import type { Row } from "../../../../src/hunt/conditions/event.ts";
import { deliveriesFor } from "../../../../src/hunt/delivery/deliveries-for.ts";
import type { Delivery, DeliveryContext, Notice } from "../../../../src/hunt/delivery/delivery.ts";
import { withRows } from "../../../../src/hunt/delivery/findings-table/with-rows.ts";
import { bookmark } from "../../../../src/hunt/delivery/kinds/bookmark.ts";
import { incident } from "../../../../src/hunt/delivery/kinds/incident.ts";
import { incidentByRule } from "../../../../src/hunt/delivery/kinds/incident-by-rule.ts";
import { LIMITS } from "../../../../src/hunt/delivery/kinds/limits.ts";
import type { Write } from "../../../../src/hunt/delivery/write.ts";
import { ENTITY_TYPES } from "../../../../src/hunt/findings/entities/index.ts";
import { type Finding, toFinding } from "../../../../src/hunt/findings/finding.ts";
import { timeBounds } from "../../../../src/hunt/findings/query.ts";
import { parse } from "../../../../src/kql/language/parse.ts";
import { sourceFor } from "../../../../src/techniques/source.ts";
import { seedRule, WORKSPACE } from "../../../harness.ts";
import { hostileText } from "./hostile-text.ts";

const TIME = Date.parse("2023-08-18T10:00:00Z");
const WITH_TABLE = {
  ...WORKSPACE,
  findings: {
    endpoint: "https://dcr-1.westeurope-1.ingest.monitor.azure.com",
    ruleId: `dcr-${"0".repeat(32)}`,
  },
};
/** Bookmarks, and a row besides each. */
const withRow = deliveriesFor(WITH_TABLE, {
  incidentsBy: "api",
  findingsTable: "all",
}).get("bookmark")!;
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

function findingOf(row: Row, { rule, workspace }: DeliveryContext): Finding {
  const event = { row, time: TIME, derived: sourceFor("rundll32").derive(row) };
  return toFinding(event, rule, workspace, ENTITY_TYPES, {
    risk: { points: 50, features: [] },
    returned: undefined,
    twins: [],
  });
}

/** Everything that a delivery writes of a finding. */
function writesOf(finding: Finding, delivery: Delivery, context: DeliveryContext): Write[] {
  const target = {
    group: finding.group.id,
    incident: finding.group.id,
    slot: finding.slot,
    storm: false,
    last: true,
  };
  const found = Array.from({ length: 4 }, () => finding);
  return [
    delivery.represent(finding, context),
    delivery.incident(finding.group, 2, context),
    delivery.storm(finding.id, finding.group, context),
    delivery.comment(target, found, context),
    delivery.comment({ ...target, storm: true }, found, context),
    delivery.row?.(finding, context),
    delivery.stormReport?.(finding.id, finding.slot, found, context),
    { kind: "relation" as const, id: finding.id, incident: finding.group.id, bookmark: finding.id },
  ].filter((write) => write !== undefined);
}

/**
 * What it writes of a rule's trouble, and of a whole workspace's, where Azure's answer holds such a
 * text.
 */
function troubleWritesOf(text: string, delivery: Delivery, context: DeliveryContext): Write[] {
  const cause = { message: text, remedy: text };
  const times = { since: TIME, noticed: TIME + 1, ended: TIME + 2, covered: TIME - 1 };
  const notice: Notice = {
    ...{
      id: "c0b3565b-5d3d-5b74-aad3-646bafccb57c",
      rule: context.rule.id,
      workspace: WORKSPACE.id,
      kind: "behind",
      speaker: context.rule.id,
    },
    ...{ ...times, cause, rules: [], told: "due" },
  };
  const whole: Notice = {
    ...notice,
    rule: "",
    rules: Array.from({ length: 500 }, (_, index) => `a-rule-of-number-${index}`),
  };
  return [notice, { ...notice, kind: "failing", failingFrom: TIME - 5 } as const, whole].flatMap(
    (one) => [delivery.trouble(one, context), delivery.recovery(one, context)],
  );
}

/** The body as the real client sends it; a row's without the list around it. */
async function bodyOf(write: Write): Promise<string> {
  let sent = "";
  const httpClient = {
    sendRequest: async (request: { method: string; body?: unknown }) => {
      sent = write.kind === "row" ? unpack(request.body) : String(request.body);
      const status = write.kind === "row" ? 204 : 201;
      const headers = createHttpHeaders({ "content-type": "application/json" });
      return { request, status, headers, bodyAsText: "{}" };
    },
  };
  const access = {
    credential: LOCAL_CREDENTIAL,
    cloud: CLOUDS.AzurePublic,
    httpClient: httpClient as never,
  };
  const sleep = async () => undefined;
  const table = findingsTable(access, { sleep, clock: () => TIME });
  await withRows(sentinelResources(access, sleep), table).create(WITH_TABLE, write);
  return sent;
}

function unpack(body: unknown): string {
  const [row] = JSON.parse(gunzipSync(body as Uint8Array).toString("utf8")) as unknown[];
  return JSON.stringify({ properties: row });
}

type Properties = Record<string, unknown>;

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsOf(inner)]);
}

function expectWithinLimits(properties: Properties): void {
  const length = (name: string) => String(properties[name] ?? "").length;
  expect(length("title")).toBeLessThanOrEqual(LIMITS.title);
  expect(length("displayName")).toBeLessThanOrEqual(LIMITS.title);
  expect(length("description")).toBeLessThanOrEqual(LIMITS.description);
  expect(length("message")).toBeLessThanOrEqual(LIMITS.comment);
  expect(length("notes")).toBeLessThanOrEqual(LIMITS.notes);
  expect(Buffer.byteLength(String(properties["queryResult"] ?? ""))).toBeLessThanOrEqual(
    LIMITS.row,
  );
  expect(Buffer.byteLength(JSON.stringify(properties["entityMappings"] ?? []))).toBeLessThanOrEqual(
    LIMITS.mappings,
  );
}

/** Of these columns, an alert is made: its name, its description and its details. */
function expectAlert(properties: Properties): void {
  const bytes = (...names: string[]) =>
    Buffer.byteLength(names.map((name) => String(properties[name] ?? "")).join(""));
  expect(bytes("AlertName")).toBeLessThanOrEqual(256);
  expect(bytes("AlertText")).toBeLessThanOrEqual(5_000);
  expect(bytes("FindingId", "GroupId", "HuntName", "HuntVersion", "EventTime")).toBeLessThan(2_000);
  for (const value of Object.values(properties))
    expect(
      Buffer.byteLength(typeof value === "string" ? value : JSON.stringify(value)),
    ).toBeLessThan(60_000);
}

test("whatever a row holds, each text is within its limit, the body under 200 KB and UTF-8, and the query can be run", async () => {
  const cells = fc.record({
    Dvc: hostileText,
    User: hostileText,
    Process: fc.oneof(fc.constant("C:\\Windows\\System32\\rundll32.exe"), hostileText),
    TargetProcessId: hostileText,
    CommandLine: fc.oneof(
      hostileText,
      hostileText.map((text) => `rundll32.exe C:\\a\\${text},Start ${text}`.slice(0, 200_000)),
    ),
    ActingProcessName: hostileText,
    ParentCommandLine: hostileText,
    _ItemId: hostileText,
    Extra: hostileText.map((text) => ({ deep: [text], [text.slice(0, 50)]: 1 })),
  });
  await fc.assert(
    fc.asyncProperty(
      cells,
      fc.constantFrom(...CONTEXTS),
      fc.constantFrom(incident, bookmark, incidentByRule, withRow),
      async (row, context, delivery) => {
        const finding = findingOf(row, context);
        for (const write of [
          ...writesOf(finding, delivery, context),
          ...troubleWritesOf(String(row.CommandLine), delivery, context),
        ]) {
          const body = await bodyOf(write);
          expect(Buffer.byteLength(body)).toBeLessThan(200_000);
          expect(Buffer.from(body).toString("utf8")).toBe(body);
          const { properties } = JSON.parse(body) as { properties: Properties };
          for (const text of textsOf(properties)) expect(text).not.toMatch(/\p{Cs}/u);
          expectWithinLimits(properties);
          if (properties["queryResult"] !== undefined)
            for (const text of textsOf(JSON.parse(String(properties["queryResult"]))))
              expect(text).not.toMatch(/\p{Cs}/u);
          if (write.kind === "row") expectAlert(properties);
          if (write.kind !== "bookmark") continue;
          expect(() => parse(write.query)).not.toThrow();
          expect(write.query).toContain(timeBounds(context.rule.hunt.time, write.evidence));
        }
      },
    ),
    { numRuns: 40 },
  );
});

test.each([
  ["quotes", '"'],
  ["backslashes", "\\"],
  ["controls", "\u0000"],
  ["three bytes", "\u6f22"],
  ["four bytes", "\u{1f600}"],
  ["tags", "\u{e0001}"],
  ["halves of pairs", "\ud800"],
])("a row of nothing but %s, 200,000 in each cell, is small enough, too", async (_, piece) => {
  const cell = piece.repeat(200_000 / piece.length);
  for (const context of CONTEXTS) {
    const columns = [
      "Dvc",
      "User",
      "Process",
      "TargetProcessId",
      "CommandLine",
      "ActingProcessName",
      "ParentCommandLine",
      "_ItemId",
      "Extra",
    ];
    const finding = findingOf(Object.fromEntries(columns.map((column) => [column, cell])), context);
    const wide = {
      ...finding,
      entities: Array.from({ length: 10 }, () => finding.entities).flat(),
    };
    for (const write of [
      ...writesOf(wide, incident, context),
      ...writesOf(wide, incidentByRule, context),
      ...troubleWritesOf(cell, bookmark, context),
    ])
      expect(Buffer.byteLength(await bodyOf(write))).toBeLessThan(200_000);
  }
});

test("the same row gives the same writes, whatever stood before it", () => {
  const context = CONTEXTS[0]!;
  const row = { Dvc: "ws1", CommandLine: "x".repeat(50_000), ParentCommandLine: "\ud800" };
  expect(writesOf(findingOf(row, context), incident, context)).toEqual(
    writesOf(findingOf({ ...row }, context), incident, context),
  );
});

describe("an incident's activity", () => {
  test("is its span, which no cut of time changes", async () => {
    const context = CONTEXTS[0]!;
    const [write] = writesOf(findingOf({ Dvc: "ws1" }, context), incident, context).filter(
      ({ kind }) => kind === "incident",
    );
    const { properties } = JSON.parse(await bodyOf(write!)) as { properties: Properties };
    expect(properties).toMatchObject({
      firstActivityTimeUtc: "2023-08-18T00:00:00.000Z",
      lastActivityTimeUtc: "2023-08-18T23:59:59.999Z",
    });
  });
});

test("a query that does not fit into a description is left out, not cut", () => {
  const context = CONTEXTS[0]!;
  const rule = {
    ...context.rule,
    query: `${context.rule.query}\n// ${"x".repeat(20_000)}`,
    parserAt: [],
  };
  const long = { ...context, rule };
  const finding = findingOf({ Dvc: "ws1" }, long);
  const texts = writesOf(finding, incident, long).flatMap((write) =>
    write.kind === "incident"
      ? [write.description]
      : write.kind === "comment"
        ? [write.message]
        : [],
  );
  expect(texts).toHaveLength(4);
  for (const text of texts) {
    expect(text).toContain("too long for this");
    expect(text).not.toContain("xxx");
  }
});

test("what Azure answered is one visible line in a trouble, and no Markdown in its comment", () => {
  const context = CONTEXTS[0]!;
  const [first] = troubleWritesOf("a\u202eb\n# heading\u001b[2J", incident, context);
  expect(first).toMatchObject({ kind: "incident", severity: "Low" });
  const { description } = first as { description: string };
  expect(description).toContain("Why: a\\u{202e}b\\u{a}# heading\\u{1b}[2J.");
  const comments = troubleWritesOf("x", incident, context).flatMap((write) =>
    write.kind === "comment" ? [write.message] : [],
  );
  expect(comments).toHaveLength(3);
  for (const message of comments)
    expect(message).toMatch(/^(The hunt runs again|The workspace answers the hunts again)\./);
});
