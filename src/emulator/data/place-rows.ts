import { isKnownTable } from "../schemas.ts";
import { cellsOf, type TablePart } from "../table-part.ts";
import type { FileRows } from "./file-rows.ts";
import { timeReader } from "./row-time.ts";
import { columnsByName, lacksParserColumn, PARSER_COLUMN } from "./shape.ts";
import { baseName, isExportName, isTableLike, nameTable, standInFor } from "./table-names.ts";
import { ABSENT } from "./token-list.ts";
import { cellReader } from "./typed-cells.ts";

/** A row without a readable time, and the table it would belong to. */
export interface TimelessRow {
  readonly row: number;
  readonly line: number;
  readonly table: string;
}

/** The rows of a file by table, and the rows that belong to none. */
export interface PlacedRows {
  /** The table indicated by the file name. */
  readonly own: string;
  readonly standsIn: boolean;
  readonly parts: ReadonlyMap<string, TablePart>;
  readonly timeless: readonly TimelessRow[];
  /** How many rows have the columns of an ASIM parser instead of a table's. */
  readonly parserRows: number;
  /** How many rows took their time from another column, by the name of that column. */
  readonly substitutes: ReadonlyMap<string, number>;
}

/** Assigns each row to a table: the one named by its column Type, or else by the file name. */
export function placeRows(file: string, rows: FileRows): PlacedRows {
  const { stored } = rows;
  const base = baseName(file);
  const [own, standsIn] = [nameTable(base), standInFor(base) !== undefined];
  const tableOf = standsIn ? () => own : tableChooser(own, base, rows);
  const schemas = standsIn ? undefined : stored.columns.get(PARSER_COLUMN);
  const placing = new Placing(stored.length);
  const timeOf = timeReader(stored, placing.times);
  const timeless: TimelessRow[] = [];
  const substitutes = new Map<string, number>();
  let parserRows = 0;
  for (let row = 0; row < stored.length; row++) {
    const table = tableOf(row);
    const isRow = !schemas || schemas.code(row) === ABSENT || !lacksParserColumn(table);
    const time = isRow ? timeOf(row, table) : undefined;
    if (!isRow) parserRows++;
    else if (!time) timeless.push({ row, line: stored.line(row), table });
    else {
      placing.add(row, table);
      if (time !== "TimeGenerated") substitutes.set(time, (substitutes.get(time) ?? 0) + 1);
    }
  }
  if (isKnownTable(own) && stored.length === 0 && !rows.refused && !rows.blank) placing.open(own);
  const parts = placing.tables.map((table) => [table, placing.part(table, rows)] as const);
  return { own, standsIn, parts: new Map(parts), timeless, parserRows, substitutes };
}

/** The table and the time of each row that has both. */
class Placing {
  readonly tables: string[] = [];
  /** The numbers of the tables, from 1. */
  private readonly numbers = new Map<string, number>();
  private readonly counts: number[] = [];
  private readonly tableOf: Uint32Array;
  /** In ticks, as far as it is known. */
  readonly times: BigInt64Array;

  constructor(rows: number) {
    this.tableOf = new Uint32Array(rows);
    this.times = new BigInt64Array(rows);
  }

  open(table: string): number {
    const known = this.numbers.get(table);
    if (known !== undefined) return known;
    const number = this.tables.push(table);
    this.numbers.set(table, number);
    this.counts[number] = 0;
    return number;
  }

  add(row: number, table: string): void {
    const number = this.open(table);
    this.tableOf[row] = number;
    this.counts[number] = (this.counts[number] ?? 0) + 1;
  }

  part(table: string, rows: FileRows): TablePart {
    const number = this.open(table);
    const count = this.counts[number] ?? 0;
    const selected = count === rows.stored.length ? undefined : new Uint32Array(count);
    if (selected) {
      let at = 0;
      for (let row = 0; row < this.tableOf.length; row++)
        if (this.tableOf[row] === number) selected[at++] = row;
    }
    const times = selected
      ? BigInt64Array.from(selected, (row) => this.times[row] as bigint)
      : this.times;
    const part = { rows: rows.stored, selected, times, types: rows.types, readers: new Map() };
    return rows.texts ? withInferredTypes(table, part, rows) : part;
  }
}

/**
 * Chooses the table of a row. If the file name is that of a table, only a Type that is another
 * known table overrides it. If the name is unspecific, or a service wrote the file, any Type does.
 */
function tableChooser(
  own: string,
  base: string,
  { fromService, stored }: FileRows,
): (row: number) => string {
  const named = isKnownTable(own) || (!fromService && !isExportName(base));
  const types = stored.columns.get("Type");
  const choose = (type: unknown) => {
    if (typeof type !== "string" || type === own) return own;
    return isKnownTable(type) || (!named && isTableLike(type)) ? type : own;
  };
  const chosen: string[] = [];
  return (row) => {
    const code = types?.code(row) ?? ABSENT;
    const table = chosen[code] ?? choose(types?.value(code));
    chosen[code] = table;
    return table;
  };
}

/** Infers the types of undeclared columns of a file that gives all values as strings. */
function withInferredTypes(table: string, part: TablePart, rows: FileRows): TablePart {
  const [types, readers] = [new Map(part.types), new Map(part.readers)];
  const known = columnsByName(table);
  const open = rows.columns.filter(
    (name) => !known.has(name) && !types.has(name) && name !== "TimeGenerated",
  );
  for (const name of open) {
    const { type, read } = cellReader(textsOf(part, name).filter((text) => text !== rows.nullText));
    types.set(name, type);
    if (type !== "string")
      readers.set(name, (text) => (text === rows.nullText ? null : read(text)));
  }
  return { ...part, types, readers };
}

/** The strings that a column has, each once. */
function textsOf(part: TablePart, name: string): string[] {
  const cells = cellsOf(part, name);
  const values = cells ? Array.from(new Set(cells.codes), (code) => cells.column.value(code)) : [];
  return values.filter((value) => typeof value === "string");
}
