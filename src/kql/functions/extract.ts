import type { Matcher } from "re2js";
import { KqlError } from "../errors.ts";
import { asLong } from "../evaluate/numbers.ts";
import { limit } from "../limits.ts";
import { matches, type Regex, regex } from "../regex/regex.ts";
import { isList, type Value } from "../values/types.ts";
import { textAt, wholeAt } from "./arguments.ts";
import type { CallSite, FunctionTable, ScalarFunction } from "./function.ts";

/** `extract(regex, group, source)`: a group of the first match, or "". */
const extract: ScalarFunction = {
  arity: [3, 3],
  type: "string",
  call: (args, site) => {
    const matcher = regex(textAt(args, 0, site), site.at).matcher(textAt(args, 2, site));
    const group = wholeAt(args, 1, 0);
    const isGroup = group >= 0 && group <= matcher.groupCount();
    return isGroup && matcher.find() ? (matcher.group(group) ?? "") : "";
  },
};

/**
 * `extract_all(regex [, groups], source)`: for each match, the text of its only group, or an array
 * of those of its groups; null if there is no match.
 */
const extractAll: ScalarFunction = {
  arity: [2, 3],
  type: "dynamic",
  call: (args, site) => {
    const pattern = regex(textAt(args, 0, site), site.at);
    const groups =
      args.length > 2 ? chosenGroups(args[1], pattern, site) : allGroups(pattern, site);
    const found: Value[] = [];
    for (const match of matches(pattern.matcher(textAt(args, args.length - 1, site)))) {
      found.push(groupTexts(match, groups));
      limit("items", found.length, site.at);
    }
    return found.length > 0 ? found : null;
  },
};

function groupTexts(match: Matcher, groups: readonly number[]): Value {
  const texts = groups.map((group) => match.group(group) ?? "");
  return texts.length === 1 ? (texts[0] ?? "") : texts;
}

const MOST_GROUPS = 16;

function allGroups({ groupCount }: Regex, { at }: CallSite): number[] {
  if (groupCount < 1 || groupCount > MOST_GROUPS)
    throw new KqlError(
      "semantic",
      `extract_all() needs a regular expression with 1 to ${MOST_GROUPS} groups, not ${groupCount}`,
      at,
    );
  return Array.from({ length: groupCount }, (_, index) => index + 1);
}

/** The groups that an array names or numbers, in its order. */
function chosenGroups(list: Value | undefined, pattern: Regex, { at }: CallSite): number[] {
  const groups = (isList(list ?? null) ? (list as readonly Value[]) : []).map((item) =>
    typeof item === "string" ? pattern.names[item] : Number(asLong(item)),
  );
  if (groups.length === 0 || !groups.every((group) => group && group <= pattern.groupCount))
    throw new KqlError("semantic", "extract_all() names a group that is not there", at);
  return groups as number[];
}

export const EXTRACT: FunctionTable = { extract, extract_all: extractAll };
