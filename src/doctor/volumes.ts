import { TooMuch } from "../hunt/base/call-error.ts";
import { halves, type Window } from "../hunt/base/window.ts";
import type { Workspace } from "../hunt/base/workspace.ts";
import type { QueryWorkspace } from "../hunt/findings/query-workspace.ts";
import { SOURCES } from "./process-starts.ts";

/** The volume of a table, in total and for process starts. */
export interface TableVolume {
  readonly table: string;
  readonly rows: number;
  /** Process starts, which are the rows that the parser reads. */
  readonly starts: number;
  /** Rows with a size (_BilledSize); a recording may have none. */
  readonly sized: number;
  /** The size of all rows as billed by Log Analytics (_BilledSize), bytes. */
  readonly bytes: number;
  readonly startBytes: number;
  /** The part of `startBytes` that is billed, judged by _IsBillable. */
  readonly billedStartBytes: number;
}

/** The tables that the ASIM process parser reads. */
export const SOURCE_TABLES: readonly string[] = [...new Set(SOURCES.map(({ table }) => table))];

/** The shortest window into which one that is too large is split, ms. */
const SHORTEST_MS = 60 * 60_000;

/**
 * Sums the volume of a table in a window. The table `Usage` would be cheaper to query, but counts
 * whole tables by the hour, and process starts are often only a small part of SecurityEvent.
 * @throws CallError if the table does not exist or may not be read
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
    const parts = error instanceof TooMuch ? halves(window, SHORTEST_MS) : undefined;
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
