import { type Matcher, RE2JS, RE2JSSyntaxException } from "re2js";
import { KqlError, type Span, unsupported } from "../errors.ts";
import { limit } from "../limits.ts";
import { mayMatch } from "./required-texts.ts";
import { translateRegex } from "./syntax.ts";
import { hasOtherWord, UnicodeBoundaries } from "./word-boundary.ts";

/** A compiled regular expression, matched in linear time. */
export interface Regex {
  readonly groupCount: number;
  /** Named groups and their numbers. */
  readonly names: Readonly<Record<string, number>>;
  test(text: string): boolean;
  /** For one text. Its groups and offsets are those of the text; `replaceAll` is not used. */
  matcher(text: string): Matcher;
}

const compiled = new Map<string, Regex>();

/**
 * A regular expression in Kusto's syntax, compiled once.
 * @throws KqlError (`semantic`) if the pattern is not valid, (`unsupported`) if RE2 lacks a part of
 * it, (`runtime`) if it is too long
 */
export function regex(pattern: string, at: Span): Regex {
  const known = compiled.get(pattern);
  if (known) return known;
  limit("regex", pattern.length, at);
  const made = compile(pattern, at);
  if (compiled.size > 500) compiled.clear();
  compiled.set(pattern, made);
  return made;
}

function compile(pattern: string, at: Span): Regex {
  const translated = translateRegex(pattern, at);
  const { hasBoundary, literals } = translated;
  if (hasBoundary && hasOtherWord([...literals].join("")))
    throw unsupported("\\b with letters beyond ASCII in a regular expression", at);
  try {
    const re2 = RE2JS.compile(translated.pattern);
    const matching = hasBoundary ? new UnicodeBoundaries(re2, translated) : re2;
    const isPossible = mayMatch(pattern);
    return {
      groupCount: re2.groupCount(),
      names: re2.namedGroups(),
      test: (text) => isPossible(text) && matching.test(text),
      matcher: (text) => matching.matcher(text),
    };
  } catch (error) {
    throw refused(pattern, error, at);
  }
}

/** Valid in Kusto, but RE2 has a lower limit or fewer names. */
const LACKING = /invalid repeat count|invalid character class range: `\\[pP]/;

function refused(pattern: string, error: unknown, at: Span): KqlError {
  const fault =
    error instanceof RE2JSSyntaxException ? error.getDescription() : (error as Error).message;
  if (LACKING.test((error as Error).message))
    return unsupported(
      `a part of the regular expression ${JSON.stringify(pattern)} (${fault})`,
      at,
    );
  return new KqlError(
    "semantic",
    `the regular expression ${JSON.stringify(pattern)} is not valid RE2: ${fault}`,
    at,
  );
}

/** Finds all matches one after the other; none is empty right after another, as in RE2. */
export function* matches(matcher: Matcher): Generator<Matcher> {
  for (let end = -1; matcher.find(); ) {
    const isEmpty = matcher.start() === matcher.end();
    if (isEmpty && matcher.start() === end) continue;
    end = matcher.end();
    yield matcher;
  }
}
