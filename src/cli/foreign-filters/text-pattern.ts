import type { Condition } from "../../hunt/conditions/condition.ts";

/** A part of a pattern: a text as it is, any run of characters, or any one character. */
export type Piece = { readonly text: string } | "*" | "?";

export interface Comparison {
  /** The column that is compared. */
  readonly field: string;
  readonly caseSensitive: boolean;
}

/** Reads `*` and `?` as wildcards, unless a backslash stands before them. */
export function readPattern(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const [token, escaped] of text.matchAll(/\\([*?\\])|[*?]|[^*?\\]+|\\/gs)) {
    const isWildcard = escaped === undefined && (token === "*" || token === "?");
    if (isWildcard) pieces.push(token);
    else appendText(pieces, escaped ?? token);
  }
  return pieces;
}

/** The same pieces, in which texts that follow each other are one. */
export function joinTexts(pieces: readonly Piece[]): readonly Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces)
    if (typeof piece === "object") appendText(joined, piece.text);
    else joined.push(piece);
  return joined;
}

function appendText(pieces: Piece[], text: string): void {
  const last = pieces.at(-1);
  if (typeof last === "object") pieces[pieces.length - 1] = { text: last.text + text };
  else pieces.push({ text });
}

/** The condition that a column has such a text; only `*` means that it has any at all. */
export function matchPattern(pieces: readonly Piece[], how: Comparison): Condition {
  const { field } = how;
  const plain = withoutTwins(pieces);
  if (plain.length === 0) return { field, op: "equals", value: "" };
  if (plain.every((piece) => piece === "*")) return { not: { field, op: "equals", value: "" } };
  const [before, after] = [plain[0] === "*", plain.at(-1) === "*"];
  const inner = plain.slice(before ? 1 : 0, after ? -1 : undefined);
  const [only] = inner;
  if (inner.length === 1 && typeof only === "object")
    return { field, op: opFor(before, after), value: only.text, ...casing(how) };
  const hasSigns = plain.some((piece) => typeof piece === "object" && /[*?]/.test(piece.text));
  if (hasSigns) return matchExpression(plain, how, escapeText);
  const value = plain.map((piece) => (typeof piece === "object" ? piece.text : piece)).join("");
  return { field, op: "wildcard", value, ...casing(how) };
}

function opFor(before: boolean, after: boolean) {
  if (before && after) return "contains";
  if (before) return "endsWith";
  return after ? "startsWith" : "equals";
}

function withoutTwins(pieces: readonly Piece[]): readonly Piece[] {
  return pieces.filter((piece, at) => piece !== "*" || pieces[at - 1] !== "*");
}

export function casing({ caseSensitive }: Comparison): { readonly caseSensitive?: true } {
  return caseSensitive ? { caseSensitive } : {};
}

/** The characters that Windows programs accept before an option, the plain one first. */
const DASHES = "[-/\u2013\u2014\u2015]";

/** The same where each dash before a word may be any of those that programs accept. */
export function matchAnyDash(pieces: readonly Piece[], how: Comparison): Condition {
  const isDash = /\B[-/]\b/;
  if (!pieces.some((piece) => typeof piece === "object" && isDash.test(piece.text)))
    return matchPattern(pieces, how);
  return matchExpression(withoutTwins(pieces), how, (text) =>
    text
      .split(isDash)
      .map((part) => escapeText(part))
      .join(DASHES),
  );
}

function matchExpression(
  pieces: readonly Piece[],
  how: Comparison,
  write: (text: string) => string,
): Condition {
  const before = pieces[0] === "*";
  const after = pieces.at(-1) === "*";
  const inner = pieces.slice(before ? 1 : 0, after ? -1 : undefined);
  const body = inner.map((piece) => {
    if (typeof piece === "object") return write(piece.text);
    return piece === "*" ? ".*" : ".";
  });
  const value = `(?s)${before ? "" : "^"}${body.join("")}${after ? "" : "$"}`;
  return { field: how.field, op: "regex", value, ...casing(how) };
}

function escapeText(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
