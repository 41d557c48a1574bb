import { readFileSync } from "node:fs";
import { readCsvRows } from "./csv-rows.ts";
import { decode } from "./decode.ts";
import { addAnswer, isObject, openCliRows } from "./envelopes.ts";
import { emptyRows, type FileRows, refuse } from "./file-rows.ts";
import { foreignText } from "./foreign.ts";
import { readJson } from "./json-values.ts";

/**
 * All rows of one file, in whatever form it holds them; what cannot be used is reported, nothing is
 * thrown.
 */
export function readRows(path: string): FileRows {
  const rows = emptyRows();
  try {
    readInto(rows, readFileSync(path), path);
  } catch (error) {
    refuse(rows, unreadable(error));
  }
  return rows;
}

function readInto(rows: FileRows, bytes: Buffer, path: string): void {
  const decoded = decode(bytes, path);
  if ("message" in decoded) {
    refuse(rows, decoded);
    return;
  }
  const foreign = foreignText(decoded.start);
  if (foreign) {
    refuse(rows, foreign);
    return;
  }
  rows.faults.push(...decoded.faults);
  rows.blank = decoded.start.trim() === "";
  if (isCsv(decoded.start, path)) readCsvRows([...decoded.pieces].join(""), rows);
  else readJsonRows(decoded.pieces, rows);
}

/**
 * By what is in it: an object or an array is JSON whatever the name says, and a head with
 * TimeGenerated is that of a CSV.
 */
function isCsv(text: string, path: string): boolean {
  if ("{[\u001e".includes(text.trimStart()[0] ?? " ")) return false;
  return (
    /\.(csv|tsv)(\.gz)?$/i.test(path) ||
    /^(?:#TYPE [^\n]*\n)?[^\n{]*\bTimeGenerated\b[^\n{]*[,;\t\n\r]/.test(text)
  );
}

function readJsonRows(pieces: Iterable<string>, rows: FileRows): void {
  const { records, lines, rowFaults } = rows;
  readJson(pieces, {
    value(value, line, row) {
      if (!isObject(value))
        rowFaults.push({ line, message: `the line is not a JSON object${inArray(row)}` });
      else if (value["TimeGenerated"] !== undefined || !addAnswer(value, line, rows)) {
        records.push(value);
        lines.push(line);
      }
    },
    fault: (message, line, row) => rowFaults.push({ line, message: `${message}${inArray(row)}` }),
  });
  openCliRows(rows);
}

function inArray(row: number | undefined): string {
  return row === undefined ? "" : ` (item ${row} of the array)`;
}

const CHECK = "check the file and its rights";
const SPLIT = "split it into several files";

const CAUSES: Readonly<Record<string, { readonly message: string; readonly remedy: string }>> = {
  EACCES: { message: "may not be read", remedy: CHECK },
  EPERM: { message: "may not be read", remedy: CHECK },
  ENOENT: { message: "is not there any more", remedy: CHECK },
  EISDIR: { message: "is a folder", remedy: CHECK },
  ERR_FS_FILE_TOO_LARGE: { message: "is too large to be read at once", remedy: SPLIT },
  ERR_STRING_TOO_LONG: {
    message: "holds a line or an array that is too long to be read at once",
    remedy: SPLIT,
  },
};

/** What joining the pieces of a text throws. */
function isTooLong(error: unknown): boolean {
  return error instanceof RangeError && error.message === "Invalid string length";
}

/** @throws what is no fault of the file */
function unreadable(error: unknown) {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const known = CAUSES[isTooLong(error) ? "ERR_STRING_TOO_LONG" : code];
  if (known) return known;
  if (typeof (error as NodeJS.ErrnoException).syscall === "string")
    return { message: `cannot be read (${message})`, remedy: "check the file" };
  throw error;
}
