/** A record of a CSV, with the line it begins on. */
export interface CsvRecord {
  readonly cells: readonly string[];
  readonly line: number;
  /** Whether the text ends inside a quoted cell of this record. */
  readonly truncated: boolean;
}

const QUOTE = '"';

/** Reads the records of a CSV (RFC 4180; lines end in LF, CRLF or CR), skipping empty lines. */
export function* readCsv(text: string, separator: string): Iterable<CsvRecord> {
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const record = recordAt(text, at, separator);
    if (record.cells.length > 1 || record.end > at)
      yield { cells: record.cells, line, truncated: record.truncated };
    const next = afterLineEnd(text, record.end);
    line += linesIn(text, at, next);
    at = next;
  }
}

interface Read {
  readonly cells: readonly string[];
  /** The offset of the record's line end. */
  readonly end: number;
  readonly truncated: boolean;
}

function recordAt(text: string, from: number, separator: string): Read {
  const cells: string[] = [];
  for (let at = from; ; at++) {
    const cell =
      text[at] === QUOTE ? quotedCell(text, at, separator) : plainCell(text, at, separator);
    cells.push(cell.value);
    at = cell.end;
    if (cell.truncated || text[at] !== separator)
      return { cells, end: at, truncated: cell.truncated };
  }
}

interface Cell {
  readonly value: string;
  /** The offset after its last character. */
  readonly end: number;
  /** Whether its closing quote is missing. */
  readonly truncated: boolean;
}

/** Reads a quoted cell. Text between the closing quote and the separator is part of the cell. */
function quotedCell(text: string, open: number, separator: string): Cell {
  const close = closingQuote(text, open);
  const value = text.slice(open + 1, close < 0 ? text.length : close).replaceAll('""', QUOTE);
  if (close < 0) return { value, end: text.length, truncated: true };
  const rest = plainCell(text, close + 1, separator);
  return { value: value + rest.value, end: rest.end, truncated: false };
}

/** The offset of the first quote that is not doubled, or -1. */
function closingQuote(text: string, open: number): number {
  for (let at = text.indexOf(QUOTE, open + 1); at >= 0; at = text.indexOf(QUOTE, at + 2)) {
    if (text[at + 1] !== QUOTE) return at;
  }
  return -1;
}

function plainCell(text: string, from: number, separator: string): Cell {
  let end = from;
  for (; end < text.length; end++) {
    const character = text[end];
    if (character === separator || character === "\n" || character === "\r") break;
  }
  return { value: text.slice(from, end), end, truncated: false };
}

function afterLineEnd(text: string, at: number): number {
  return text[at] === "\r" && text[at + 1] === "\n" ? at + 2 : at + 1;
}

function linesIn(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = from; at < to && at < text.length; at++) {
    if (text[at] === "\n" || (text[at] === "\r" && text[at + 1] !== "\n")) lines++;
  }
  return lines;
}

const SEPARATORS = [",", ";", "\t"];

/** The separator of a CSV: whichever of the three splits its first record into the most cells. */
export function detectSeparator(text: string): string {
  const counts = SEPARATORS.map((separator) => recordAt(text, 0, separator).cells.length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ",";
}
