import type { Rule } from "./rule.ts";
import { iso, type Window } from "./window.ts";

/** What is sent for a job. Times are milliseconds; the timespan bounds every table, [from, to). */
export interface CompiledQuery {
  readonly text: string;
  readonly timespan: Window;
}

/**
 * The rule's query bound to a window: the query may read back by `hunt.reach`, the rows it gives lie in the window.
 * `parser` is the workspace's name of the ASIM process-create parser.
 */
export function compileQuery(rule: Rule, window: Window, parser: string): CompiledQuery {
  const text = `${withParser(rule, parser).trimEnd()}\n| where ${timeBounds(rule.hunt.time, window)}`;
  return { text, timespan: { from: window.from - rule.hunt.reach, to: window.to } };
}

export function timeBounds(column: string, { from, to }: Window): string {
  return `${column} >= datetime(${iso(from)}) and ${column} < datetime(${iso(to)})`;
}

/** Rules are written for the built-in parser. */
export const BUILT_IN_PARSER = "_Im_ProcessCreate";

export function withParser({ query, parserAt }: Pick<Rule, "query" | "parserAt">, parser: string): string {
  if (parser === BUILT_IN_PARSER) return query;
  return parserAt.reduceRight((text, [from, to]) => text.slice(0, from) + parser + text.slice(to), query);
}
