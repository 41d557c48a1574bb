import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { unknownRules } from "../../src/settings/rule-settings.ts";
import { readSettings } from "../../src/settings/settings.ts";

const GUID = "11111111-1111-4111-8111-111111111111";
const WHOLE = {
  LOG_ANALYTICS_WORKSPACE_ID: GUID,
  SENTINEL_SUBSCRIPTION_ID: GUID,
  SENTINEL_RESOURCE_GROUP: "rg",
  SENTINEL_WORKSPACE_NAME: "ws",
};

const problems = (environment: Record<string, string>) => {
  const read = readSettings(environment);
  return "problems" in read
    ? read.problems.map(({ where, message, remedy }) => `${where}: ${message}; ${remedy}`)
    : [];
};

test("without any setting everything has a default and there is no workspace", () => {
  expect(readSettings({ PATH: "/bin", HOME: "/" })).toEqual({
    settings: {
      lanes: [],
      incidentsBy: "api",
      incidentsHandover: [],
      findingsTable: "incidents",
      ignoreSecondPerson: false,
      ignoreStrict: false,
      ignoreWatchlist: undefined,
      logLevel: "info",
      parser: "_Im_ProcessCreate",
      dryRun: false,
      maxFindings: undefined,
      delivery: undefined,
      rulesDisabled: [],
      cloud: "AzurePublic",
      schedule: "0 */5 * * * *",
      startFrom: undefined,
      emulator: undefined,
    },
  });
});

test("what a portal user types is read kindly", () => {
  const read = readSettings({
    ...WHOLE,
    DRY_RUN: ' "True" ',
    RULES_DISABLED: "a; b,\r\nc",
    MAX_FINDINGS: " 50 ",
    LOG_ANALYTICS_WORKSPACE_ID: `"${GUID.toUpperCase()}"`,
  });
  expect(read).toMatchObject({
    settings: {
      dryRun: true,
      rulesDisabled: ["a", "b", "c"],
      maxFindings: 50,
      lanes: [{ name: "Default", workspaces: [{ id: GUID, resourceGroup: "rg", name: "ws" }] }],
    },
  });
});

test("the variables of a deployment are none of the settings", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/deploy.md"), "utf8");
  const names = [...new Set(page.match(/\bHUNTS_[A-Z_]+\b/g))];
  expect(names).toContain("HUNTS_ALERT_EMAIL");
  expect(problems(Object.fromEntries(names.map((name) => [name, "x"])))).toEqual([]);
  expect(problems({ HUNTS_SCHEDULE: "x" })).toEqual([
    "HUNTS_SCHEDULE: is not a setting that is known here; did you mean HUNT_SCHEDULE?",
  ]);
});

describe("mistakes, each with the name, the value and what to do", () => {
  test.each([
    [
      { ...WHOLE, LOG_ANALYTICS_WORKSPACE_ID: "my-workspace" },
      'LOG_ANALYTICS_WORKSPACE_ID: "my-workspace": must be a GUID',
    ],
    [{ ASIM_PARSER: "imProcess" }, "ASIM_PARSER"],
    [{ DRY_RUN: "maybe" }, 'DRY_RUN: "maybe": must be true or false'],
    [{ MAX_FINDINGS: "0" }, "MAX_FINDINGS"],
    [{ AZURE_CLOUD: "https://evil.example" }, "AZURE_CLOUD"],
    [{ DELIVERY: "mail" }, "DELIVERY"],
    [
      { ASIM_PARSR: "x" },
      "ASIM_PARSR: is not a setting that is known here; did you mean ASIM_PARSER?",
    ],
    [{ IGNORE_COMMAND_LINE: "x" }, "did you mean IGNORE_COMMAND_LINES?"],
    [{ SENTINEL_WORKSPACE_NAME: "ws" }, "LOG_ANALYTICS_WORKSPACE_ID: is missing"],
  ])("%o", (environment, message) => {
    expect(problems(environment as Record<string, string>).join("\n")).toContain(message);
  });

  test("all of them in one go", () => {
    expect(problems({ DRY_RUN: "x", MAX_FINDINGS: "y", ASIM_PARSR: "z" })).toHaveLength(3);
  });

  test("a hostile value is shown, not obeyed", () => {
    expect(problems({ DELIVERY: "a\u001b[2Jb\u202e" })[0]).toContain("a\\\\u{1b}[2Jb\\\\u{202e}");
  });
});

describe("INCIDENTS_HANDOVER", () => {
  const handover = (value: unknown) =>
    problems({ INCIDENTS_HANDOVER: typeof value === "string" ? value : JSON.stringify(value) });

  test.each([
    ["no list", {}, "INCIDENTS_HANDOVER: .*must be a JSON list such as"],
    ["no JSON", "High", "INCIDENTS_HANDOVER: .*must be a JSON list such as"],
    ["an item that does nothing", [{ hunts: ["a"] }], "INCIDENTS_HANDOVER.0: .*does nothing"],
    ["a name", [{ ownerObjectId: "ann" }], "INCIDENTS_HANDOVER.0.ownerObjectId: .*object id"],
    ["a line break", [{ labels: ["a\nb"] }], "INCIDENTS_HANDOVER.0.labels.0: .*visible"],
    ["a playbook", [{ labels: ["a"], playbookResourceId: "/x" }], "INCIDENTS_HANDOVER.0"],
    ["an unknown severity", [{ labels: ["a"], severities: ["Critical"] }], "severities.0: "],
  ])("%s is refused, with its place", (_, value, message) => {
    const found = handover(value);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(message));
  });

  test("names of hunts that are no rule are reported, as those in RULES_DISABLED", () => {
    const read = readSettings({
      RULES_DISABLED: "one",
      INCIDENTS_HANDOVER: '[{"hunts":["rule-one","rule-on"],"labels":["x"]}]',
    });
    if (!("settings" in read)) return expect.fail();
    expect(unknownRules(["rule-one"], read.settings).map(({ where }) => where)).toEqual([
      "RULES_DISABLED",
      "INCIDENTS_HANDOVER",
    ]);
  });
});
