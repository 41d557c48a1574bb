import { DataError } from "../emulator/read-data.ts";
import { loadWorkspace, type WorkspaceData } from "../emulator/workspace.ts";
import { oneLine } from "../hunt/base/escape.ts";
import { type Problem, problemText } from "../hunt/base/problem.ts";
import { cellAt, DAY } from "../hunt/base/window.ts";
import { type DatabaseTable, msFromTicks } from "../kql/index.ts";
import { type Declared, workspaceOptions } from "./declared.ts";
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
  /** What the workspace has beside its data. */
  readonly content: Declared;
  readonly tables: readonly string[] | undefined;
  /** Says what was used in a way that may not be expected. */
  readonly terminal: Pick<Terminal, "err">;
  /** Whether queries may name tables that the data has no rows of; in Azure not all are there. */
  readonly declared?: boolean;
  /** Tables that the service fills itself. */
  readonly service?: readonly DatabaseTable[];
}

/**
 * Reads local data, though there may be no row in it: `data.problems` say what could not be used.
 * @throws UserError where the folder, or a table that is named, is not there
 */
export function openLocalData({ terminal, ...options }: LocalDataOptions): LocalData {
  const data = load(options);
  sayNotices(data.notices, terminal);
  return { data, times: findTimes(data) };
}

/** Prints what does not stop a command. */
export function sayNotices(notices: readonly Problem[], terminal: Pick<Terminal, "err">): void {
  for (const notice of notices) terminal.err(`notice   ${oneLine(problemText(notice), 500)}`);
}

function load({ data, content, declared, tables, service }: Omit<LocalDataOptions, "terminal">) {
  try {
    return loadWorkspace(data, content.parsers, {
      ...workspaceOptions(content),
      only: tables,
      service,
      declared: declared ?? true,
    });
  } catch (error) {
    if (error instanceof DataError)
      throw new UserError(error.message, "hunts run --help says how data is named");
    throw error;
  }
}

/** Each table is in order of time, so the first row of a day is searched for after the day before. */
function findTimes({ tables }: WorkspaceData): DataTimes {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const days = new Set<number>();
  for (const table of tables) {
    const { length, columns } = table.rows(undefined);
    const column = columns.find(({ name }) => name === "TimeGenerated");
    const timeAt = (row: number) => msFromTicks((column?.at(row) as bigint | null) ?? 0n);
    if (length > 0) first = Math.min(first, timeAt(0));
    if (length > 0) last = Math.max(last, timeAt(length - 1));
    for (let row = 0; row < length; ) {
      const day = cellAt(timeAt(row), DAY);
      days.add(day.from);
      row = firstRowFrom(day.to, timeAt, row + 1, length);
    }
  }
  return first > last ? { first: 0, last: 0, days } : { first, last: last + 1, days };
}

/** The first row between two whose time is not before `time`; `end` if there is none. */
function firstRowFrom(
  time: number,
  timeAt: (row: number) => number,
  start: number,
  end: number,
): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeAt(middle) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
