import { readFileSync } from "node:fs";
import { findFileFault } from "../../files/file-fault.ts";
import { readCsvRows } from "./csv-rows.ts";
import { decode } from "./decode.ts";
import { addAnswer, isObject, openCliRows } from "./envelopes.ts";
import { emptyRows, type FileRows, refuse } from "./file-rows.ts";
import { foreignText } from "./foreign.ts";
import { readJson } from "./json-values.ts";
import type { FileFault } from "./problem.ts";

/**
 * All rows of a file, in any supported format. Problems with the file are part of the result.
 * @throws only errors that are not caused by the file
 */
export function readRows(path: string): FileRows {
  const rows = emptyRows();
  try {
    readInto(rows, readFileSync(path), path);
  } catch (error) {
    refuse(rows, unreadable(error, path));
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

/** Judged by content first: `{` or `[` means JSON, and a header with TimeGenerated means CSV. */
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

const TOO_LARGE: Readonly<Record<string, string>> = {
  ERR_FS_FILE_TOO_LARGE: "is too large to be read at once",
  ERR_STRING_TOO_LONG: "has a line or an array that is too long to be read at once",
};

/** Whether the error comes from joining the pieces of a text into a string that is too long. */
function isTooLong(error: unknown): boolean {
  return error instanceof RangeError && error.message === "Invalid string length";
}

/** @throws the error itself if it is not caused by the file */
function unreadable(error: unknown, path: string): FileFault {
  const { code = "", syscall } = error as NodeJS.ErrnoException;
  const tooLarge = TOO_LARGE[isTooLong(error) ? "ERR_STRING_TOO_LONG" : code];
  if (tooLarge) return { message: tooLarge, remedy: "split it into several files" };
  const fault = findFileFault(error, path);
  if (fault) return { message: fault.what, remedy: fault.remedy };
  if (syscall === undefined) throw error;
  return { message: `cannot be read: the system answers ${code}`, remedy: "check the file" };
}
