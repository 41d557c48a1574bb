import type { Matcher } from "re2js";
import { KqlError, type Span } from "../errors.ts";
import { limit } from "../limits.ts";
import { matches, type Regex, regex } from "../regex/regex.ts";
import { textAt } from "./arguments.ts";
import { EXTRACT } from "./extract.ts";
import type { CallSite, FunctionTable, ScalarFunction } from "./function.ts";
import { TRIM } from "./trim.ts";

const replaceRegex: ScalarFunction = {
  arity: [3, 3],
  type: "string",
  call: (args, site) =>
    replaceAll(textAt(args, 1, site), textAt(args, 0, site), textAt(args, 2, site), site),
};

/** The deprecated `replace(regex, rewrite, source)`. */
const replace: ScalarFunction = {
  arity: [3, 3],
  type: "string",
  call: (args, site) =>
    replaceAll(textAt(args, 0, site), textAt(args, 2, site), textAt(args, 1, site), site),
};

/**
 * In a rewrite, `\\1` is a group of the match, `\\0` the whole match, and a backslash escapes any
 * other character.
 */
function replaceAll(pattern: string, source: string, rewrite: string, { at }: CallSite): string {
  const compiled = regex(pattern, at);
  const pieces = rewrite.match(/\\[\s\S]|[^\\]+|\\$/g) ?? [];
  const group = pieces.map(groupIn).find((number = 0) => number > compiled.groupCount);
  if (group !== undefined)
    throw new KqlError(
      "semantic",
      `the rewrite uses group ${group}, which the regular expression does not have`,
      at,
    );
  return replaceMatches(compiled, source, at, (match) =>
    pieces.map((piece) => expandPiece(piece, match)).join(""),
  );
}

function replaceMatches(
  compiled: Regex,
  source: string,
  at: Span,
  replacement: (match: Matcher) => string,
): string {
  const written: string[] = [];
  let [length, end] = [source.length, 0];
  for (const match of matches(compiled.matcher(source))) {
    const text = replacement(match);
    written.push(source.slice(end, match.start()), text);
    end = match.end();
    length += text.length;
    limit("text", length, at);
  }
  return written.join("") + source.slice(end);
}

function groupIn(piece: string): number | undefined {
  return /^\\\d$/.test(piece) ? Number(piece.slice(1)) : undefined;
}

function expandPiece(piece: string, match: Matcher): string {
  const group = groupIn(piece);
  if (group !== undefined) return match.group(group) ?? "";
  return piece.length === 2 && piece.startsWith("\\") ? piece.slice(1) : piece;
}

/** `countof(source, wanted [, "normal" or "regex"])` */
const countof: ScalarFunction = {
  arity: [2, 3],
  type: "long",
  call: (args, site) => {
    const [source, wanted] = [textAt(args, 0, site), textAt(args, 1, site)];
    const kind = args.length > 2 ? textAt(args, 2, site) : "normal";
    if (kind === "normal") return BigInt(occurrences(source, wanted));
    if (kind !== "regex")
      throw new KqlError(
        "semantic",
        `countof() counts "normal" or "regex", not "${kind}"`,
        site.at,
      );
    let count = 0n;
    for (const _ of matches(regex(wanted, site.at).matcher(source))) count += 1n;
    return count;
  },
};

/** Counts occurrences, overlapping ones too, in linear time (Knuth-Morris-Pratt). */
function occurrences(source: string, wanted: string): number {
  if (wanted === "" || !source.includes(wanted)) return 0;
  const back = fallbacks(wanted);
  let [count, matched] = [0, 0];
  for (let index = 0; index < source.length; index++) {
    while (matched > 0 && source[index] !== wanted[matched]) matched = back[matched - 1] ?? 0;
    if (source[index] === wanted[matched]) matched += 1;
    if (matched < wanted.length) continue;
    count += 1;
    matched = back[matched - 1] ?? 0;
  }
  return count;
}

/** For each prefix of a text, the length of its longest proper suffix that is also a prefix. */
function fallbacks(text: string): Uint32Array {
  const back = new Uint32Array(text.length);
  for (let index = 1, matched = 0; index < text.length; index++) {
    while (matched > 0 && text[index] !== text[matched]) matched = back[matched - 1] ?? 0;
    if (text[index] === text[matched]) matched += 1;
    back[index] = matched;
  }
  return back;
}

export const REGEX: FunctionTable = {
  ...EXTRACT,
  replace_regex: replaceRegex,
  replace,
  countof,
  ...TRIM,
};
