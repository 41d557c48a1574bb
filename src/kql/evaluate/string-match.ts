import type { Span } from "../errors.ts";
import { regex } from "../regex/regex.ts";
import { foldCase } from "../values/fold-case.ts";
import { toText } from "../values/text.ts";
import { type Compiled, derive } from "./compiled.ts";
import { termMatcher } from "./term.ts";

type Matcher = (text: string) => boolean;
type MakeMatcher = (needle: string, caseSensitive: boolean) => Matcher;

/** Compares a piece of the text that is as long as the needle: folding keeps the length. */
const pieceMatcher = (piece: (text: string, length: number) => string): MakeMatcher => {
  return (needle, caseSensitive) => {
    const wanted = caseSensitive ? needle : foldCase(needle);
    return (text) => {
      const own = piece(text, wanted.length);
      return (caseSensitive ? own : foldCase(own)) === wanted;
    };
  };
};

const MATCHERS: Readonly<Record<string, MakeMatcher>> = {
  contains: (needle, cs) => termMatcher(needle, { before: false, after: false }, cs),
  startswith: pieceMatcher((text, length) => text.slice(0, length)),
  endswith: pieceMatcher((text, length) => text.slice(Math.max(text.length - length, 0))),
  has: (needle, cs) => termMatcher(needle, { before: true, after: true }, cs),
  hasprefix: (needle, cs) => termMatcher(needle, { before: true, after: false }, cs),
  hassuffix: (needle, cs) => termMatcher(needle, { before: false, after: true }, cs),
};

const matchers = new Map<string, Matcher>();

/** The matcher for an operator and a needle, cached because needles repeat from row to row. */
export function stringMatcher(operator: string, needle: string, caseSensitive: boolean): Matcher {
  const key = `${operator}\n${caseSensitive}\n${needle}`;
  const cached = matchers.get(key);
  if (cached) return cached;
  const make = MATCHERS[operator];
  if (!make) throw new Error(`no string operator ${operator}`);
  const matcher = make(needle, caseSensitive);
  if (matchers.size > 5_000) matchers.clear();
  matchers.set(key, matcher);
  return matcher;
}

const SPELLING = /^(!?)(contains|startswith|endswith|hasprefix|hassuffix|has)(_cs)?$/;

export function isStringMatch(op: string): boolean {
  return SPELLING.test(op) || op === "matches regex";
}

/** `left contains right` and the other string operators; null reads as the empty string. */
export function stringMatch(op: string, left: Compiled, right: Compiled, at: Span): Compiled {
  const match = SPELLING.exec(op);
  if (!match) return regexMatch(left, right, at);
  const [, not, operator = "", cs] = match;
  const wanted = not === "";
  const text = textReader(left);
  if (right.constant) {
    const matches = stringMatcher(operator, toText(right.at(0), right.type), cs !== undefined);
    return derive("bool", [left], (row) => matches(text(row)) === wanted);
  }
  const needle = textReader(right);
  return derive(
    "bool",
    [left, right],
    (row) => stringMatcher(operator, needle(row), cs !== undefined)(text(row)) === wanted,
  );
}

/** Reads a cell as text, converting only if it is not a string already. */
export function textReader(source: Compiled): (row: number) => string {
  return (row) => {
    const value = source.at(row);
    return typeof value === "string" ? value : toText(value, source.type);
  };
}

function regexMatch(left: Compiled, right: Compiled, at: Span): Compiled {
  const text = textReader(left);
  const pattern = textReader(right);
  return derive("bool", [left, right], (row) => regex(pattern(row), at).test(text(row)));
}
