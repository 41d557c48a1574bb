import { namedCells } from "../hunt/base/named-cells.ts";

/** A row of a table, by its column names (src/hunt/base/named-cells.ts). */
export interface CsvRow {
  /** The line of the text in which it begins, counted from 1. */
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

export interface CsvFault {
  readonly line: number;
  readonly message: string;
  readonly remedy: string;
}

/**
 * Reads CSV (RFC 4180) as spreadsheets and portals write it: with a byte order mark, any line
 * endings, a semicolon or tab instead of the comma, doubled quotes within quotes, and line breaks
 * within quotes. Rows that cannot be read become faults; the others are returned.
 */
export function readCsv(text: string): { rows: CsvRow[]; faults: CsvFault[] } {
  const plain = text.replace(/^\ufeff/, "");
  const separator = detectSeparator(plain);
  const { records, open } = splitRecords(
    plain.replace(/^sep=.\r?\n/i, (first) => first.replace(/[^\n]/g, "")),
    separator,
  );
  const [head, ...rest] = records.filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  const names = head?.cells ?? [];
  const rows: CsvRow[] = [];
  const faults: CsvFault[] = [];
  for (const { line, cells } of rest) {
    if (line === open)
      faults.push({
        line,
        message: "has a quote that is not closed, so nothing from here on is read",
        remedy: 'close it; a quote in a cell is written twice ("")',
      });
    else if (cells.slice(names.length).some((cell) => cell.trim() !== ""))
      faults.push(tooLong(line, cells.length, names.length));
    else
      rows.push({
        line,
        cells: namedCells(names.map((name, at) => [name, cells[at] ?? ""])),
      });
  }
  return { rows, faults };
}

function tooLong(line: number, cells: number, columns: number): CsvFault {
  const remedy = "put a cell with commas in quotes, and write each quote in it twice";
  return {
    line,
    message: `has ${cells} cells, and the first line names ${columns} columns`,
    remedy,
  };
}

/**
 * The separator that a `sep=` line declares; otherwise the one of comma, semicolon and tab that
 * occurs most often in the first line.
 */
function detectSeparator(text: string): string {
  const declared = /^sep=(.)/i.exec(text)?.[1];
  if (declared) return declared;
  const first = (/^[^\n]*/.exec(text)?.[0] ?? "").replace(/"[^"]*"/g, "");
  const count = (one: string) => first.split(one).length;
  return [",", ";", "\t"].reduce((best, one) => (count(one) > count(best) ? one : best));
}

interface RawRow {
  readonly line: number;
  readonly cells: string[];
}

/** `open` is the line of a row with an unclosed quote; all that follows is part of that row. */
function splitRecords(
  text: string,
  separator: string,
): { records: RawRow[]; open: number | undefined } {
  const records: RawRow[] = [];
  let row: RawRow = { line: 1, cells: [] };
  let [cell, quoted, line] = ["", false, 1];
  const endCell = () => {
    row.cells.push(cell);
    cell = "";
  };
  const endRow = () => {
    endCell();
    records.push(row);
    row = { line, cells: [] };
  };
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (letter === "\n") line += 1;
    if (quoted && letter === '"' && text[at + 1] === '"') cell += text.charAt(++at);
    else if (quoted && letter === '"') quoted = false;
    else if (quoted) cell += letter;
    else if (letter === '"' && cell.trim() === "") [quoted, cell] = [true, ""];
    else if (letter === separator) endCell();
    else if (letter === "\n" || (letter === "\r" && text[at + 1] !== "\n")) endRow();
    else if (letter !== "\r") cell += letter;
  }
  const open = quoted ? row.line : undefined;
  endRow();
  return { records, open };
}
