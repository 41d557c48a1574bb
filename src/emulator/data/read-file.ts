import { constants } from "node:buffer";
import { findFileFault } from "../../files/file-fault.ts";
import { readCsvRows } from "./csv-rows.ts";
import { type DataFile, readFile } from "./data-file.ts";
import { damagedGzip, decode, wideOrder } from "./decode.ts";
import { addAnswer, isObject, openCliRows } from "./envelopes.ts";
import { emptyRows, type FileRows, refuse, storeRecords } from "./file-rows.ts";
import { foreignText } from "./foreign.ts";
import { type JsonSink, readJson } from "./json-values.ts";
import { isParquet, readParquet } from "./parquet/read-parquet.ts";
import type { FileFault } from "./problem.ts";
import { readLines } from "./read-lines.ts";

/**
 * All rows of a file, in any supported format. Problems with the file are part of the result.
 * @throws only errors that are not caused by the file
 */
export function readRows(path: string): FileRows {
  const unread = emptyRows();
  try {
    const rows = readFile(path, (file) =>
      isParquet(file.start) ? readParquet(file) : (readAsLines(file) ?? readAtOnce(file, path)),
    );
    if (!("message" in rows)) return rows;
    refuse(unread, rows);
  } catch (error) {
    refuse(unread, unreadable(error, path));
  }
  return unread;
}

/** Reads a file of JSON Lines; undefined if it is not one, or has to be read at once. */
function readAsLines(file: DataFile): FileRows | undefined {
  if (!beginsWithObject(file.start)) return undefined;
  const rows = emptyRows();
  if (!readLines(file.lines(), rows, rowSink(rows))) return undefined;
  rows.faults.unshift(...file.faults);
  return rows;
}

/** Whether a file, by its first bytes, may be UTF-8 and begins with an object. */
function beginsWithObject(start: Buffer): boolean {
  const text = start.toString("latin1");
  return /^(?:\xef\xbb\xbf)?[ \t\r\n]*\{/.test(text) && wideOrder(start) === undefined;
}

function readAtOnce(file: DataFile, path: string): FileRows {
  const rows = emptyRows();
  const bytes = file.whole();
  const decoded = decode(bytes);
  if ("message" in decoded) {
    refuse(rows, decoded);
    return rows;
  }
  const foreign = foreignText(decoded.start);
  if (foreign) {
    refuse(rows, foreign);
    return rows;
  }
  rows.faults.push(...file.faults, ...decoded.faults);
  rows.blank = decoded.start.trim() === "";
  if (isCsv(decoded.start, path)) {
    if (bytes.length > constants.MAX_STRING_LENGTH) refuse(rows, LARGE_CSV);
    else readCsvRows([...decoded.pieces].join(""), rows);
  } else {
    readJson(decoded.pieces, rowSink(rows));
    openCliRows(rows);
  }
  storeRecords(rows);
  return rows;
}

const LARGE_CSV: FileFault = {
  message: "is more than 512 MB of CSV, which cannot be read in pieces",
  remedy: "split it into several files, or write it as JSON Lines or parquet",
};

/** Judged by content first: `{` or `[` means JSON, and a header with TimeGenerated means CSV. */
function isCsv(text: string, path: string): boolean {
  if ("{[\u001e".includes(text.trimStart()[0] ?? " ")) return false;
  return (
    /\.(csv|tsv)(\.gz)?$/i.test(path) ||
    /^(?:#TYPE [^\n]*\n)?[^\n{]*\bTimeGenerated\b[^\n{]*[,;\t\n\r]/.test(text)
  );
}

/** Adds the objects that are found to the rows. */
function rowSink(rows: FileRows): JsonSink {
  const { records, lines, rowFaults } = rows;
  return {
    value(value, line, row) {
      if (!isObject(value))
        rowFaults.push({ line, message: `the line is not a JSON object${inArray(row)}` });
      else if (value["TimeGenerated"] !== undefined || !addAnswer(value, line, rows)) {
        records.push(value);
        lines.push(line);
      }
    },
    fault: (message, line, row) => rowFaults.push({ line, message: `${message}${inArray(row)}` }),
  };
}

function inArray(row: number | undefined): string {
  return row === undefined ? "" : ` (item ${row} of the array)`;
}

const TOO_LARGE: Readonly<Record<string, string>> = {
  ERR_FS_FILE_TOO_LARGE: "is larger than 2 GB; only JSON Lines and parquet can be read in pieces",
  ERR_COLUMN_TOO_LARGE: "has a column with more than 4 GB of text",
  ERR_MEMORY_ALLOCATION_FAILED: "does not fit into the memory that is left",
  ERR_STRING_TOO_LONG: "has a line or an array that is too long to be read at once",
};

/** The codes of errors that JavaScript gives none, by their messages. */
const CODES: Readonly<Record<string, string>> = {
  "Invalid string length": "ERR_STRING_TOO_LONG",
  "Array buffer allocation failed": "ERR_MEMORY_ALLOCATION_FAILED",
};

function codeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? (error instanceof RangeError ? CODES[message] : undefined) ?? "";
}

/** @throws the error itself if it is not caused by the file */
function unreadable(error: unknown, path: string): FileFault {
  const { syscall } = error as NodeJS.ErrnoException;
  const code = codeOf(error);
  const tooLarge = TOO_LARGE[code];
  if (code.startsWith("Z_")) return damagedGzip(error);
  if (tooLarge) return { message: tooLarge, remedy: "split it into several files" };
  const fault = findFileFault(error, path);
  if (fault) return { message: fault.what, remedy: fault.remedy };
  if (syscall === undefined) throw error;
  return { message: `cannot be read: the system answers ${code}`, remedy: "check the file" };
}
