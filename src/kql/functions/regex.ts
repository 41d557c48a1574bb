import type { Matcher } from "re2js";
import { KqlError } from "../errors.ts";
import { asLong } from "../evaluate/numbers.ts";
import { regex } from "../evaluate/string-match.ts";
import { limit } from "../limits.ts";
import { toText } from "../values/text.ts";
import type { Value } from "../values/types.ts";
import { typeNamed } from "../values/types.ts";
import { convert } from "./conversion.ts";
import type { CallSite, FunctionTable, ScalarFunction } from "./function.ts";

const text = (args: readonly Value[], index: number, site: CallSite) =>
  toText(args[index] ?? null, site.types[index] ?? "string");

/** `extract(regex, group, source [, typeof(type)])`: a group of the first match, or "". */
const extract: ScalarFunction = {
  arity: [3, 4],
  type: "string",
  call: (args, site) => {
    const matcher = regex(text(args, 0, site), site.at).matcher(text(args, 2, site));
    const group = matcher.find() ? groupText(matcher, Number(asLong(args[1] ?? null) ?? 0n)) : "";
    const type = typeNamed(String(args[3] ?? "string")) ?? "string";
    return toText(convert(group, "string", type), type);
  },
};

function groupText(matcher: Matcher, group: number): string {
  return group >= 0 && group <= matcher.groupCount() ? (matcher.group(group) ?? "") : "";
}

/** `extract_all(regex, source)`: for each match, its only group or an array of its groups. */
const extractAll: ScalarFunction = {
  arity: [2, 2],
  type: "dynamic",
  call: (args, site) => {
    const matcher = regex(text(args, 0, site), site.at).matcher(text(args, 1, site));
    const found: Value[] = [];
    while (matcher.find()) {
      limit("items", found.length + 1, site.at);
      const groups = Array.from(
        { length: matcher.groupCount() },
        (_, index) => matcher.group(index + 1) ?? "",
      );
      found.push(groups.length > 1 ? groups : (groups[0] ?? matcher.group() ?? ""));
    }
    return found.length > 0 ? found : null;
  },
};

const replaceRegex: ScalarFunction = {
  arity: [3, 3],
  type: "string",
  call: (args, site) =>
    replaceAll(text(args, 1, site), text(args, 0, site), text(args, 2, site), site),
};

/** The deprecated `replace(regex, rewrite, source)`. */
const replace: ScalarFunction = {
  arity: [3, 3],
  type: "string",
  call: (args, site) =>
    replaceAll(text(args, 0, site), text(args, 2, site), text(args, 1, site), site),
};

/**
 * In a rewrite, `\\1` is a group of the match, `\\0` the whole match, and a backslash escapes any
 * other character.
 */
function replaceAll(pattern: string, source: string, rewrite: string, { at }: CallSite): string {
  const matcher = regex(pattern, at).matcher(source);
  const pieces = rewrite.match(/\\[\s\S]|[^\\]+|\\$/g) ?? [];
  const group = pieces
    .map(groupIn)
    .find((number) => number !== undefined && number > matcher.groupCount());
  if (group !== undefined)
    throw new KqlError(
      "semantic",
      `the rewrite uses group ${group}, which the regular expression does not have`,
      at,
    );
  let length = source.length;
  return matcher.replaceAll((...groups: (string | null)[]) => {
    const replacement = pieces.map((piece) => expandPiece(piece, groups)).join("");
    length += replacement.length;
    limit("text", length, at);
    return replacement;
  });
}

function groupIn(piece: string): number | undefined {
  return /^\\\d$/.test(piece) ? Number(piece.slice(1)) : undefined;
}

function expandPiece(piece: string, groups: readonly (string | null)[]): string {
  const group = groupIn(piece);
  if (group !== undefined) return groups[group] ?? "";
  return piece.length === 2 && piece.startsWith("\\") ? piece.slice(1) : piece;
}

const countof: ScalarFunction = {
  arity: [2, 3],
  type: "long",
  call: (args, site) => {
    const [source, wanted, kind] = [text(args, 0, site), text(args, 1, site), text(args, 2, site)];
    if (kind !== "regex") return BigInt(occurrences(source, wanted));
    const matcher = regex(wanted, site.at).matcher(source);
    let count = 0n;
    while (matcher.find()) count += 1n;
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

/** `trim(regex, source)`, `trim_start` and `trim_end`. */
function trimFunction(start: boolean, end: boolean): ScalarFunction {
  return {
    arity: [2, 2],
    type: "string",
    call: (args, site) => {
      const pattern = text(args, 0, site);
      let result = text(args, 1, site);
      if (start) result = regex(`^(?:${pattern})`, site.at).matcher(result).replaceFirst("");
      if (end) result = regex(`(?:${pattern})$`, site.at).matcher(result).replaceFirst("");
      return result;
    },
  };
}

export const REGEX: FunctionTable = {
  extract,
  extract_all: extractAll,
  replace_regex: replaceRegex,
  replace,
  countof,
  trim: trimFunction(true, true),
  trim_start: trimFunction(true, false),
  trim_end: trimFunction(false, true),
};
