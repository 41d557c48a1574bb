import { describe, expect, test } from "vitest";
import { alertRule } from "../../src/hunt/delivery/findings-table/alert-rule.ts";
import { alertRuleBody } from "../../src/hunt/delivery/findings-table/alert-rule-body.ts";
import { seedRule } from "../harness.ts";
import { openStage } from "./findings-stage.ts";

const GUID = "11111111-1111-4111-8111-111111111111";
const OTHER = "22222222-2222-4222-8222-222222222222";
const { properties: whole } = alertRuleBody(alertRule(seedRule("rundll32-lolbin")));
const grouping = whole.incidentConfiguration.groupingConfiguration;
const field = { identifier: "HostName", columnName: "Host" };
const host = { entityType: "Host", fieldMappings: [field] };

const put = (change: object, name = GUID, stage = openStage()) =>
  stage.send("PUT", `alertRules/${name}`, {
    kind: "Scheduled",
    properties: { ...whole, ...change },
  });
const grouped = (change: object) => ({
  incidentConfiguration: {
    createIncident: true,
    groupingConfiguration: { ...grouping, ...change },
  },
});
const messageOf = ({ body }: { body: unknown }) =>
  (body as { error: { message: string } }).error.message;

test("a rule is created, replaced, listed and deleted", async () => {
  const stage = openStage();
  expect((await put({}, GUID, stage)).status).toBe(201);
  expect((await put({ enabled: false }, GUID, stage)).status).toBe(200);
  const { body } = await stage.send("GET", `alertRules/${GUID}`);
  expect(body).toMatchObject({
    kind: "Scheduled",
    name: GUID,
    type: "Microsoft.SecurityInsights/alertRules",
    properties: { enabled: false, lastModifiedUtc: "2026-03-02T10:00:00.000Z" },
  });
  expect((await stage.send("GET", "alertRules")).body).toMatchObject({ value: [{ name: GUID }] });
  expect((await stage.send("DELETE", `alertRules/${GUID}`)).status).toBe(200);
  expect((await stage.send("DELETE", `alertRules/${GUID}`)).status).toBe(204);
  expect((await stage.send("GET", `alertRules/${GUID}`)).status).toBe(404);
});

test.each([
  ["2025-09-01", 404],
  ["2020-01-01", 404],
  ["2021-03-01-preview", 404],
  ["2021-04-01", 400],
])("version %s: %i", async (version, status) => {
  const { send } = openStage();
  expect((await send("GET", `alertRules/${GUID}`, undefined, version)).status).toBe(status);
});

test.each([undefined, "NRT", "Fusion"])("refuses a rule of kind %s", async (kind) => {
  const { send } = openStage();
  expect((await send("PUT", `alertRules/${GUID}`, { kind, properties: whole })).status).toBe(400);
});

const REQUIRED = [
  ...["displayName", "enabled", "severity", "query", "queryFrequency", "queryPeriod"],
  ...["triggerOperator", "triggerThreshold", "suppressionEnabled", "suppressionDuration"],
];

test.each(REQUIRED)("refuses a rule without %s", async (name) => {
  const answer = await put({ [name]: undefined });
  expect([answer.status, messageOf(answer)]).toEqual([400, expect.stringContaining(`'${name}'`)]);
});

describe("refuses", () => {
  test.each<[string, object, string]>([
    ["an empty query", { query: " " }, "characters"],
    ["a query of 10,001 characters", { query: "HuntFindings_CL".padEnd(10_001) }, "characters"],
    ["search *", { query: "search * | take 1" }, "search"],
    ["union *", { query: "union  * | take 1" }, "union"],
    ["a table that is not there", { query: "Missing_CL" }, "Failed to run"],
    ["a frequency under 5 minutes", { queryFrequency: "PT4M" }, "frequency"],
    ["a frequency that is no duration", { queryFrequency: "5m" }, "frequency"],
    ["a period under the frequency", { queryFrequency: "PT2H", queryPeriod: "PT1H" }, "shorter"],
    ["a period over 14 days", { queryFrequency: "P1D", queryPeriod: "P15D" }, "period"],
    ["a period of 2 days every 5 minutes", { queryPeriod: "P2D" }, "once an hour"],
    ["a suppression over a day", { suppressionDuration: "PT25H" }, "suppression"],
    ["another severity", { severity: "Critical" }, "severity"],
    ["another trigger operator", { triggerOperator: "gt" }, "operator"],
    ["a negative threshold", { triggerThreshold: -1 }, "threshold"],
    ["another aggregation", { eventGroupingSettings: { aggregationKind: "Each" } }, "aggregation"],
    ["another tactic", { tactics: ["Stealth"] }, "tactic"],
    ["a sub-technique", { techniques: ["T1218.011"] }, "technique"],
    ["11 entity mappings", { entityMappings: Array(11).fill(host) }, "10 entity mappings"],
    [
      "4 fields in a mapping",
      { entityMappings: [{ ...host, fieldMappings: Array(4).fill(field) }] },
      "3 fields",
    ],
    ["no field in a mapping", { entityMappings: [{ ...host, fieldMappings: [] }] }, "no fields"],
    ["another entity type", { entityMappings: [{ ...host, entityType: "Person" }] }, "Person"],
    [
      "21 custom details",
      { customDetails: Object.fromEntries([...Array(21).keys()].map((n) => [`d${n}`, "Host"])) },
      "20 custom details",
    ],
    ["a custom detail of no column", { customDetails: { GroupId: "Missing" } }, "'Missing'"],
    ["a short lookback", grouped({ lookbackDuration: "PT4M" }), "lookback"],
    ["a lookback over 7 days", grouped({ lookbackDuration: "P8D" }), "lookback"],
    ["another matching method", grouped({ matchingMethod: "All" }), "matching method"],
    ["nothing selected", grouped({ groupByCustomDetails: [] }), "selects nothing"],
    ["an unknown custom detail", grouped({ groupByCustomDetails: ["Other"] }), "'Other'"],
    ["an entity not mapped", grouped({ groupByEntities: ["URL"] }), "'URL'"],
    ["no word on incidents", { incidentConfiguration: {} }, "createIncident"],
  ])("%s", async (_, change, words) => {
    const answer = await put(change);
    expect([answer.status, messageOf(answer)]).toEqual([400, expect.stringContaining(words)]);
  });
});

test.each<[string, object]>([
  ["a query of 10,000 characters", { query: whole.query.padEnd(10_000) }],
  ["10 entity mappings", { entityMappings: Array(10).fill(host) }],
  ["a period of 14 days every hour", { queryFrequency: "PT1H", queryPeriod: "P14D" }],
  ["no incident configuration", { incidentConfiguration: undefined }],
])("takes %s", async (_, change) => {
  expect((await put(change)).status).toBe(201);
});

test("takes columns that the query does not return, if they are not checked", async () => {
  const stage = openStage({ unconfirmed: { ruleColumns: "unchecked" } });
  expect((await put({ customDetails: { GroupId: "Missing" } }, GUID, stage)).status).toBe(201);
});

test("a display name belongs to one rule of a workspace", async () => {
  const stage = openStage();
  await put({}, GUID, stage);
  const answer = await put({}, OTHER, stage);
  expect([answer.status, messageOf(answer)]).toEqual([400, expect.stringContaining("exists")]);
  expect((await put({ displayName: "Another" }, OTHER, stage)).status).toBe(201);
});

test("a workspace has at most 512 enabled rules", async () => {
  const stage = openStage();
  const name = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
  for (let index = 0; index < 512; index++)
    await put({ displayName: `${index}` }, name(index), stage);
  expect(messageOf(await put({ displayName: "more" }, name(512), stage))).toContain("512");
  const off = await put({ displayName: "more", enabled: false }, name(512), stage);
  expect(off.status).toBe(201);
});
