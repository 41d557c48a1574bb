import { expect, test } from "vitest";
import { incidentsLines } from "../../src/cli/incidents-line.ts";
import { seedRule, WORKSPACE } from "../harness.ts";

const rules = [seedRule("rundll32-command-shell")];
const findings = { endpoint: "https://a.ingest.monitor.azure.com", ruleId: "dcr-1" };
const lane = {
  name: "Main",
  clientId: undefined,
  tenantId: undefined,
  workspaces: [{ ...WORKSPACE, findings }, WORKSPACE],
};
const RULE = "by analytics rules, in the Azure portal and the Defender portal";
const API =
  "by the API, in the Azure portal until 31 March 2027, not in the Defender portal " +
  "(docs/incidents.md)";

test("says for how many workspaces who makes the incidents, and where they are shown", () => {
  expect(incidentsLines(rules, { lanes: [lane], incidentsBy: "rule" })).toEqual([
    `incidents in 1 workspace: ${RULE}`,
    `incidents in 1 workspace: ${API}`,
  ]);
  expect(incidentsLines(rules, { lanes: [lane], incidentsBy: "api" })).toEqual([
    `incidents in 2 workspaces: ${API}`,
  ]);
});

test("says nothing without workspaces, or if no rule writes incidents", () => {
  expect(incidentsLines(rules, { lanes: [], incidentsBy: "api" })).toEqual([]);
  const quiet = rules.map((rule) => ({
    ...rule,
    hunt: { ...rule.hunt, delivery: "bookmark", bands: [] },
  }));
  expect(incidentsLines(quiet, { lanes: [lane], incidentsBy: "rule" })).toEqual([]);
});
