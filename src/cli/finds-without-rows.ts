import { cellAt } from "../hunt/base/window.ts";
import { BUILT_IN_PARSER, compileQuery } from "../hunt/findings/query.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { wantsNoRows } from "../hunt/findings/trigger.ts";
import { KqlError, ticksFromMs } from "../kql/index.ts";
import type { LocalData } from "./local-data.ts";
import { scopeBefore } from "./scope-before.ts";

/**
 * Whether a rule may find something where there are no rows, as one that counts them may. The cell
 * before all data tells it of every cell that reads none.
 */
export function findsWithoutRows(rule: Rule, { data, times }: LocalData): boolean {
  if (rule.shape === "events") return false;
  if (wantsNoRows(rule)) return true;
  const { from: to } = cellAt(times.first, rule.hunt.every);
  const { text, timespan } = compileQuery(
    rule,
    { from: to - rule.hunt.every, to },
    BUILT_IN_PARSER,
  );
  try {
    return data.engine.execute(text, ticksFromMs(to), scopeBefore(timespan)).length > 0;
  } catch (error) {
    // The run itself says what is wrong with the query.
    if (error instanceof KqlError) return true;
    throw error;
  }
}
