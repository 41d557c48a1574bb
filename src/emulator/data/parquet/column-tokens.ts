import type { DataFile } from "../data-file.ts";
import { quoteExcerpt } from "../problem.ts";
import { checkPages } from "./check-pages.ts";
import { type ChunkMetadata, hyparquet, type RowGroup, type SchemaTree } from "./hyparquet.ts";
import { type Leaf, leafTypeName, readLeaf } from "./leaf-tokens.ts";
import { decoding, ParquetError } from "./parquet-error.ts";

/** A column of a file; one that is nested has several leaves. */
export interface ParquetColumn {
  readonly name: string;
  readonly tree: SchemaTree;
  readonly leaves: readonly ColumnLeaf[];
}

interface ColumnLeaf {
  /** The schema's nodes from its root to the leaf. */
  readonly path: readonly SchemaTree[];
  /** The names of these nodes, without that of the root. */
  readonly names: readonly string[];
  readonly leaf: Leaf;
  /** Whether its values are the keys of maps. */
  readonly isKey: boolean;
}

/**
 * Describes a column.
 * @returns the name of a type in it that cannot be read, if there is one
 */
export function describeColumn(root: SchemaTree, tree: SchemaTree): ParquetColumn | string {
  const leaves: ColumnLeaf[] = [];
  for (const path of leafPaths([root, tree])) {
    const { element } = path.at(-1) as SchemaTree;
    const strange = path.find(({ element: { logical_type: logical } }) =>
      ["VARIANT", "FILE"].includes(logical?.type ?? ""),
    );
    const leaf = strange ? undefined : readLeaf(element);
    if (!leaf) return strange?.element.logical_type?.type ?? leafTypeName(element);
    const map = path.at(-3);
    const isKey = element.name === "key" && map !== undefined && hyparquet().isMapLike(map);
    const names = path.slice(1).map((node) => node.element.name);
    leaves.push({ path, names, leaf, isKey });
  }
  return { name: tree.element.name, tree, leaves };
}

function leafPaths(path: readonly SchemaTree[]): (readonly SchemaTree[])[] {
  const { children } = path.at(-1) as SchemaTree;
  return children.length === 0 ? [path] : children.flatMap((child) => leafPaths([...path, child]));
}

export function isNested({ leaves: [first] }: ParquetColumn): boolean {
  return !first || !hyparquet().isFlatColumn([...first.path]);
}

/**
 * The values of a column in a row group, as rows of JSON Lines would have them; null where a row
 * has none.
 * @throws ParquetError if they cannot be read
 */
export function columnTokens(
  file: DataFile,
  column: ParquetColumn,
  group: RowGroup,
): readonly (string | null)[] {
  const { flatten, assembleNested } = hyparquet();
  const rows = Number(group.num_rows);
  const what = `the column ${quoteExcerpt(column.name)}`;
  const values = new Map(
    column.leaves.map(
      (leaf) => [leaf.names.join("."), flatten(readChunk(file, leaf, group, what))] as const,
    ),
  );
  const found = decoding(what, () => {
    if (column.tree.children.length > 0) assembleNested(values, column.tree, {} as never);
    const all = values.get(column.name);
    if (all?.length !== rows) throw new Error(`${all?.length ?? 0} values for ${rows} rows`);
    return all as unknown[];
  });
  return isNested(column)
    ? found.map((value) => (value === null || value === undefined ? null : nestedToken(value)))
    : (found as (string | null)[]);
}

/** The values of a leaf in a row group, as tokens. */
function readChunk(
  file: DataFile,
  { path, names, leaf, isKey }: ColumnLeaf,
  group: RowGroup,
  what: string,
) {
  const { compressors, readColumn } = hyparquet();
  const chunk = group.columns.find(
    ({ meta_data: meta }) =>
      meta?.path_in_schema.length === names.length &&
      meta.path_in_schema.every((name, at) => name === names[at]),
  );
  const meta = chunk?.meta_data;
  if (!chunk || !meta) throw unreadChunk(what);
  const { codec } = meta;
  if (codec !== "UNCOMPRESSED" && !compressors[codec])
    throw new ParquetError(
      `is compressed with ${codec}, which is not supported`,
      "write it with Snappy or Zstandard",
    );
  const bytes = chunkBytes(file, meta, what);
  const { element } = path.at(-1) as SchemaTree;
  // A date is what hyparquet has read by a function of ours, whatever its stored type.
  const asDates = { ...element, converted_type: "DATE" as const };
  delete asDates.logical_type;
  const token = leaf.token as (raw: unknown) => string | null;
  const rows = Number(group.num_rows);
  return decoding(what, () => {
    checkPages(bytes, meta);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const { data } = readColumn(
      { view, offset: 0 },
      { groupStart: 0, selectStart: 0, selectEnd: rows, groupRows: rows },
      {
        pathInSchema: [...names],
        type: meta.type,
        element: asDates,
        schemaPath: [...path],
        codec,
        compressors,
        parsers: { dateFromDays: isKey ? (raw: unknown) => keyText(token(raw)) : token } as never,
        utf8: false,
      },
    );
    return data;
  });
}

function chunkBytes(file: DataFile, meta: ChunkMetadata, what: string): Buffer {
  const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
  const length = Number(meta.total_compressed_size);
  return decoding(what, () => {
    if (!(start >= 0 && length >= 0 && start + length <= file.size))
      throw new Error("it is not within the file");
    return file.range(start, length);
  });
}

function unreadChunk(what: string): ParquetError {
  return new ParquetError(
    `cannot be read: ${what} is encrypted, or in another file`,
    "write the file again, without encryption and in one piece",
  );
}

/** A key of a map, which is text in JSON. */
function keyText(token: string | null): string {
  return token?.startsWith('"') ? JSON.parse(token) : String(token);
}

/** Puts the tokens of a list, a map or a structure together. */
function nestedToken(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return `[${value.map(nestedToken).join(",")}]`;
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}:${nestedToken(member)}`,
  );
  return `{${members.join(",")}}`;
}
