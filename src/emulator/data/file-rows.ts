import type { ScalarType } from "../../kql/index.ts";
import type { FileFault } from "./problem.ts";
import { StoredRows } from "./stored-rows.ts";

/** A row while it is being read; its values can still be replaced. */
export type OpenRecord = Record<string, unknown>;

/** A place in a file that could not be read as a row. */
export interface RowFault {
  readonly line: number;
  readonly message: string;
}

/** The contents of a file, before rows are assigned to tables and times are read. */
export interface FileRows {
  /** The rows by column. */
  stored: StoredRows;
  /** Rows that were read as objects and are not stored yet. */
  readonly records: OpenRecord[];
  /** The line that each record begins on, from 1. */
  readonly lines: number[];
  readonly rowFaults: RowFault[];
  /** Problems with the file as a whole. */
  readonly faults: FileFault[];
  /** Whether the whole file had to be rejected. */
  refused: boolean;
  /** Whether the file is blank: it does not even have an empty list or a header. */
  blank: boolean;
  /** Whether all values are strings whose types the file does not give. */
  texts: boolean;
  /** The string that represents null. */
  nullText: string | undefined;
  /** The columns that the file declares for all rows. */
  columns: readonly string[];
  /** Whether a service wrote the file, so that the column Type names the table. */
  fromService: boolean;
  /** Column types declared by the file. */
  readonly types: Map<string, ScalarType>;
}

export function emptyRows(): FileRows {
  return {
    stored: new StoredRows(),
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

/** Rejects the whole file and discards any rows read so far. */
export function refuse(rows: FileRows, fault: FileFault): void {
  rows.faults.push(fault);
  rows.records.length = 0;
  rows.lines.length = 0;
  rows.stored = new StoredRows();
  rows.refused = true;
}

/** Stores the rows that were read as objects. */
export function storeRecords({ records, lines, stored }: FileRows): void {
  records.forEach((record, at) => {
    stored.add(record, lines[at] ?? 0);
  });
  records.length = 0;
  lines.length = 0;
}
