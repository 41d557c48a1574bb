import { describe, expect, test } from "vitest";
import { compileQuery } from "../../../src/hunt/findings/query.ts";
import type { Rule } from "../../../src/hunt/findings/rule.ts";
import { describeQuery } from "../../../src/kql/describe-query.ts";
import { shapeRule } from "../../../src/rules/shape.ts";
import { createWorld, runJob, seedRule, WORKSPACE } from "../../harness.ts";

const START = Date.parse("2026-11-10T10:00:00Z");
const window = { from: START, to: START + 3_600_000 };

/** A rule over Defender's table, by its query and key. */
function ruleOf(query: string, key: readonly string[]): Rule {
  const seed = seedRule("rundll32-lolbin");
  const rule = {
    ...seed,
    query,
    entityMappings: [],
    hunt: { ...seed.hunt, key, group: [], features: [] },
  };
  const places = { query: () => "here", field: () => "here" };
  const shaped = shapeRule(rule, { key }, describeQuery, places);
  if ("problems" in shaped) throw new Error(JSON.stringify(shaped.problems));
  return shaped.rule;
}

const start = (more: object) => ({
  Type: "DeviceProcessEvents",
  TimeGenerated: "2026-11-10T10:00:00Z",
  DeviceName: "ws1.contoso.test",
  FolderPath: "C:\\Windows\\System32\\rundll32.exe",
  ProcessCommandLine: "rundll32.exe a.dll,b",
  ProcessId: 7,
  ...more,
});

test("key columns beyond 2^53 keep their digits: two events are two findings", async () => {
  const tables = new Map([
    [
      "DeviceProcessEvents",
      [start({ ReportId: "9007199254740993" }), start({ ReportId: "9007199254740992" })],
    ],
  ]);
  const rule = ruleOf("DeviceProcessEvents | project TimeGenerated, ReportId", [
    "ReportId",
    "TimeGenerated",
  ]);
  const { hunted } = await runJob(
    { rule, workspace: WORKSPACE, window, known: "read" },
    createWorld({ tables }).ports,
  );
  expect(hunted.findings.map(({ event }) => event.row["ReportId"]).sort()).toEqual([
    "9007199254740992",
    "9007199254740993",
  ]);
});

describe("placeholders for the portal's time range", () => {
  test.each([
    "where TimeGenerated between (todatetime('{{StartTimeISO}}') .. todatetime('{{EndTimeISO}}'))",
    "where TimeGenerated >= datetime({{StartTimeISO}}) and TimeGenerated < datetime({{EndTimeISO}})",
    'where TimeGenerated >= todatetime("{{ StartTimeISO }}") and TimeGenerated < todatetime("{{ endtimeiso }}")',
    "where TimeGenerated >= todatetime('{{StartTime}}') and TimeGenerated < todatetime('{{EndTime}}')",
  ])("%s", async (filter) => {
    const tables = new Map([
      [
        "DeviceProcessEvents",
        [start({ ReportId: 1 }), start({ TimeGenerated: "2026-11-10T12:00:00Z", ReportId: 2 })],
      ],
    ]);
    const rule = ruleOf(`DeviceProcessEvents\n| ${filter}\n| project TimeGenerated, ReportId`, [
      "ReportId",
      "TimeGenerated",
    ]);
    const { record, hunted } = await runJob(
      { rule, workspace: WORKSPACE, window, known: "read" },
      createWorld({ tables }).ports,
    );
    expect(record.problems).toEqual([]);
    expect(hunted.findings).toHaveLength(1);
    expect(compileQuery(rule, window, "_Im_ProcessCreate").text).toContain(
      "2026-11-10T11:00:00.000Z",
    );
  });
});

test("a rule that calls imProcessCreate calls the workspace's parser, whichever that is", () => {
  const rule = ruleOf('imProcessCreate | where Process has "imProcessCreate"', ["TimeGenerated"]);
  const text = (parser: string) => compileQuery(rule, window, parser).text.split("\n")[0];
  expect(text("_Im_ProcessCreate")).toBe('_Im_ProcessCreate | where Process has "imProcessCreate"');
  expect(text("imProcessCreate")).toBe('imProcessCreate | where Process has "imProcessCreate"');
});
