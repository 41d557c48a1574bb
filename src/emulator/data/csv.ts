/** A record of a CSV text, with the line it begins on. */
export interface CsvRecord {
  readonly cells: readonly string[];
  readonly line: number;
  /** The text ends within a quoted cell of it. */
  readonly cut: boolean;
}

const QUOTE = '"';

/**
 * The records of a CSV text (RFC 4180; lines may end in LF, CRLF or CR); lines without a character
 * are no records.
 */
export function* readCsv(text: string, separator: string): Iterable<CsvRecord> {
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const record = recordAt(text, at, separator);
    if (record.cells.length > 1 || record.end > at)
      yield { cells: record.cells, line, cut: record.cut };
    const next = afterLineEnd(text, record.end);
    line += linesIn(text, at, next);
    at = next;
  }
}

interface Read {
  readonly cells: readonly string[];
  /** Where the record's line end stands. */
  readonly end: number;
  readonly cut: boolean;
}

function recordAt(text: string, from: number, separator: string): Read {
  const cells: string[] = [];
  for (let at = from; ; at++) {
    const cell =
      text[at] === QUOTE ? quotedCell(text, at, separator) : plainCell(text, at, separator);
    cells.push(cell.value);
    at = cell.end;
    if (cell.cut || text[at] !== separator) return { cells, end: at, cut: cell.cut };
  }
}

interface Cell {
  readonly value: string;
  /** Behind its last character. */
  readonly end: number;
  /** Its closing quote is missing. */
  readonly cut: boolean;
}

/** What follows the closing quote before the separator belongs to the cell, as it stands. */
function quotedCell(text: string, open: number, separator: string): Cell {
  const close = closingQuote(text, open);
  const value = text.slice(open + 1, close < 0 ? text.length : close).replaceAll('""', QUOTE);
  if (close < 0) return { value, end: text.length, cut: true };
  const rest = plainCell(text, close + 1, separator);
  return { value: value + rest.value, end: rest.end, cut: false };
}

/**
 * The quote that ends a cell: the first that no second one follows; a negative number where there
 * is none.
 */
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
  return { value: text.slice(from, end), end, cut: false };
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

/**
 * What separates the cells of a text: of the three in use the one that makes most of its first
 * record.
 */
export function separatorOf(text: string): string {
  const counts = SEPARATORS.map((separator) => recordAt(text, 0, separator).cells.length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ",";
}
