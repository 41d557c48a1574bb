import {
  limit,
  type Step,
  storeTable,
  type Table,
  ticksFromMs,
  withRowsAtMost,
} from "../../kql/index.ts";
import type { LocalData } from "../local-data.ts";
import { timeOption } from "../windows.ts";

/** How queries are run. */
export interface RunOptions {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The rows that a query may make at any step. */
  readonly maxRows?: number | undefined;
}

/** What the operators of a query took, and the CPU milliseconds of everything else. */
export interface Plan {
  readonly steps: readonly Step[];
  readonly rest: number;
}

/**
 * The rows of a query, all of them computed; now() is the time of the data's last row.
 * @throws KqlError if the query cannot be answered
 */
export function executeQuery(text: string, options: RunOptions, { data, times }: LocalData): Table {
  const [now, scope] = clockOf(options, times);
  return withinRows(text, options, () => storeTable(data.engine.execute(text, now, scope)));
}

/** Like `executeQuery`, with what it took. */
export function explainQuery(
  text: string,
  options: RunOptions,
  { data, times }: LocalData,
): { readonly table: Table; readonly plan: Plan } {
  const [now, scope] = clockOf(options, times);
  const before = process.cpuUsage();
  let steps: readonly Step[] = [];
  const table = withinRows(text, options, () => {
    const explained = data.engine.explain(text, now, scope);
    steps = explained.steps;
    return explained.table;
  });
  const { user, system } = process.cpuUsage(before);
  const known = steps.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return { table, plan: { steps, rest: Math.max(0, (user + system) / 1_000 - known) } };
}

/** The value of now(), and the rows that are read. */
function clockOf({ from, to }: RunOptions, { last }: LocalData["times"]) {
  const now = ticksFromMs(last);
  const scope = {
    from: from ? ticksFromMs(timeOption(from, "--from")) : 0n,
    to: to ? ticksFromMs(timeOption(to, "--to")) - 1n : now,
  };
  return [now, from || to ? scope : undefined] as const;
}

function withinRows(text: string, { maxRows }: RunOptions, run: () => Table): Table {
  return withRowsAtMost(maxRows ?? Number.POSITIVE_INFINITY, () => {
    const table = run();
    limit("rows", table.length, { start: 0, end: text.length });
    return table;
  });
}
