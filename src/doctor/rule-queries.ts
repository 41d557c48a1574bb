import type { CallError } from "../hunt/base/call-error.ts";
import { compileQuery } from "../hunt/findings/query.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { failCheck, type Patient, runCheck, well } from "./check.ts";

/**
 * How much time a rule's query is tried over, ms: long enough to run whole, short enough to cost
 * little.
 */
const TRIED_MS = 15 * 60_000;

/**
 * Sends a rule's own query, as a hunt would: what Azure refuses of it would be refused in every
 * run.
 */
export function checkRule(rule: Rule, { workspace, queries, parser }: Patient, now: number) {
  const window = { from: now - Math.min(rule.hunt.every, TRIED_MS), to: now };
  return runCheck(
    async () => {
      const { rows, queryMs } = await queries.query(workspace, compileQuery(rule, window, parser));
      const minutes = Math.round((window.to - window.from) / 60_000);
      const count = rows.length === 1 ? "1 row" : `${rows.length} rows`;
      return well(
        `its query runs: ${count} in ${minutes} minutes${queryMs > 0 ? `, ${queryMs} ms` : ""}`,
      );
    },
    (error) => explainRefusal(error),
  );
}

function explainRefusal({ status, message }: CallError) {
  if (status !== 400) return undefined;
  return failCheck(
    message,
    "every hunt of this rule fails so: correct its query, or update the ASIM parsers that it calls",
  );
}
