import { safeJson } from "../../hunt/base/escape.ts";
import { jsonText, type Table } from "../../kql/index.ts";
import { csvLines } from "./csv-lines.ts";
import { jsonCell, jsonColumns, jsonRows } from "./json-cells.ts";
import { tableLines } from "./table-lines.ts";
import type { Teller } from "./teller.ts";

/** How rows are printed; `--json` is `jsonl`, as in every other command. */
export const FORMATS = ["table", "json", "jsonl", "csv"] as const;
export type Format = (typeof FORMATS)[number];

const LINES: Readonly<Record<Format, (table: Table, width: number) => Iterable<string>>> = {
  table: tableLines,
  json: documentLines,
  jsonl: objectLines,
  csv: csvLines,
};

/** Characters that are written at once: a call for each of a million rows takes seconds. */
const CHUNK = 65_536;

export function printRows(table: Table, format: Format, teller: Teller): void {
  let [lines, size]: [string[], number] = [[], 0];
  for (const line of LINES[format](table, teller.width)) {
    lines.push(line);
    size += line.length;
    if (size < CHUNK) continue;
    teller.out(lines.join("\n"));
    [lines, size] = [[], 0];
  }
  if (lines.length > 0) teller.out(lines.join("\n"));
  if (format === "table") teller.err(`${table.length} row${table.length === 1 ? "" : "s"}`);
}

/** One document, in the form of an answer of `--batch`, with a row per line. */
function* documentLines(table: Table): Iterable<string> {
  yield safeJson(`{"columns":${jsonColumns(table)},"rows":[`);
  let row = 0;
  for (const cells of jsonRows(table)) yield safeJson(++row < table.length ? `${cells},` : cells);
  yield "]}";
}

/** An object per row and line; every digit of a long is a number, as in a query's own JSON. */
function* objectLines({ columns, length }: Table): Iterable<string> {
  for (let row = 0; row < length; row++) {
    const cells = columns.map(({ name, type, at }) => {
      const value = at(row);
      const json = type === "long" ? jsonText(value) : jsonCell(value, type);
      return `${JSON.stringify(name)}:${json}`;
    });
    yield safeJson(`{${cells.join(",")}}`);
  }
}
