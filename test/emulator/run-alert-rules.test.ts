import { describe, expect, test } from "vitest";
import { alertRule } from "../../src/hunt/delivery/findings-table/alert-rule.ts";
import { alertRuleBody } from "../../src/hunt/delivery/findings-table/alert-rule-body.ts";
import { FINDINGS_STREAM } from "../../src/hunt/delivery/findings-table/columns.ts";
import { seedRule } from "../harness.ts";
import { DCR, openStage, START, type Stage, type StageOptions } from "./findings-stage.ts";

const MINUTE = 60_000;
const GUID = "11111111-1111-4111-8111-111111111111";
const { properties: whole } = alertRuleBody(alertRule(seedRule("rundll32-lolbin")));

/** A rule that alerts whatever it sees, so that the runs can be told by what they do. */
const SIMPLE = {
  ...whole,
  query: "HuntFindings_CL | order by FindingId asc",
  queryPeriod: "PT1H",
  entityMappings: [
    { entityType: "Host", fieldMappings: [{ identifier: "HostName", columnName: "Host" }] },
    { entityType: "Account", fieldMappings: [{ identifier: "Name", columnName: "Account" }] },
  ],
};

async function open(change: object = {}, options: StageOptions = {}): Promise<Stage> {
  const stage = openStage(options);
  const body = { kind: "Scheduled", properties: { ...SIMPLE, ...change } };
  expect((await stage.send("PUT", `alertRules/${GUID}`, body)).status).toBe(201);
  return stage;
}

const write = (stage: Stage, ...rows: Record<string, unknown>[]) =>
  stage.client().upload(
    DCR,
    FINDINGS_STREAM,
    rows.map((row) => ({ FindingId: "a", GroupId: "g", AlertName: "n", AlertText: "t", ...row })),
  );

interface Incident {
  readonly name: string;
  readonly etag: string;
  readonly properties: Readonly<Record<string, unknown>> & {
    readonly additionalData: { readonly alertsCount: number };
  };
}

const listed = async (stage: Stage) =>
  ((await stage.send("GET", "incidents")).body as { value: Incident[] }).value;
const counts = async (stage: Stage) =>
  (await listed(stage)).map(({ properties }) => properties.additionalData.alertsCount);
const alertsOf = async (stage: Stage, { name }: Incident) =>
  (
    (await stage.send("POST", `incidents/${name}/alerts`)).body as {
      value: { name: string; kind: string; properties: Record<string, unknown> }[];
    }
  ).value;
const entitiesOf = async (stage: Stage, { name }: Incident) =>
  (await stage.send("POST", `incidents/${name}/entities`)).body as {
    entities: { kind: string; properties: Record<string, unknown> }[];
    metaData: unknown[];
  };

describe("when rules run", () => {
  test("each at its frequency, five minutes late", async () => {
    const stage = await open({ queryFrequency: "PT15M" });
    const runs = [0, 5, 10, 15].map((minute) => ({ nominal: START + minute * MINUTE }));
    expect(stage.run(...runs).map(({ nominal, real }) => [nominal - START, real - START])).toEqual([
      [0, 5 * MINUTE],
      [15 * MINUTE, 20 * MINUTE],
    ]);
  });

  test("not if they are off, and as late and as often as is said", async () => {
    const stage = await open();
    await write(stage, {});
    const late = { nominal: START, real: START + 20 * MINUTE };
    expect(stage.run(late, late).map(({ alerts }) => alerts.length)).toEqual([1, 1]);
    expect(await counts(stage)).toEqual([2]);
    const off = { kind: "Scheduled", properties: { ...SIMPLE, enabled: false } };
    await stage.send("PUT", `alertRules/${GUID}`, off);
    expect(stage.run(late)).toEqual([]);
  });

  test("not while an alert suppresses them", async () => {
    const stage = await open({ suppressionEnabled: true, suppressionDuration: "PT15M" });
    await write(stage, {});
    const runs = [0, 5, 10, 15].map((minute) => ({ nominal: START + minute * MINUTE }));
    expect(stage.run(...runs).map(({ nominal }) => nominal - START)).toEqual([0, 15 * MINUTE]);
  });

  test("a query that fails makes no alert, and says why", async () => {
    const stage = await open();
    const stored = stage.host.resources.get(
      `${stage.workspace.armId}/providers/Microsoft.SecurityInsights/alertRules/${GUID}`,
    )!;
    stage.host.resources.put({ ...stored, properties: { ...stored.properties, query: "Gone_CL" } });
    expect(stage.run({ nominal: START })).toMatchObject([
      { alerts: [], failure: expect.stringContaining("Gone_CL") },
    ]);
  });

  /** Rows at -2 and +2 minutes; the window of 5 minutes and now() say which are seen. */
  test.each([
    ["nominal", ["before"]],
    ["real-now", []],
    ["real", ["after"]],
  ] as const)("by a clock that is %s", async (ruleClock, seen) => {
    const query = "HuntFindings_CL | where ingestion_time() > ago(4m)";
    const change = { query, queryPeriod: "PT5M" };
    const stage = await open(change, { unconfirmed: { ruleClock } });
    stage.time.now = START - 2 * MINUTE;
    await write(stage, { FindingId: "before" });
    stage.time.now = START + 2 * MINUTE;
    await write(stage, { FindingId: "after" });
    stage.run({ nominal: START });
    const details = "parse_json(tostring(parse_json(ExtendedProperties)['Custom Details']))";
    stage.time.now = START + 5 * MINUTE;
    const rows = await stage.query(
      `SecurityAlert | project Id = tostring(${details}.FindingId[0])`,
    );
    expect(rows.map(({ Id }) => Id)).toEqual(seen);
  });

  test.each([
    ["GreaterThan", 1, 2],
    ["GreaterThan", 2, 0],
    ["LessThan", 3, 2],
    ["LessThan", 2, 0],
    ["Equal", 2, 2],
    ["Equal", 1, 0],
    ["NotEqual", 1, 2],
    ["NotEqual", 2, 0],
  ])("two rows, if there have to be %s %i: %i alerts", async (operator, threshold, count) => {
    const stage = await open({ triggerOperator: operator, triggerThreshold: threshold });
    await write(stage, {}, {});
    expect(stage.run({ nominal: START })[0]?.alerts).toHaveLength(count);
  });
});

describe("an alert", () => {
  const COLUMNS = "AlertName, DisplayName, Description, AlertSeverity, ProviderName, Entities";

  test("has the names, severity, details and entities of its row", async () => {
    const stage = await open();
    await write(stage, { AlertName: "n1", Severity: "Low", Host: "ws1", Risk: 85 });
    stage.run({ nominal: START });
    stage.time.now = START + 5 * MINUTE;
    const [row] = await stage.query(
      `SecurityAlert | project ${COLUMNS}, Details = tostring(parse_json(ExtendedProperties)["Custom Details"])`,
    );
    expect(row).toEqual({
      AlertName: "n1",
      DisplayName: "n1",
      Description: "t",
      AlertSeverity: "Low",
      ProviderName: "ASI Scheduled Alerts",
      Entities: '[{"$id":"3","HostName":"ws1","Type":"host"}]',
      Details: '{"FindingId":["a"],"GroupId":["g"],"Risk":["85"]}',
    });
  });

  test("has the rule's own where a column is empty or no severity", async () => {
    const stage = await open();
    await write(stage, { AlertName: "", AlertText: "", Severity: "Critical" });
    stage.run({ nominal: START });
    stage.time.now = START + 5 * MINUTE;
    expect(await stage.query(`SecurityAlert | project ${COLUMNS}`)).toMatchObject([
      {
        AlertName: whole.displayName,
        Description: whole.description,
        AlertSeverity: whole.severity,
        Entities: "[]",
      },
    ]);
  });

  test("has a name of 256 bytes and a description of 5,000 at most", async () => {
    const stage = await open();
    await write(stage, { AlertName: `${"x".repeat(255)}é`, AlertText: "é".repeat(2_501) });
    stage.run({ nominal: START });
    stage.time.now = START + 5 * MINUTE;
    expect(
      await stage.query("SecurityAlert | project N = strlen(AlertName), D = strlen(Description)"),
    ).toEqual([{ N: 255, D: 2_500 }]);
  });

  test.each([
    ["dropped", 0],
    ["kept", 2_100],
  ] as const)("details over 2 KB are %s", async (longDetails, length) => {
    const stage = await open({}, { unconfirmed: { longDetails } });
    await write(stage, { HuntName: "x".repeat(2_100) });
    stage.run({ nominal: START });
    stage.time.now = START + 5 * MINUTE;
    const details = "parse_json(tostring(parse_json(ExtendedProperties)['Custom Details']))";
    const text = `SecurityAlert | project L = strlen(tostring(${details}.HuntName[0]))`;
    expect(await stage.query(text)).toEqual([{ L: length }]);
  });

  test("is seen by queries after its lag, and by those of rules only within their period", async () => {
    const stage = await open({}, { alertLag: () => 90_000 });
    await write(stage, {});
    stage.run({ nominal: START });
    stage.time.now = START + 5 * MINUTE + 89_999;
    expect(await stage.query("SecurityAlert")).toEqual([]);
    stage.time.now += 1;
    const lag = "SecurityAlert | project Lag = ingestion_time() - TimeGenerated";
    expect(await stage.query(lag)).toEqual([{ Lag: "00:01:30" }]);
    const counting = { ...SIMPLE, query: "SecurityAlert | project AlertName", customDetails: {} };
    const properties = { ...counting, entityMappings: [], queryPeriod: "PT10M" };
    const ungrouped = { ...properties, incidentConfiguration: { createIncident: false } };
    const bare = { ...ungrouped, alertDetailsOverride: {} };
    const put = await stage.send("PUT", `alertRules/${GUID}`, {
      kind: "Scheduled",
      properties: bare,
    });
    expect(put.status).toBe(200);
    const seen = [5, 15, 40].map(
      (minute) => stage.run({ nominal: START + minute * MINUTE })[0]?.alerts.length,
    );
    expect(seen).toEqual([1, 2, 0]);
  });

  test.each([
    [150, 150, 1],
    [151, 150, 151],
  ])("of %i rows: %i alerts, the last of %i rows", async (rows, alerts, last) => {
    const stage = await open();
    const row = (index: number) => ({ FindingId: String(index).padStart(3, "0") });
    await write(stage, ...Array.from({ length: rows }, (_, index) => row(index)));
    expect(stage.run({ nominal: START })[0]?.alerts).toHaveLength(alerts);
    const [incident] = await listed(stage);
    const shown = await alertsOf(stage, incident!);
    expect(shown).toHaveLength(alerts);
    expect(shown.at(-1)?.properties["additionalData"]).toMatchObject({
      "Search Query Results Overall Count": String(last),
    });
  });

  test("stands for all rows of a rule that groups them, with 50 values of a detail", async () => {
    const stage = await open({ eventGroupingSettings: { aggregationKind: "SingleAlert" } });
    const rows = Array.from({ length: 60 }, (_, index) => ({
      FindingId: String(index),
      Host: `ws${index % 2}`,
    }));
    await write(stage, ...rows);
    expect(stage.run({ nominal: START })[0]?.alerts).toHaveLength(1);
    const [incident] = await listed(stage);
    const [alert] = await alertsOf(stage, incident!);
    const { "Custom Details": text } = alert!.properties["additionalData"] as Record<
      string,
      string
    >;
    expect(JSON.parse(text ?? "").FindingId).toHaveLength(50);
    expect((await entitiesOf(stage, incident!)).entities).toHaveLength(2);
  });

  test.each([
    ["window", START - 60 * MINUTE, START],
    ["row", START - MINUTE, START - MINUTE],
  ] as const)("begins and ends with its %s", async (alertTimes, start, end) => {
    const stage = await open({}, { unconfirmed: { alertTimes } });
    await write(stage, { TimeGenerated: new Date(START - MINUTE).toISOString() });
    stage.run({ nominal: START });
    expect((await listed(stage))[0]?.properties).toMatchObject({
      firstActivityTimeUtc: new Date(start).toISOString(),
      lastActivityTimeUtc: new Date(end).toISOString(),
    });
  });
});

describe("incidents", () => {
  const grouping = whole.incidentConfiguration.groupingConfiguration;
  const grouped = (change: object) => ({
    incidentConfiguration: {
      createIncident: true,
      groupingConfiguration: { ...grouping, ...change },
    },
  });

  test("none, if the rule makes none", async () => {
    const stage = await open({ incidentConfiguration: { createIncident: false } });
    await write(stage, {});
    expect(stage.run({ nominal: START })[0]?.alerts).toHaveLength(1);
    expect(await listed(stage)).toEqual([]);
  });

  test("one for each value of the custom detail that is grouped by", async () => {
    const stage = await open();
    const row = (FindingId: string, GroupId: string) => ({ FindingId, GroupId });
    await write(stage, row("a", "g"), row("b", "h"), row("c", "g"));
    stage.run({ nominal: START });
    expect(await counts(stage)).toEqual([2, 1]);
  });

  test.each<[string, object, number[]]>([
    ["any alert", grouped({ matchingMethod: "AnyAlert" }), [3]],
    ["all entities", grouped({ matchingMethod: "AllEntities" }), [2, 1]],
    ["a selected entity", grouped({ groupByEntities: ["Host"], groupByCustomDetails: [] }), [2, 1]],
    [
      "the severity",
      grouped({ groupByAlertDetails: ["Severity"], groupByCustomDetails: [] }),
      [1, 2],
    ],
    ["nothing, each alert its own", grouped({ enabled: false }), [1, 1, 1]],
  ])("grouped by %s", async (_, change, expected) => {
    const stage = await open(change);
    await write(
      stage,
      { FindingId: "a", Host: "ws1", Severity: "High" },
      { FindingId: "b", Host: "ws1", Severity: "Low" },
      { FindingId: "c", Host: "ws2", Severity: "Low" },
    );
    stage.run({ nominal: START });
    expect(await counts(stage)).toEqual(expected);
  });

  test("a new one after the lookback, and after the old one is closed", async () => {
    const stage = await open({ ...grouped({ lookbackDuration: "PT1H" }), queryPeriod: "PT5M" });
    const alertAt = async (minute: number) => {
      stage.time.now = START + minute * MINUTE;
      await write(stage, {});
      stage.run({ nominal: stage.time.now });
      return counts(stage);
    };
    expect(await alertAt(0)).toEqual([1]);
    expect(await alertAt(60)).toEqual([2]);
    expect(await alertAt(125)).toEqual([2, 1]);
    const open2 = (await listed(stage))[1]!;
    await stage.send("PUT", `incidents/${open2.name}`, {
      properties: { ...open2.properties, status: "Closed", classification: "Undetermined" },
    });
    expect(await alertAt(140)).toEqual([2, 1, 1]);
  });

  test.each([
    ["last", [3]],
    ["first", [2, 1]],
  ] as const)("a lookback from the %s alert on", async (groupedSince, expected) => {
    const change = { ...grouped({ lookbackDuration: "PT1H" }), queryPeriod: "PT5M" };
    const stage = await open(change, { unconfirmed: { groupedSince } });
    for (const minute of [0, 40, 80]) {
      stage.time.now = START + minute * MINUTE;
      await write(stage, {});
      stage.run({ nominal: stage.time.now });
    }
    expect(await counts(stage)).toEqual(expected);
  });

  test("150 alerts at most", async () => {
    const stage = await open({ queryPeriod: "PT5M" });
    for (const minute of [0, 10]) {
      stage.time.now = START + minute * MINUTE;
      await write(stage, ...Array.from({ length: 100 }, (_, index) => ({ FindingId: `${index}` })));
      stage.run({ nominal: stage.time.now });
    }
    expect(await counts(stage)).toEqual([150, 50]);
  });

  test.each([
    ["first", "Low"],
    ["highest", "High"],
  ] as const)("with the severity of the %s alert", async (incidentSeverity, severity) => {
    const stage = await open({}, { unconfirmed: { incidentSeverity } });
    await write(stage, { FindingId: "a", Severity: "Low" }, { FindingId: "b", Severity: "High" });
    stage.run({ nominal: START });
    expect((await listed(stage))[0]?.properties["severity"]).toBe(severity);
  });

  test.each(["Azure Sentinel", "Microsoft XDR"] as const)(
    "have their rule and the provider %s, also after they are changed",
    async (incidentProvider) => {
      const stage = await open({}, { unconfirmed: { incidentProvider } });
      await write(stage, { AlertName: "n1" });
      stage.run({ nominal: START });
      const [incident] = await listed(stage);
      const properties = { title: "n2", severity: "Low", status: "Active" };
      await stage.send("PUT", `incidents/${incident?.name}`, { properties });
      expect(incident?.properties).toMatchObject({ title: "n1", status: "New" });
      expect((await listed(stage))[0]?.properties).toMatchObject({
        title: "n2",
        providerName: incidentProvider,
        relatedAnalyticRuleIds: [expect.stringMatching(new RegExp(`/alertRules/${GUID}$`))],
      });
    },
  );

  test("their rows in SecurityIncident name the alerts and the rule", async () => {
    const stage = await open({}, { unconfirmed: { auditReads: 0 } });
    await write(stage, { FindingId: "a" }, { FindingId: "b" });
    const alerts = stage.run({ nominal: START })[0]?.alerts;
    const text =
      "SecurityIncident | project AlertIds = tostring(AlertIds), Rules = tostring(RelatedAnalyticRuleIds)";
    const rows = (await stage.query(text)).map(({ AlertIds, Rules }) => [
      JSON.parse(String(AlertIds)),
      JSON.parse(String(Rules)),
    ]);
    expect(rows).toEqual([
      [alerts?.slice(0, 1), [GUID]],
      [alerts, [GUID]],
    ]);
  });

  test("list their alerts and entities; a bookmark is not counted as an alert", async () => {
    const stage = await open();
    await write(
      stage,
      { FindingId: "a", Host: "ws1", Account: "alex" },
      { FindingId: "b", Host: "ws1" },
    );
    stage.run({ nominal: START });
    const [incident] = await listed(stage);
    const { body } = await stage.send(
      "PUT",
      `bookmarks/${GUID}`,
      { properties: { displayName: "b", query: "T" } },
      "2025-10-01-preview",
    );
    await stage.send("PUT", `incidents/${incident!.name}/relations/${GUID}`, {
      properties: { relatedResourceId: (body as { id: string }).id },
    });
    expect((await listed(stage))[0]?.properties.additionalData).toMatchObject({
      alertsCount: 2,
      bookmarksCount: 1,
      tactics: whole.tactics,
    });
    expect((await alertsOf(stage, incident!)).map(({ kind }) => kind)).toEqual([
      "SecurityAlert",
      "SecurityAlert",
    ]);
    const { entities, metaData } = await entitiesOf(stage, incident!);
    expect(entities.map(({ kind, properties }) => [kind, properties])).toEqual([
      ["Host", { hostName: "ws1", friendlyName: "ws1" }],
      ["Account", { accountName: "alex", friendlyName: "alex" }],
    ]);
    expect(metaData).toEqual([
      { entityKind: "Host", count: 1 },
      { entityKind: "Account", count: 1 },
    ]);
  });

  test("an analyst may move an alert into an incident", async () => {
    const stage = await open();
    await write(stage, {});
    const [outcome] = stage.run({ nominal: START });
    const properties = { title: "t", severity: "Low", status: "New" };
    await stage.send("PUT", `incidents/${GUID}`, { properties });
    const root = `${stage.workspace.armId}/providers/Microsoft.SecurityInsights`;
    await stage.send("PUT", `incidents/${GUID}/relations/${GUID}`, {
      properties: { relatedResourceId: `${root}/entities/${outcome?.alerts[0]}` },
    });
    expect(await counts(stage)).toEqual([1, 1]);
    const { body } = await stage.send("GET", `incidents/${GUID}/relations/${GUID}`);
    expect(body).toMatchObject({
      properties: { relatedResourceType: "Microsoft.SecurityInsights/entities" },
    });
  });
});
