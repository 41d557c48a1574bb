import { type ScalarType, typeNamed } from "../../kql/index.ts";
import type { FileRows, OpenRecord } from "./file-rows.ts";
import { quoteExcerpt } from "./problem.ts";
import type { Record_ } from "./record.ts";
import type { StoredRows } from "./stored-rows.ts";

/** Rows contained in the response of a service. */
interface Answer {
  readonly records: readonly OpenRecord[];
  readonly types: ReadonlyMap<string, ScalarType>;
}

/**
 * Adds the rows from the response of a service: `tables` with columns and rows (Log Analytics), or
 * one list of objects (`value`, `records`, `Results` from ARM, Event Hubs, advanced hunting).
 * @returns whether the value is such a response
 */
export function addAnswer(value: OpenRecord, line: number, rows: FileRows): boolean {
  const answers = openTables(value) ?? openList(value);
  const wrong = findError(value);
  if (!answers && wrong === undefined) return false;
  if (wrong !== undefined) rows.faults.push(answers ? partial(wrong) : failure(wrong));
  if (answers) rows.fromService = true;
  for (const { records, types } of answers ?? []) {
    for (const [name, type] of types) rows.types.set(name, type);
    for (const record of records) {
      rows.records.push(record);
      rows.lines.push(line);
    }
  }
  return true;
}

function partial(error: string) {
  return {
    message: `is a partial result (${error}): rows are missing`,
    remedy: "run the query again for a shorter time range",
  };
}

function failure(error: string) {
  return {
    message: `contains no data but the error ${error}`,
    remedy: "correct the query, run it again and save its result",
  };
}

function openTables({ tables }: OpenRecord): Answer[] | undefined {
  return Array.isArray(tables) && tables.every(isTable) ? tables.map(openAnswer) : undefined;
}

interface AnswerTable {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

function isTable(value: unknown): value is AnswerTable {
  const { columns, rows } = (isObject(value) ? value : {}) as { columns?: unknown; rows?: unknown };
  return (
    Array.isArray(columns) &&
    columns.every((one) => isObject(one) && typeof one["name"] === "string") &&
    Array.isArray(rows) &&
    rows.every(Array.isArray)
  );
}

function openAnswer({ columns, rows }: AnswerTable): Answer {
  const records = rows.map((row) =>
    Object.fromEntries(columns.map(({ name }, at) => [name, row[at]])),
  );
  const types = columns.flatMap(({ name, type }) => {
    const known = type === "decimal" ? "real" : typeNamed(String(type));
    return known ? [[name, known] as const] : [];
  });
  return { records, types: new Map(types) };
}

const LISTS = ["value", "records", "results", "Results"];

/** The rows in the only list of an object; undefined if the object itself looks like a row. */
function openList(value: OpenRecord): Answer[] | undefined {
  const lists = LISTS.flatMap((name) =>
    Array.isArray(value[name]) ? [value[name] as unknown[]] : [],
  );
  const [list] = lists;
  if (!list || lists.length > 1 || list.length === 0 || !list.every(isObject)) return undefined;
  return [{ records: list, types: new Map() }];
}

function findError({ error }: OpenRecord): string | undefined {
  if (!isObject(error) || typeof error["code"] !== "string") return undefined;
  const message = typeof error["message"] === "string" ? `: ${error["message"]}` : "";
  return quoteExcerpt(`${error["code"]}${message}`);
}

/** The keys of which one is in every such response. */
export const ANSWER_KEYS: readonly string[] = ["tables", ...LISTS, "error"];

export function isObject(value: unknown): value is OpenRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a row was written by the Azure CLI: with a TableName, and every value as a string. */
function isCliRow(record: Record_): boolean {
  return (
    typeof record["TableName"] === "string" &&
    Object.values(record).every((value) => typeof value === "string")
  );
}

/** The same of all rows of a file. */
export function areCliRows(stored: StoredRows): boolean {
  if (typeof (stored.length > 0 && stored.value(0, "TableName")) !== "string") return false;
  for (let row = 0; row < stored.length; row++) if (!isCliRow(stored.record(row))) return false;
  return true;
}

/** Restores rows written by the Azure CLI to the service's form, if all rows are such. */
export function openCliRows(rows: FileRows): void {
  if (rows.records.length === 0 || !rows.records.every(isCliRow)) return;
  for (const record of rows.records) {
    delete record["TableName"];
    for (const [name, value] of Object.entries(record)) if (value === "") delete record[name];
  }
  rows.texts = true;
  rows.nullText = "None";
  rows.fromService = true;
  rows.columns = [...new Set(rows.records.flatMap((record) => Object.keys(record)))];
}
