import { describe, expect, test } from "vitest";
import { START } from "./findings-stage.ts";
import { alertsOf, counts, entitiesOf, GUID, listed, openRule, WHOLE, write } from "./one-rule.ts";

const MINUTE = 60_000;

describe("incidents", () => {
  const grouping = WHOLE.incidentConfiguration.groupingConfiguration;
  const grouped = (change: object) => ({
    incidentConfiguration: {
      createIncident: true,
      groupingConfiguration: { ...grouping, ...change },
    },
  });

  test("none, if the rule makes none", async () => {
    const stage = await openRule({ incidentConfiguration: { createIncident: false } });
    await write(stage, {});
    expect(stage.run({ nominal: START })[0]?.alerts).toHaveLength(1);
    expect(await listed(stage)).toEqual([]);
  });

  test("one for each value of the custom detail that is grouped by", async () => {
    const stage = await openRule();
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
    const stage = await openRule(change);
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
    const stage = await openRule({ ...grouped({ lookbackDuration: "PT1H" }), queryPeriod: "PT5M" });
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
    const stage = await openRule(change, { unconfirmed: { groupedSince } });
    for (const minute of [0, 40, 80]) {
      stage.time.now = START + minute * MINUTE;
      await write(stage, {});
      stage.run({ nominal: stage.time.now });
    }
    expect(await counts(stage)).toEqual(expected);
  });

  test("150 alerts at most", async () => {
    const stage = await openRule({ queryPeriod: "PT5M" });
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
    const stage = await openRule({}, { unconfirmed: { incidentSeverity } });
    await write(stage, { FindingId: "a", Severity: "Low" }, { FindingId: "b", Severity: "High" });
    stage.run({ nominal: START });
    expect((await listed(stage))[0]?.properties["severity"]).toBe(severity);
  });

  test.each(["Azure Sentinel", "Microsoft XDR"] as const)(
    "have their rule and the provider %s, also after they are changed",
    async (incidentProvider) => {
      const stage = await openRule({}, { unconfirmed: { incidentProvider } });
      await write(stage, { AlertName: "n1" });
      stage.run({ nominal: START });
      const [incident] = await listed(stage);
      const properties = { title: "n2", severity: "Low", status: "Active" };
      await stage.send("PUT", `incidents/${incident?.name}`, { properties });
      expect(incident?.properties).toMatchObject({ title: "n1", status: "New" });
      stage.run({ nominal: START });
      expect((await listed(stage))[0]?.properties).toMatchObject({
        title: "n2",
        lastActivityTimeUtc: new Date(START).toISOString(),
        additionalData: { alertsCount: 2 },
        providerName: incidentProvider,
        providerIncidentId: "1",
        relatedAnalyticRuleIds: [expect.stringMatching(new RegExp(`/alertRules/${GUID}$`))],
      });
    },
  );

  test("their rows in SecurityIncident name the alerts and the rule", async () => {
    const stage = await openRule({}, { unconfirmed: { auditReads: 0 } });
    await write(stage, { FindingId: "a" }, { FindingId: "b" });
    const alerts = stage.run({ nominal: START })[0]?.alerts;
    const text = `SecurityIncident
      | project AlertIds = tostring(AlertIds), Rules = tostring(RelatedAnalyticRuleIds)`;
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
    const stage = await openRule();
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
      tactics: WHOLE.tactics,
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
    const stage = await openRule();
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
