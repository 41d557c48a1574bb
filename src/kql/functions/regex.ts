import type { Matcher, RE2JS } from "re2js";
import { asLong } from "../evaluate/numbers.ts";
import { regex } from "../evaluate/string-match.ts";
import { toText } from "../values/text.ts";
import type { Value } from "../values/types.ts";
import { typeNamed } from "../values/types.ts";
import { converted } from "./conversion.ts";
import type { CallSite, FunctionTable, ScalarFunction } from "./function.ts";

const text = (args: readonly Value[], index: number, site: CallSite) => toText(args[index] ?? null, site.types[index] ?? "string");

/** `extract(regex, group, source [, typeof(type)])`: the group of the first match; "" without one. */
const extract: ScalarFunction = {
  arity: [3, 4],
  type: "string",
  call: (args, site) => {
    const matcher = regex(text(args, 0, site), site.at).matcher(text(args, 2, site));
    const group = matcher.find() ? groupOf(matcher, Number(asLong(args[1] ?? null) ?? 0n)) : "";
    const type = typeNamed(String(args[3] ?? "string")) ?? "string";
    return toText(converted(group, "string", type), type);
  },
};

function groupOf(matcher: Matcher, group: number): string {
  return group <= matcher.groupCount() ? (matcher.group(group) ?? "") : "";
}

/** `extract_all(regex, source)`: for each match its only group, or the list of its groups. */
const extractAll: ScalarFunction = {
  arity: [2, 2],
  type: "dynamic",
  call: (args, site) => {
    const matcher = regex(text(args, 0, site), site.at).matcher(text(args, 1, site));
    const found: Value[] = [];
    while (matcher.find()) {
      const groups = Array.from({ length: matcher.groupCount() }, (_, index) => matcher.group(index + 1) ?? "");
      found.push(groups.length > 1 ? groups : (groups[0] ?? matcher.group() ?? ""));
    }
    return found.length > 0 ? found : null;
  },
};

const replaceRegex: ScalarFunction = {
  arity: [3, 3],
  type: "string",
  call: (args, site) => replaceAll(regex(text(args, 1, site), site.at), text(args, 0, site), text(args, 2, site)),
};

/** The old `replace(regex, rewrite, source)`. */
const replace: ScalarFunction = {
  arity: [3, 3],
  type: "string",
  call: (args, site) => replaceAll(regex(text(args, 0, site), site.at), text(args, 2, site), text(args, 1, site)),
};

/** Kusto writes groups as \1; RE2 as $1. */
function replaceAll(pattern: RE2JS, source: string, rewrite: string): string {
  return pattern.matcher(source).replaceAll(rewrite.replaceAll("$", "\\$").replace(/\\(\d)/g, "$$$1"));
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

function occurrences(source: string, wanted: string): number {
  let count = 0;
  for (let at = source.indexOf(wanted); at >= 0 && wanted !== ""; at = source.indexOf(wanted, at + 1)) count += 1;
  return count;
}

/** `trim(regex, source)`, trim_start, trim_end. */
function trimmed(start: boolean, end: boolean): ScalarFunction {
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
  trim: trimmed(true, true),
  trim_start: trimmed(true, false),
  trim_end: trimmed(false, true),
};
