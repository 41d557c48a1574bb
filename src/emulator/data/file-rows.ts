import type { ScalarType } from "../../kql/values/types.ts";
import type { FileFault } from "./problem.ts";

/** What the rows of a file are read into: any column may still be given another value. */
export type OpenRecord = Record<string, unknown>;

/** A place in a file that is no row. */
export interface RowFault {
  readonly line: number;
  readonly message: string;
}

/** What a file holds, before anything is known of tables and times. */
export interface FileRows {
  readonly records: OpenRecord[];
  /** The line that each record begins on, from 1. */
  readonly lines: number[];
  readonly rowFaults: RowFault[];
  /** What concerns the file as a whole; with `refused` nothing of it can be used. */
  readonly faults: FileFault[];
  refused: boolean;
  /** There is nothing in it, not even an empty list or the head of a table. */
  blank: boolean;
  /** All values are texts, of which the file does not say what they are. */
  texts: boolean;
  /** The text that stands for a null. */
  nullText: string | undefined;
  /** The columns that the file names for all its rows. */
  columns: readonly string[];
  /** A service wrote it: its column Type names the table. */
  fromService: boolean;
  /** Types that the file gives for columns. */
  readonly types: Map<string, ScalarType>;
}

export function emptyRows(): FileRows {
  return {
    records: [],
    lines: [],
    rowFaults: [],
    faults: [],
    refused: false,
    blank: false,
    texts: false,
    nullText: undefined,
    columns: [],
    fromService: false,
    types: new Map(),
  };
}

/** Nothing of the file can be used. */
export function refuse(rows: FileRows, fault: FileFault): void {
  rows.faults.push(fault);
  rows.records.length = 0;
  rows.lines.length = 0;
  rows.refused = true;
}
