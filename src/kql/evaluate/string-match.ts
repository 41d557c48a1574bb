import { RE2JS, RE2JSSyntaxException } from "re2js";
import { KqlError, type Span } from "../errors.ts";
import { limit } from "../limits.ts";
import { toText } from "../values/text.ts";
import { type Compiled, derive } from "./compiled.ts";
import { termMatcher } from "./term.ts";

type Matcher = (text: string) => boolean;
type MakeMatcher = (needle: string, caseSensitive: boolean) => Matcher;

const foldingMatcher = (make: (needle: string, text: string) => boolean): MakeMatcher => {
  return (needle, caseSensitive) => {
    const wanted = caseSensitive ? needle : needle.toLowerCase();
    return (text) => make(wanted, caseSensitive ? text : text.toLowerCase());
  };
};

const MATCHERS: Readonly<Record<string, MakeMatcher>> = {
  contains: foldingMatcher((needle, text) => text.includes(needle)),
  startswith: foldingMatcher((needle, text) => text.startsWith(needle)),
  endswith: foldingMatcher((needle, text) => text.endsWith(needle)),
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
  return derive("bool", [left, right], (row) => regex(pattern(row), at).matcher(text(row)).find());
}

const patterns = new Map<string, RE2JS>();

/**
 * A compiled and cached RE2 pattern: Kusto's dialect, matched in linear time.
 * @throws KqlError (`semantic`) if RE2 rejects the pattern, (`runtime`) if it is too long
 */
export function regex(pattern: string, at: Span): RE2JS {
  const cached = patterns.get(pattern);
  if (cached) return cached;
  try {
    limit("regex", pattern.length, at);
    const compiled = RE2JS.compile(pattern.replace(/\(\?<(?![=!])/g, "(?P<"));
    if (patterns.size > 500) patterns.clear();
    patterns.set(pattern, compiled);
    return compiled;
  } catch (error) {
    if (error instanceof KqlError) throw error;
    throw new KqlError(
      "semantic",
      `the regular expression ${JSON.stringify(pattern)} is not valid RE2: ${faultIn(error)}`,
      at,
    );
  }
}

function faultIn(error: unknown): string {
  return error instanceof RE2JSSyntaxException ? error.getDescription() : (error as Error).message;
}
