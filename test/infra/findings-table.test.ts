import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findingsTableFile } from "../../src/cli/findings-table-file.ts";
import { ruleLanguage } from "../../src/cli/language.ts";
import { PARSERS_FOLDER, RULES_FOLDER } from "../../src/cli/paths.ts";
import { ALERT_SCHEDULE } from "../../src/hunt/delivery/findings-table/alert-query.ts";
import { alertRule } from "../../src/hunt/delivery/findings-table/alert-rule.ts";
import {
  FINDINGS_COLUMNS,
  FINDINGS_STREAM,
  FINDINGS_TABLE,
} from "../../src/hunt/delivery/findings-table/columns.ts";
import { loadRules } from "../../src/rules/load.ts";
import { ofType, resourcesOf, SNAPSHOTS } from "./snapshots.ts";

const ROOT = join(import.meta.dirname, "../..");
const RULES = loadRules([RULES_FOLDER], ruleLanguage(PARSERS_FOLDER)).rules.map(({ rule }) => rule);
const LOLBIN = RULES.find(({ slug }) => slug === "rundll32-lolbin")!;
const PUBLISHER = "3913510d-42f4-4e42-8a64-420c390055eb";
const SOC =
  "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/soc/providers/Microsoft.OperationalInsights/workspaces/soc-europe";
const AMERICAS =
  "/subscriptions/33333333-3333-4333-8333-333333333333/resourceGroups/soc-americas/providers/Microsoft.OperationalInsights/workspaces/soc-americas";
const KINDS = [
  "Microsoft.OperationalInsights/workspaces/tables",
  "Microsoft.Insights/dataCollectionRules",
  "Microsoft.SecurityInsights/alertRules",
  "Microsoft.SecurityInsights/automationRules",
];

test("infra/findings-table.json is what the rules that ship make (npm run reference)", () => {
  expect(RULES.length).toBeGreaterThan(1);
  expect(readFileSync(join(ROOT, "infra/findings-table.json"), "utf8")).toBe(
    findingsTableFile(RULES),
  );
});

/** The settings of the app, as one expression. */
const settingsText = (name: string) =>
  String(ofType(resourcesOf(name), "Microsoft.Web/sites/config")[0]!.properties);

test.each(SNAPSHOTS.filter((name) => !name.startsWith("by-rule")))(
  "%s: by the API, nothing of it is deployed, and the app knows nothing of it",
  (name) => {
    expect(resourcesOf(name).filter(({ type }) => KINDS.includes(type))).toEqual([]);
    expect(settingsText(name)).toContain("createObject('key', 'INCIDENTS_BY', 'value', 'api')");
    expect(settingsText(name)).not.toMatch(/findingsEndpoint|findingsRuleId/);
  },
);

describe.each([
  ["by-rule", [SOC]],
  ["by-rule-automation", [SOC]],
  ["by-rule-two-subscriptions", [SOC, AMERICAS]],
])("%s", (name, workspaces) => {
  const resources = resourcesOf(name);
  const groupOf = (id: string) => id.split("/providers/")[0];

  test("has a table in each workspace, and a stream, with the columns that the app writes", () => {
    const tables = ofType(resources, "Microsoft.OperationalInsights/workspaces/tables");
    expect(tables.map(({ id }) => id)).toEqual(
      workspaces.map((id) => `${id}/tables/${FINDINGS_TABLE}`),
    );
    const inTable = FINDINGS_COLUMNS.map((column) => ({
      name: column.name,
      type: column.type === "datetime" ? "dateTime" : column.type,
    }));
    expect(inTable[0]).toEqual({ name: "TimeGenerated", type: "dateTime" });
    for (const table of tables)
      expect(table.properties).toEqual({
        plan: "Analytics",
        schema: { name: FINDINGS_TABLE, columns: inTable },
      });
    const streams = ofType(resources, "Microsoft.Insights/dataCollectionRules").map(
      ({ properties }) => properties!["streamDeclarations"],
    );
    const columns = FINDINGS_COLUMNS.map((column) => ({ name: column.name, type: column.type }));
    expect(streams).toEqual(workspaces.map(() => ({ [FINDINGS_STREAM]: { columns } })));
  });

  test("has a data collection rule with an endpoint for each, in the workspace's region", () => {
    const found = ofType(resources, "Microsoft.Insights/dataCollectionRules");
    expect(found).toHaveLength(workspaces.length);
    for (const [index, workspace] of workspaces.entries()) {
      expect(found[index]).toMatchObject({
        kind: "Direct",
        location: `[reference('${workspace}', '2023-09-01', 'full').location]`,
        name: expect.stringMatching(/^dcr-sentinel-hunts-\w{8}$/),
        properties: {
          destinations: { logAnalytics: [{ workspaceResourceId: workspace }] },
          dataFlows: [
            { streams: [FINDINGS_STREAM], outputStream: FINDINGS_STREAM, transformKql: "source" },
          ],
        },
      });
      expect(groupOf(found[index]!.id)).toBe(groupOf(workspace));
    }
  });

  test("gives the app the right to fill the table on the data collection rules alone", () => {
    const scopes = ofType(resources, "Microsoft.Authorization/roleAssignments")
      .filter(({ properties }) => String(properties!["roleDefinitionId"]).endsWith(PUBLISHER))
      .map(({ id }) => id.split("/providers/Microsoft.Authorization/")[0]!);
    const rules = ofType(resources, "Microsoft.Insights/dataCollectionRules").map(({ id }) => id);
    expect(scopes.filter((id) => !/\/Microsoft\.Insights\/components\/[^/]+$/.test(id))).toEqual(
      rules,
    );
  });

  test("has an analytics rule for each hunt in each workspace, as the app describes it", () => {
    const found = ofType(resources, "Microsoft.SecurityInsights/alertRules");
    const expected = workspaces.flatMap((workspace) =>
      RULES.map(alertRule).map(({ name: guid, lookback, ...varying }) => ({
        id: `${workspace}/providers/Microsoft.SecurityInsights/alertRules/${guid}`,
        kind: "Scheduled",
        properties: {
          ...varying,
          ...ALERT_SCHEDULE,
          enabled: true,
          eventGroupingSettings: { aggregationKind: "AlertPerResult" },
          incidentConfiguration: {
            createIncident: true,
            groupingConfiguration: {
              matchingMethod: "Selected",
              groupByCustomDetails: ["GroupId"],
              lookbackDuration: lookback,
            },
          },
        },
      })),
    );
    expect(found).toMatchObject(expected);
    // Every column that is named is in the table.
    const names = new Set<unknown>(FINDINGS_COLUMNS.map((column) => column.name));
    for (const { properties } of found) {
      const { alertSeverityColumnName, ...formats } = properties!["alertDetailsOverride"] as Record<
        string,
        string
      >;
      const named = [
        alertSeverityColumnName,
        ...Object.values(properties!["customDetails"] as Record<string, string>),
        ...Object.values(formats).map((format) => /^\{\{(\w+)\}\}$/.exec(format)?.[1]),
      ];
      expect(named.filter((column) => !names.has(column))).toEqual([]);
    }
  });

  test("has automation rules only if they are asked for, for incidents of these hunts alone", () => {
    const found = ofType(resources, "Microsoft.SecurityInsights/automationRules");
    const ids = ofType(resources, "Microsoft.SecurityInsights/alertRules").map(({ id }) => id);
    const condition = (propertyName: string, operator: string, propertyValues: string[]) => ({
      conditionType: "Property",
      conditionProperties: { propertyName, operator, propertyValues },
    });
    const of = (...conditions: object[]) => ({
      isEnabled: true,
      triggersOn: "Incidents",
      triggersWhen: "Created",
      conditions,
    });
    const own = ids.filter((id) => id.endsWith(alertRule(LOLBIN).name));
    expect(own).toHaveLength(workspaces.length);
    expect(
      found.map(({ properties }) => ({
        order: properties!["order"],
        triggeringLogic: properties!["triggeringLogic"],
        actions: properties!["actions"],
      })),
    ).toEqual(
      name === "by-rule-automation"
        ? [
            {
              order: 100,
              triggeringLogic: of(condition("IncidentRelatedAnalyticRuleIds", "Contains", ids)),
              actions: [
                {
                  order: 1,
                  actionType: "ModifyProperties",
                  actionConfiguration: {
                    owner: { objectId: "44444444-4444-4444-8444-444444444444" },
                    labels: [{ labelName: "hunt" }],
                  },
                },
                {
                  order: 2,
                  actionType: "RunPlaybook",
                  actionConfiguration: {
                    logicAppResourceId: expect.stringMatching(/\/workflows\/enrich$/),
                    tenantId: expect.any(String),
                  },
                },
              ],
            },
            {
              order: 101,
              triggeringLogic: of(
                condition("IncidentRelatedAnalyticRuleIds", "Contains", own),
                condition("IncidentSeverity", "Equals", ["High"]),
              ),
              actions: [
                {
                  order: 1,
                  actionType: "ModifyProperties",
                  actionConfiguration: { labels: [{ labelName: "tier 2" }] },
                },
              ],
            },
          ]
        : [],
    );
  });

  test("the app gets endpoint and id of each workspace's rule, if it makes incidents by rule", () => {
    const text = settingsText(name);
    for (const { id } of ofType(resources, "Microsoft.Insights/dataCollectionRules")) {
      const properties = `reference('${id}', '2024-03-11')`;
      expect(text).toContain(`'findingsEndpoint', ${properties}.endpoints.logsIngestion`);
      expect(text).toContain(`'findingsRuleId', ${properties}.immutableId`);
    }
  });
});
