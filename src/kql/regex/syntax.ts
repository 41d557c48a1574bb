import { KqlError, type Span, unsupported } from "../errors.ts";

/** A pattern in the syntax of RE2, and what single characters of a text are compared with. */
export interface Translated {
  readonly pattern: string;
  /** Whether it contains `\b` or `\B`. */
  readonly hasBoundary: boolean;
  /** Whether a part of it ignores case. */
  readonly ignoresCase: boolean;
  readonly literals: ReadonlySet<string>;
  readonly classes: ReadonlySet<string>;
}

const WORD = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\x{200c}\\x{200d}";

/** Kusto's classes are those of Unicode, and RE2's those of ASCII. */
const CLASSES: Readonly<Record<string, string>> = {
  d: "\\p{Nd}",
  D: "\\P{Nd}",
  s: "\\p{White_Space}",
  S: "\\P{White_Space}",
  w: `[${WORD}]`,
  W: `[^${WORD}]`,
};

/** Assertions that RE2 lacks. */
const FOREIGN = /^\\(?:[<>]|b\{)/;

/**
 * Translates a regular expression from Kusto's syntax (that of Rust's `regex`) to RE2's.
 * @throws KqlError (`unsupported`) for syntax that RE2 lacks, (`semantic`) for syntax that only RE2
 * has
 */
export function translateRegex(pattern: string, at: Span): Translated {
  const [literals, classes] = [new Set<string>(), new Set<string>()];
  const pieces: string[] = [];
  let hasBoundary = false;
  for (let index = 0; index < pattern.length; ) {
    const { length, piece, kind } = nextPiece(pattern, index, at);
    if (kind === "boundary") hasBoundary = true;
    if (kind === "literal") literals.add(piece);
    if (kind === "class") classes.add(piece);
    pieces.push(piece);
    index += length;
  }
  const ignoresCase = pieces.some((piece) => /^\(\?[a-zA-Z]*i/.test(piece));
  return { pattern: pieces.join(""), hasBoundary, ignoresCase, literals, classes };
}

interface Piece {
  /** Characters of the pattern. */
  readonly length: number;
  readonly piece: string;
  readonly kind: "literal" | "class" | "boundary" | "other";
}

const LITERAL = /^[^\\[\](){}*+?|.^$]/u;

function nextPiece(pattern: string, index: number, at: Span): Piece {
  const rest = pattern.slice(index, index + 24);
  if (rest.startsWith("\\")) return escaped(rest, at);
  if (rest.startsWith("[")) return bracketed(pattern, index, at);
  if (rest.startsWith("(?")) return group(rest, at);
  const literal = LITERAL.exec(rest)?.[0];
  return literal
    ? { length: literal.length, piece: literal, kind: "literal" }
    : { length: 1, piece: rest[0] ?? "", kind: "other" };
}

function escaped(rest: string, at: Span): Piece {
  if (FOREIGN.test(rest)) throw unsupported(`${rest.slice(0, 2)} in a regular expression`, at);
  const letter = rest[1] ?? "";
  if (letter === "b" || letter === "B")
    return { length: 2, piece: `\\${letter}`, kind: "boundary" };
  if (letter === "Q" || letter === "E" || letter === "C") throw invalid(`\\${letter}`, at);
  const named = CLASSES[letter];
  if (named) return { length: 2, piece: named, kind: "class" };
  const code = /^\\[xuU](?:\{[0-9a-f]{1,8}\}|[0-9a-f]{2,8})/i.exec(rest)?.[0];
  if (code) return codePoint(code, at);
  const property = /^\\p(?:\{[^}]{1,20}\}|[A-Z])/i.exec(rest)?.[0];
  if (property) return { length: property.length, piece: property, kind: "class" };
  const whole = /^\\[0-7]{1,3}/.exec(rest)?.[0] ?? rest.slice(0, 2);
  return { length: whole.length, piece: whole, kind: /[a-z]/i.test(letter) ? "other" : "class" };
}

const DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** `\x41`, `\u0041`, `\U00000041` and the same with braces, as RE2's `\x{41}`. */
function codePoint(code: string, at: Span): Piece {
  const length = code.includes("{") ? code.length : 2 + (DIGITS[code[1] ?? ""] ?? 0);
  const digits = code.slice(2, length).replace(/[{}]/g, "");
  if (code.length < length) throw invalid(code, at);
  return { length, piece: `\\x{${digits}}`, kind: "class" };
}

const FLAGS = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])/;

/** A group's opening, or the setting of flags. Unicode (`u`) is always on. */
function group(rest: string, at: Span): Piece {
  const flags = FLAGS.exec(rest);
  if (!flags) return { length: 2, piece: "(?", kind: "other" };
  const [whole, on = "", off, end = ""] = flags;
  const lacking = /[Rx]/.exec(on)?.[0] ?? /[Ru]/.exec(off ?? "")?.[0];
  if (lacking) throw unsupported(`the flag ${lacking} in a regular expression`, at);
  const [set, cleared] = [on.replaceAll("u", ""), (off ?? "").replaceAll("x", "")];
  const kept = cleared ? `${set}-${cleared}` : set;
  const piece = kept === "" && end === ")" ? "" : `(?${kept}${end}`;
  return { length: whole.length, piece, kind: "other" };
}

/** A class in square brackets. */
function bracketed(pattern: string, start: number, at: Span): Piece {
  const opening = /^\[\^?\]?/.exec(pattern.slice(start, start + 3))?.[0] ?? "[";
  const pieces = [opening];
  let index = start + opening.length;
  while (index < pattern.length && pattern[index] !== "]") {
    const { length, piece } = nextItem(pattern.slice(index, index + 24), at);
    pieces.push(piece);
    index += length;
  }
  return {
    length: index + 1 - start,
    piece: `${pieces.join("")}${pattern[index] ?? ""}`,
    kind: "class",
  };
}

function nextItem(rest: string, at: Span): { length: number; piece: string } {
  const posix = /^\[:\^?[a-z]+:\]/.exec(rest)?.[0];
  if (posix) return { length: posix.length, piece: posix };
  if (rest.startsWith("[")) throw unsupported("a class within a class of a regular expression", at);
  if (/^(?:&&|--|~~)/.test(rest))
    throw unsupported(`${rest.slice(0, 2)} in a class of a regular expression`, at);
  if (!rest.startsWith("\\")) return { length: 1, piece: rest[0] ?? "" };
  if (rest[1] === "w") return { length: 2, piece: WORD };
  return rest[1] === "W" ? { length: 2, piece: notWord() } : escaped(rest, at);
}

let complement: string | undefined;

/** The ranges of the characters that are not in `\w`, since a class cannot contain `[^...]`. */
function notWord(): string {
  complement ??= rangesOf(/[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u200c\u200d]/u);
  return complement;
}

function rangesOf(pattern: RegExp): string {
  const ranges: string[] = [];
  for (let code = 0, from = -1; code <= 0x110000; code++) {
    const isIn = code < 0x110000 && pattern.test(String.fromCodePoint(code));
    if (isIn && from < 0) from = code;
    if (isIn || from < 0) continue;
    ranges.push(`\\x{${from.toString(16)}}-\\x{${(code - 1).toString(16)}}`);
    from = -1;
  }
  return ranges.join("");
}

function invalid(what: string, at: Span): KqlError {
  return new KqlError("semantic", `${what} is not valid in a regular expression`, at);
}
