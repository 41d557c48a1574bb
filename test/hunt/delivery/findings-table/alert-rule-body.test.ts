import { expect, test } from "vitest";
import { alertRule } from "../../../../src/hunt/delivery/findings-table/alert-rule.ts";
import { alertRuleBody } from "../../../../src/hunt/delivery/findings-table/alert-rule-body.ts";
import { FINDINGS_COLUMNS } from "../../../../src/hunt/delivery/findings-table/columns.ts";
import { watched } from "../../../emulator/contract.ts";
import { openStage, type Stage } from "../../../emulator/findings-stage.ts";
import { seedRule } from "../../../harness.ts";

const RULES = (["rundll32-lolbin", "rundll32-command-shell"] as const).map((slug) =>
  alertRule(seedRule(slug)),
);

function openWatched(): { stage: Stage; broken: string[]; seen: string[] } {
  const [broken, seen]: [string[], string[]] = [[], []];
  const stage = openStage({ around: (inner) => watched(inner, broken, seen) });
  return { stage, broken, seen };
}

test("the rules of the shipped hunts keep the specification and are taken", async () => {
  const { stage, broken, seen } = openWatched();
  for (const rule of RULES)
    for (const method of ["PUT", "PUT", "GET"] as const)
      await stage.send(
        method,
        `alertRules/${rule.name}`,
        method === "PUT" ? alertRuleBody(rule) : undefined,
      );
  await stage.send("GET", "alertRules");
  expect(broken).toEqual([]);
  const each = ["PUT 201", "PUT 200", "GET 200"];
  expect(seen).toEqual([...each, ...each, "GET 200"]);
});

test("the check of the specification can fail", async () => {
  const { stage, broken } = openWatched();
  const [rule] = RULES;
  const { kind, properties } = alertRuleBody(rule!);
  const wrong = { kind, properties: { ...properties, triggerOperator: "gt", query: undefined } };
  await stage.send("PUT", `alertRules/${rule!.name}`, wrong);
  expect(broken.join("\n")).toMatch(/query/);
  expect(broken.join("\n")).toMatch(/triggerOperator/);
});

test("each custom detail is a column of its own name, and incidents are by the group", () => {
  const { properties } = alertRuleBody(RULES[0]!);
  const columns = FINDINGS_COLUMNS.map(({ name }) => name as string);
  for (const [key, column] of Object.entries(properties.customDetails)) {
    expect(column).toBe(key);
    expect(columns).toContain(column);
  }
  expect(properties.incidentConfiguration).toMatchObject({
    createIncident: true,
    groupingConfiguration: {
      lookbackDuration: RULES[0]!.lookback,
      groupByCustomDetails: ["GroupId"],
      reopenClosedIncident: false,
    },
  });
});
