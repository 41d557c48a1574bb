import { CallError } from "../hunt/base/call-error.ts";
import { listNames } from "../hunt/base/list-names.ts";
import { alertRule } from "../hunt/delivery/findings-table/alert-rule.ts";
import { alertRuleBody } from "../hunt/delivery/findings-table/alert-rule-body.ts";
import { writesIncidents } from "../hunt/delivery/writes-incidents.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { failCheck, passCheck, runCheck, type SentinelPatient, warnCheck } from "./check.ts";

const VERSION = "2025-09-01";
const DEPLOY =
  "deploy the template again, for rules of your own with their analytics rules (docs/deploy.md)";

/** Checks that each hunt has the analytics rule that makes alerts of its findings. */
export function checkAlertRules(patient: SentinelPatient) {
  return runCheck(
    async () => {
      const hunts = patient.rules.filter(writesIncidents);
      const states = await Promise.all(hunts.map((rule) => readState(rule, patient)));
      const inState = (state: State) =>
        hunts.filter((_, index) => states[index] === state).map(({ slug }) => slug);
      const [missing, off, other] = [inState("missing"), inState("off"), inState("other")];
      if (missing.length > 0)
        return failCheck(
          `no analytics rule makes alerts of the findings of ${listNames(missing, 20)}`,
          DEPLOY,
        );
      if (off.length > 0)
        return failCheck(
          `the analytics rules of ${listNames(off, 20)} are disabled: their findings become no ` +
            "alerts",
          "enable them in Sentinel under Analytics",
        );
      if (other.length > 0)
        return warnCheck(
          `the analytics rules of ${listNames(other, 20)} have another query, or other details, than this version's`,
          DEPLOY,
        );
      return passCheck(`${hunts.length} analytics rules are there, enabled, and up to date`);
    },
    ({ status, message }) =>
      status === 403
        ? failCheck(message, "assign Microsoft Sentinel Reader or a higher role to the identity")
        : undefined,
  );
}

type State = "current" | "other" | "off" | "missing";

async function readState(rule: Rule, { arm, workspace }: SentinelPatient): Promise<State> {
  const own = alertRule(rule);
  const { name, query } = own;
  const path = `/providers/Microsoft.SecurityInsights/alertRules/${name}`;
  const { status, body, message } = await arm.send(workspace, {
    method: "GET",
    path,
    version: VERSION,
  });
  if (status === 404) return "missing";
  if (status !== 200)
    throw new CallError(`read of alert rule ${name}: ${status}: ${message}`, "try again", status);
  const there = (body as { properties?: Readonly<Record<string, unknown>> } | undefined)
    ?.properties;
  if (there?.["enabled"] === false) return "off";
  const same = String(there?.["query"]).replaceAll("\r\n", "\n").trim() === query;
  // By them the query knows which findings have an alert.
  const details = Object.keys(alertRuleBody(own).properties.customDetails);
  const has = Object.keys((there?.["customDetails"] ?? {}) as object);
  return same && details.every((one) => has.includes(one)) ? "current" : "other";
}
