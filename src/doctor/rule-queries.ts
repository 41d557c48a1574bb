import type { CallError } from "../hunt/base/call-error.ts";
import { compileQuery } from "../hunt/findings/query.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { failCheck, type Patient, passCheck, runCheck } from "./check.ts";

/** The longest window for which a rule's query is tried, ms; short enough to be cheap. */
const TRIED_MS = 15 * 60_000;

/** Sends the rule's query as a hunt does, since a query that Azure rejects would fail every run. */
export function checkRule(rule: Rule, { workspace, queries, parser }: Patient, now: number) {
  const window = { from: now - Math.min(rule.hunt.every, TRIED_MS), to: now };
  return runCheck(
    async () => {
      const { rows, queryMs } = await queries.query(workspace, compileQuery(rule, window, parser));
      const length = rule.shape === "aggregate" ? rule.hunt.period : window.to - window.from;
      const minutes = Math.round(length / 60_000);
      const count = rows.length === 1 ? "1 row" : `${rows.length} rows`;
      return passCheck(
        `the query runs: ${count} in ${minutes} minutes${queryMs > 0 ? `, ${queryMs} ms` : ""}`,
      );
    },
    (error) => explainRefusal(error),
  );
}

function explainRefusal({ status, message }: CallError) {
  if (status !== 400) return undefined;
  return failCheck(
    message,
    "every run of this rule fails; correct its query, or update the ASIM parsers that it calls",
  );
}
