import { limit, withRowsAtMost } from "../../kql/limits.ts";
import { storeTable, type Table } from "../../kql/table.ts";
import { ticksFromMs } from "../../kql/values/datetime.ts";
import type { LocalData } from "../local-data.ts";
import { timeOption } from "../windows.ts";

/** How queries are run. */
export interface RunOptions {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The rows that a query may make at any step. */
  readonly maxRows?: number | undefined;
}

/**
 * The rows of a query, all of them computed; now() is the time of the data's last row.
 * @throws KqlError if the query cannot be answered
 */
export function executeQuery(
  text: string,
  { from, to, maxRows = Number.POSITIVE_INFINITY }: RunOptions,
  { data, times }: LocalData,
): Table {
  const now = ticksFromMs(times.last);
  const scope = {
    from: from ? ticksFromMs(timeOption(from, "--from")) : 0n,
    to: to ? ticksFromMs(timeOption(to, "--to")) - 1n : now,
  };
  return withRowsAtMost(maxRows, () => {
    const table = data.engine.execute(text, now, from || to ? scope : undefined);
    limit("rows", table.length, { start: 0, end: text.length });
    return storeTable(table);
  });
}
