import { describe, expect, test } from "vitest";
import { START } from "./findings-stage.ts";
import {
  alertsOf,
  counts,
  entitiesOf,
  GUID,
  listed,
  openRule,
  SIMPLE,
  WHOLE,
  write,
} from "./one-rule.ts";

const MINUTE = 60_000;

describe("when rules run", () => {
  test("each at its frequency, five minutes late", async () => {
    const stage = await openRule({ queryFrequency: "PT15M" });
    const runs = [0, 5, 10, 15].map((minute) => ({ nominal: START + minute * MINUTE }));
    expect(stage.run(...runs).map(({ nominal, real }) => [nominal - START, real - START])).toEqual([
      [0, 5 * MINUTE],
      [15 * MINUTE, 20 * MINUTE],
    ]);
  });

  test("not if they are off, and as late and as often as is said", async () => {
    const stage = await openRule();
    await write(stage, {});
    const late = { nominal: START, real: START + 20 * MINUTE };
    expect(stage.run(late, late).map(({ alerts }) => alerts.length)).toEqual([1, 1]);
    expect(await counts(stage)).toEqual([2]);
    const off = { kind: "Scheduled", properties: { ...SIMPLE, enabled: false } };
    await stage.send("PUT", `alertRules/${GUID}`, off);
    expect(stage.run(late)).toEqual([]);
  });

  test("not while an alert suppresses them", async () => {
    const stage = await openRule({ suppressionEnabled: true, suppressionDuration: "PT15M" });
    await write(stage, {});
    const runs = [0, 5, 10, 15].map((minute) => ({ nominal: START + minute * MINUTE }));
    expect(stage.run(...runs).map(({ nominal }) => nominal - START)).toEqual([0, 15 * MINUTE]);
  });

  test("a query that fails makes no alert, and says why", async () => {
    const stage = await openRule();
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
    const stage = await openRule(change, { unconfirmed: { ruleClock } });
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
    const stage = await openRule({ triggerOperator: operator, triggerThreshold: threshold });
    await write(stage, {}, {});
    expect(stage.run({ nominal: START })[0]?.alerts).toHaveLength(count);
  });
});

describe("an alert", () => {
  const COLUMNS = "AlertName, DisplayName, Description, AlertSeverity, ProviderName, Entities";

  test("has the names, severity, details and entities of its row", async () => {
    const stage = await openRule();
    await write(stage, { AlertName: "n1", Severity: "Low", Host: "ws1", Risk: 85 });
    stage.run({ nominal: START });
    stage.time.now = START + 5 * MINUTE;
    const [row] = await stage.query(
      `SecurityAlert | project ${COLUMNS},
         Details = tostring(parse_json(ExtendedProperties)["Custom Details"])`,
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
    const stage = await openRule();
    await write(stage, { AlertName: "", AlertText: "", Severity: "Critical" });
    stage.run({ nominal: START });
    stage.time.now = START + 5 * MINUTE;
    expect(await stage.query(`SecurityAlert | project ${COLUMNS}`)).toMatchObject([
      {
        AlertName: WHOLE.displayName,
        Description: WHOLE.description,
        AlertSeverity: WHOLE.severity,
        Entities: "[]",
      },
    ]);
  });

  test("has a name of 256 bytes and a description of 5,000 at most", async () => {
    const stage = await openRule();
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
    const stage = await openRule({}, { unconfirmed: { longDetails } });
    await write(stage, { HuntName: "x".repeat(2_100) });
    stage.run({ nominal: START });
    stage.time.now = START + 5 * MINUTE;
    const details = "parse_json(tostring(parse_json(ExtendedProperties)['Custom Details']))";
    const text = `SecurityAlert | project L = strlen(tostring(${details}.HuntName[0]))`;
    expect(await stage.query(text)).toEqual([{ L: length }]);
  });

  test("is seen by queries after its lag, and by rules only within their period", async () => {
    const stage = await openRule({}, { alertLag: () => 90_000 });
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
    const stage = await openRule();
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
    const stage = await openRule({ eventGroupingSettings: { aggregationKind: "SingleAlert" } });
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
    const stage = await openRule({}, { unconfirmed: { alertTimes } });
    await write(stage, { TimeGenerated: new Date(START - MINUTE).toISOString() });
    stage.run({ nominal: START });
    expect((await listed(stage))[0]?.properties).toMatchObject({
      firstActivityTimeUtc: new Date(start).toISOString(),
      lastActivityTimeUtc: new Date(end).toISOString(),
    });
  });
});
