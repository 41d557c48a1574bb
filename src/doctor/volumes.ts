import { TooMuch } from "../hunt/base/call-error.ts";
import { halves, type Window } from "../hunt/base/window.ts";
import type { Workspace } from "../hunt/base/workspace.ts";
import type { QueryWorkspace } from "../hunt/findings/query-workspace.ts";
import { SOURCES } from "./process-starts.ts";

/** What a table took in, and what of it are process starts. */
export interface TableVolume {
  readonly table: string;
  readonly rows: number;
  /** Process starts: what the parser reads of it. */
  readonly starts: number;
  /** Rows that say how large they are; a recording may have none. */
  readonly sized: number;
  /** Bytes of all rows, as Log Analytics reckons them (_BilledSize). */
  readonly bytes: number;
  readonly startBytes: number;
  /** Of these what is billed: rows that are free of charge say so (_IsBillable). */
  readonly billedStartBytes: number;
}

/** The tables that the ASIM process parser reads. */
export const SOURCE_TABLES: readonly string[] = [...new Set(SOURCES.map(({ table }) => table))];

/** A stretch that is too much to be summed is halved, down to this, ms. */
const SHORTEST = 60 * 60_000;

/**
 * Sums a table over a stretch of time by one query. The table `Usage` would be cheaper to ask, but
 * knows whole tables only and counts by hours: of SecurityEvent, process starts are often the
 * smaller part, and they are what a rule needs.
 * @throws CallError where there is no such table, or no right to read it
 */
export async function tableVolume(
  table: string,
  window: Window,
  workspace: Workspace,
  queries: QueryWorkspace,
): Promise<TableVolume> {
  try {
    const { rows } = await queries.query(workspace, { text: volumeQuery(table), timespan: window });
    return { table, ...volumeIn(rows[0] ?? {}) };
  } catch (error) {
    const parts = error instanceof TooMuch ? halves(window, SHORTEST) : undefined;
    if (!parts) throw error;
    const [one, other] = [
      await tableVolume(table, parts[0], workspace, queries),
      await tableVolume(table, parts[1], workspace, queries),
    ];
    return addVolumes(one, other);
  }
}

function volumeQuery(table: string): string {
  const starts = SOURCES.filter((source) => source.table === table).map(
    (source) => `(${source.starts})`,
  );
  return `${table}
| extend Start = ${starts.join(" or ")}
| summarize Rows = count(), Starts = countif(Start), Sized = countif(isnotnull(_BilledSize)),
    Bytes = sum(_BilledSize), StartBytes = sumif(_BilledSize, Start),
    BilledStartBytes = sumif(_BilledSize, Start and tostring(_IsBillable) !~ "false")`;
}

function volumeIn(row: Readonly<Record<string, unknown>>): Omit<TableVolume, "table"> {
  const number = (name: string) => Number(row[name] ?? 0);
  return {
    rows: number("Rows"),
    starts: number("Starts"),
    sized: number("Sized"),
    bytes: number("Bytes"),
    startBytes: number("StartBytes"),
    billedStartBytes: number("BilledStartBytes"),
  };
}

function addVolumes(a: TableVolume, b: TableVolume): TableVolume {
  return {
    table: a.table,
    rows: a.rows + b.rows,
    starts: a.starts + b.starts,
    sized: a.sized + b.sized,
    bytes: a.bytes + b.bytes,
    startBytes: a.startBytes + b.startBytes,
    billedStartBytes: a.billedStartBytes + b.billedStartBytes,
  };
}
