import { type ColumnSchema, type ScalarType, WrittenReal } from "../kql/index.ts";
import { declaredColumns, hasSuffixes } from "./schemas.ts";
import { cellsOf, type PartCells, rowOfPart, type TablePart } from "./table-part.ts";

/** A standard column of every table; ingestion_time() returns it. */
const RECEIVED = "_TimeReceived";

/**
 * The columns of a table: those that are declared, then any others that a row has a value for, in
 * the order in which the rows have them; types that differ between rows are widened.
 */
export function tableSchema(
  name: string,
  parts: readonly TablePart[],
  own: readonly ColumnSchema[] = declaredColumns(name),
): ColumnSchema[] {
  const columns = new Map<string, ScalarType>(own.map((column) => [column.name, column.type]));
  columns.set("TimeGenerated", "datetime");
  const declared = new Set(columns.keys());
  for (const part of parts) {
    for (const found of undeclaredColumns(part, declared)) {
      const before = columns.get(found.name);
      columns.set(found.name, before ? commonType(before, found.type) : found.type);
    }
  }
  for (const [key, type] of parts.flatMap(({ types }) => [...types]))
    if (!columns.has(key)) columns.set(key, type);
  if (hasSuffixes(name))
    for (const [key, type] of columns)
      if (!declared.has(key)) columns.set(key, typeBySuffix(key, type, parts));
  return [...columns].map(([column, type]) => ({ name: column, type }));
}

/** The undeclared columns for which a part has values, in the order of its rows and their keys. */
function undeclaredColumns(part: TablePart, declared: ReadonlySet<string>): ColumnSchema[] {
  const found = [...part.rows.columns.keys()].flatMap((name) => {
    const cells = declared.has(name) ? undefined : cellsOf(part, name);
    const at = cells ? cells.codes.findIndex((code) => !isNull(cells, code)) : -1;
    if (!cells || at < 0) return [];
    const row = rowOfPart(part, at);
    const place = part.rows.shape(row).keys.indexOf(name);
    return [{ name, row, place, type: part.types.get(name) ?? inferColumn(name, cells) }];
  });
  return found.sort((a, b) => a.row - b.row || a.place - b.place);
}

function isNull({ column, value, isRead }: PartCells, code: number): boolean {
  if (isRead) return column.isNull(code);
  const read = value(code);
  return read === null || read === undefined;
}

function inferColumn(name: string, cells: PartCells): ScalarType {
  if (name === RECEIVED) return "datetime";
  const types = usedCodes(cells).flatMap((code) =>
    isNull(cells, code)
      ? []
      : [cells.column.isString(code) ? "string" : inferType(cells.value(code))],
  );
  return types.reduce(commonType);
}

/** The codes that the rows of a part have, each once. */
function usedCodes({ column, codes }: PartCells): number[] {
  const isUsed = new Uint8Array(column.tokens.size);
  for (const code of codes) isUsed[code] = 1;
  const used: number[] = [];
  for (let code = 0; code < isUsed.length; code++) if (isUsed[code] === 1) used.push(code);
  return used;
}

function inferType(value: unknown): ScalarType {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return "long";
  if (typeof value === "number") return Number.isSafeInteger(value) ? "long" : "real";
  return value instanceof WrittenReal ? "real" : "dynamic";
}

const NUMBERS: readonly ScalarType[] = ["int", "long", "real"];

/**
 * The common type of a column with values of two types, as schema inference would choose it:
 * numbers are widened, a dynamic stays dynamic, and anything else becomes a string.
 */
function commonType(a: ScalarType, b: ScalarType): ScalarType {
  if (a === b) return a;
  if (a === "dynamic" || b === "dynamic") return "dynamic";
  const [x, y] = [NUMBERS.indexOf(a), NUMBERS.indexOf(b)];
  return x >= 0 && y >= 0 ? (NUMBERS[Math.max(x, y)] ?? "real") : "string";
}

/**
 * The type that the suffix of a column name indicates in custom tables filled by the old Data
 * Collector API. Every number is a real there.
 */
function typeBySuffix(name: string, type: ScalarType, parts: readonly TablePart[]): ScalarType {
  if (name.endsWith("_d")) return NUMBERS.includes(type) ? "real" : type;
  if (name.endsWith("_s")) return type === "dynamic" ? type : "string";
  if (!name.endsWith("_t") || type !== "string") return type;
  return parts.every((part) => hasOnlyTimes(cellsOf(part, name))) ? "datetime" : type;
}

/** Whether every value is the text of a time, or missing. */
function hasOnlyTimes(cells: PartCells | undefined): boolean {
  if (!cells) return true;
  const ticks = new BigInt64Array(1);
  return usedCodes(cells).every(
    (code) =>
      isNull(cells, code) || cells.value(code) === "" || cells.column.writeTicks(code, ticks, 0),
  );
}
