import { RE2JS } from "re2js";
import { KqlError, unsupported } from "../errors.ts";
import type { OperatorOf, ParsePart } from "../nodes.ts";
import { regex } from "../regex/regex.ts";
import type { ScalarType } from "../values/types.ts";

type Parse = OperatorOf<"parse">;
type Capture = Extract<ParsePart, { kind: "column" }>;

/** The texts of a pattern's columns, in order; undefined if the pattern does not match. */
export type Captures = (text: string) => readonly string[] | undefined;

/**
 * Compiles the pattern of `parse`. It may begin anywhere in the text. Unless it is a regular
 * expression, it must reach the end of the text, and each column ends as early as it can.
 */
export function compilePattern(operator: Parse): Captures {
  const { mode, pattern } = operator;
  const isText = mode !== "regex" && !pattern.some((_, at) => isOpen(pattern, at));
  return isText ? findTexts(pattern) : findRegex(operator);
}

/** Whether a column is followed by `*`, so that only the shape of its type shows where it ends. */
function isOpen(pattern: readonly ParsePart[], at: number): boolean {
  return pattern[at]?.kind === "column" && pattern[at + 1]?.kind === "skip";
}

/** The texts to find, whether a column captures what is before each, and what follows the last. */
interface Texts {
  readonly texts: readonly { readonly text: string; readonly captured: boolean }[];
  readonly tail: ParsePart["kind"] | undefined;
}

function readTexts(pattern: readonly ParsePart[]): Texts {
  const texts: { text: string; captured: boolean }[] = [];
  let gap: ParsePart["kind"] | undefined;
  for (const part of pattern) {
    const last = texts.at(-1);
    if (part.kind !== "text") gap = part.kind;
    else if (last && gap === undefined) last.text += part.text;
    else {
      texts.push({ text: part.text, captured: gap === "column" });
      gap = undefined;
    }
  }
  return { texts, tail: gap };
}

function findTexts(pattern: readonly ParsePart[]): Captures {
  const { texts, tail } = readTexts(pattern);
  const last = texts.length - 1;
  return (text) => {
    const found: string[] = [];
    let from = 0;
    for (const [index, { text: wanted, captured }] of texts.entries()) {
      const at =
        index === last && tail === undefined
          ? placeAtEnd(text, wanted, from)
          : text.indexOf(wanted, from);
      if (at < 0) return undefined;
      if (captured) found.push(text.slice(from, at));
      from = at + wanted.length;
    }
    if (tail === "column") found.push(text.slice(from));
    return found;
  };
}

function placeAtEnd(text: string, wanted: string, from: number): number {
  const at = text.length - wanted.length;
  return at >= from && text.endsWith(wanted) ? at : -1;
}

function findRegex(operator: Parse): Captures {
  const { mode, flags, pattern } = operator;
  const body = pattern.map((part, at) => partRegex(part, at, operator)).join("");
  const whole = mode === "regex" ? `${flags && `(?${flags})`}${body}` : `(?s)${body}\\z`;
  const compiled = regex(whole, operator);
  const names = pattern.flatMap((part, at) => (part.kind === "column" ? [groupName(at)] : []));
  return (text) => {
    const matcher = compiled.matcher(text);
    return matcher.find() ? names.map((name) => matcher.group(name) ?? "") : undefined;
  };
}

/** A name that no group of a user's own regular expression has. */
const groupName = (at: number) => `parsed_column_${at}`;

function partRegex(part: ParsePart, at: number, operator: Parse): string {
  if (part.kind === "skip") return ".*?";
  if (part.kind === "text") return operator.mode === "regex" ? part.text : RE2JS.quote(part.text);
  const capture =
    operator.mode === "regex" ? regexCapture(part, at, operator) : textCapture(part, at, operator);
  return `(?P<${groupName(at)}>${capture})`;
}

const WHOLE = "\\s*[-+]?\\d+";
const GUID =
  "\\s*(?:\\{[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}\\}" +
  "|[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12})";

const OPEN_REAL = "\\s*[-+]?(?:\\d+\\.?\\d*|\\.\\d+)";

/** What a column before a `*` takes of a text. A string or a time would have no end there. */
const OPEN_SHAPES: Partial<Record<ScalarType, string>> = {
  int: WHOLE,
  long: WHOLE,
  real: OPEN_REAL,
  decimal: OPEN_REAL,
  bool: "\\s*(?:(?i:true|false)|[-+]?\\d+)",
  guid: GUID,
};

/** What a column takes of a text in a regular expression. */
const REGEX_SHAPES: Partial<Record<ScalarType, string>> = {
  int: WHOLE,
  long: WHOLE,
  real: "\\s*[-+]?\\d+(?:\\.\\d+)?",
  bool: "\\s*(?i:true|false)",
  guid: GUID,
  datetime:
    "\\s*(?:\\d{4}-\\d{1,2}-\\d{1,2}|\\d{1,2}/\\d{1,2}/\\d{1,4})" +
    "(?:[Tt ]\\s*\\d{1,2}:\\d{1,2}(?::\\d{1,2}(?:\\.\\d*)?)?)?(?:[Zz]|[-+]\\d{1,2}(?::\\d{1,2})?)?",
  timespan:
    "\\s*-?(?:\\d+\\.\\d{1,2}:\\d{1,2}:\\d{1,2}|\\d{1,2}:\\d{1,2}(?::\\d{1,2})?)(?:\\.\\d*)?",
};

function textCapture(column: Capture, at: number, { pattern }: Parse): string {
  if (!isOpen(pattern, at)) return ".*?";
  if (column.type === "string")
    throw new KqlError("semantic", "Using * after parsing a string column is ambiguous", column);
  const shape = OPEN_SHAPES[column.type];
  if (!shape) throw unsupported(`a column of type ${column.type} before '*' in 'parse'`, column);
  return at + 2 === pattern.length ? `(?:${shape})?` : shape;
}

/**
 * At the end of a pattern and with the flag U, the service reads times in a way that no regular
 * expression does.
 */
function regexCapture(column: Capture, at: number, { pattern, flags }: Parse): string {
  const { type } = column;
  if (type === "decimal") throw unsupported("a decimal in 'parse kind=regex'", column);
  if (type === "datetime" || type === "timespan") {
    if (at + 1 === pattern.length)
      throw unsupported(`a ${type} at the end of 'parse kind=regex'`, column);
    if (flags.includes("U")) throw unsupported(`a ${type} in 'parse kind=regex flags=U'`, column);
  }
  return REGEX_SHAPES[type] ?? ".*";
}
