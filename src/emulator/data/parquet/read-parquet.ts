import type { DataFile } from "../data-file.ts";
import { emptyRows, type FileRows, refuse } from "../file-rows.ts";
import { quoteExcerpt } from "../problem.ts";
import { columnTokens, describeColumn, isNested, type ParquetColumn } from "./column-tokens.ts";
import { hyparquet, type Metadata, type RowGroup, type SchemaTree } from "./hyparquet.ts";
import { decoding, ParquetError } from "./parquet-error.ts";
import { TokenWriter } from "./token-writer.ts";

const MAGIC = "PAR1";
/** The bytes at the end of a file: the length of what describes it, and the magic. */
const TAIL = 8;

/** Whether a file, by its first bytes, is a parquet file. */
export function isParquet(start: Buffer): boolean {
  return start.toString("latin1", 0, MAGIC.length) === MAGIC;
}

/** Reads a parquet file, a column of a row group at a time. */
export function readParquet(file: DataFile): FileRows {
  const rows = emptyRows();
  rows.faults.push(...file.faults);
  try {
    const metadata = readMetadata(file);
    const columns = describeColumns(metadata, rows);
    const writer = new TokenWriter();
    for (const group of metadata.row_groups) addGroup(file, group, columns, rows, writer);
  } catch (error) {
    if (!(error instanceof ParquetError)) throw error;
    refuse(rows, error.fault);
  }
  return rows;
}

function readMetadata(file: DataFile): Metadata {
  const tail = file.range(Math.max(0, file.size - TAIL), Math.min(TAIL, file.size));
  if (tail.toString("latin1", TAIL - MAGIC.length) !== MAGIC)
    throw new ParquetError(
      "is truncated: the end of the parquet file, which describes its rows, is missing",
      "copy it again",
    );
  const length = tail.readUInt32LE(0) + TAIL;
  const what = "the end of the parquet file, which describes its rows,";
  return decoding(what, () => {
    if (length > file.size) throw new Error("it is longer than the file");
    const end = file.range(file.size - length, length);
    const metadata = hyparquet().parquetMetadata(end, { geoparquet: false });
    if (!metadata.schema.every(({ name }) => typeof name === "string"))
      throw new Error("a column has no name");
    return metadata;
  });
}

/** The columns that can be read. Any others are reported. */
function describeColumns(metadata: Metadata, rows: FileRows): ParquetColumn[] {
  nameNesting(metadata);
  const root = decoding("the schema", () => hyparquet().parquetSchema(metadata));
  const seen = new Set<string>();
  return root.children.flatMap((tree: SchemaTree) => {
    const { name } = tree.element;
    const column = seen.has(name) ? undefined : describeColumn(root, tree);
    seen.add(name);
    if (typeof column !== "object") {
      rows.faults.push(column === undefined ? secondFault(name) : typeFault(name, column));
      return [];
    }
    const type = isNested(column) ? "dynamic" : column.leaves[0]?.leaf.type;
    if (type) rows.types.set(name, type);
    return [column];
  });
}

/** Lists and maps have names of an older kind too, by which alone hyparquet knows them. */
function nameNesting({ schema }: Metadata): void {
  for (const element of schema) {
    const nesting = element.logical_type?.type;
    if (nesting === "LIST" || nesting === "MAP") element.converted_type ??= nesting;
  }
}

function secondFault(name: string) {
  const message = `has two columns named ${quoteExcerpt(name)}; only the first was used`;
  return { message, remedy: "rename one of them" };
}

function typeFault(name: string, type: string) {
  const message =
    `has the column ${quoteExcerpt(name)} of the type ${type}, which is not supported; it was ` +
    "not read";
  return { message, remedy: "write the column as text, or leave it out" };
}

function addGroup(
  file: DataFile,
  group: RowGroup,
  columns: readonly ParquetColumn[],
  { stored }: FileRows,
  writer: TokenWriter,
): void {
  const from = stored.length;
  let shape = stored.root;
  for (const column of columns) {
    const cells = stored.column(column.name);
    writer.put(cells, from, columnTokens(file, column, group));
    shape = shape.after(cells) ?? stored.extend(shape, cells);
  }
  const rows = Number(group.num_rows);
  // What a row has for its line is its number.
  for (let row = 0; row < rows; row++) stored.end(shape, from + row + 1);
}
