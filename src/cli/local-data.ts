import { DataError } from "../emulator/read-data.ts";
import { loadWorkspace, type WorkspaceData } from "../emulator/workspace.ts";
import { oneLine } from "../hunt/base/escape.ts";
import { problemText } from "../hunt/base/problem.ts";
import { cellAt, DAY } from "../hunt/base/window.ts";
import type { DatabaseTable } from "../kql/engine.ts";
import { msFromTicks } from "../kql/values/datetime.ts";
import type { Terminal } from "./terminal.ts";
import { UserError } from "./user-error.ts";

/** Local tables, the engine over them, and when their rows are. */
export interface LocalData {
  readonly data: WorkspaceData;
  readonly times: DataTimes;
}

/** When there is data, ms. */
export interface DataTimes {
  readonly first: number;
  readonly last: number;
  /** Starts of the UTC days that hold rows. */
  readonly days: ReadonlySet<number>;
}

export interface LocalDataOptions {
  readonly data: string;
  /** The folder of stored functions. */
  readonly functions: string;
  readonly tables: readonly string[] | undefined;
  /** Says what was used in a way that may not be expected. */
  readonly terminal: Pick<Terminal, "err">;
  /** Tables that the service fills itself. */
  readonly service?: readonly DatabaseTable[];
}

/**
 * Reads local data, though there may be no row in it: `data.problems` say what could not be used.
 * @throws UserError where the folder, or a table that is named, is not there
 */
export function openLocalData({ terminal, ...options }: LocalDataOptions): LocalData {
  const data = load(options);
  for (const notice of data.notices) terminal.err(`notice   ${oneLine(problemText(notice), 500)}`);
  return { data, times: findTimes(data) };
}

function load({ data, functions, tables, service }: Omit<LocalDataOptions, "terminal">) {
  try {
    return loadWorkspace(data, functions, tables, service);
  } catch (error) {
    if (error instanceof DataError)
      throw new UserError(error.message, "hunts run --help says how data is named");
    throw error;
  }
}

function findTimes({ tables }: WorkspaceData): DataTimes {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const days = new Set<number>();
  for (const table of tables) {
    const rows = table.rows(undefined);
    const time = rows.columns.find(({ name }) => name === "TimeGenerated");
    for (let row = 0; row < rows.length; row++) {
      const ms = msFromTicks((time?.at(row) as bigint | null) ?? 0n);
      first = Math.min(first, ms);
      last = Math.max(last, ms);
      days.add(cellAt(ms, DAY).from);
    }
  }
  return first > last ? { first: 0, last: 0, days } : { first, last: last + 1, days };
}
