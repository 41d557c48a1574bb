import { stringMatcher } from "../evaluate/string-match.ts";
import { limit } from "../limits.ts";
import { regex } from "../regex/regex.ts";
import { toText } from "../values/text.ts";
import { isList, type Value } from "../values/types.ts";
import { textAt, wholeAt } from "./arguments.ts";
import type { CallSite, FunctionTable, ScalarFunction } from "./function.ts";

/** `indexof_regex(text, regex [, start [, length [, occurrence]]])`, in code points. */
const indexofRegex: ScalarFunction = {
  arity: [2, 5],
  type: "long",
  call: (args, site) => {
    const [start, length] = [wholeAt(args, 2, 0), wholeAt(args, 3, -1)];
    const occurrence = wholeAt(args, 4, 1);
    if (start < 0 || length < -1 || occurrence < 1) return null;
    const points = [...textAt(args, 0, site)];
    const searched = points.slice(start, length < 0 ? undefined : start + length).join("");
    const matcher = regex(textAt(args, 1, site), site.at).matcher(searched);
    for (let found = 0; matcher.find(); ) {
      found += 1;
      if (found === occurrence)
        return BigInt(start + [...searched.slice(0, matcher.start())].length);
    }
    return -1n;
  },
};

/** `has_any_index(text, values)`: the position of the first value that the text has as a term. */
const hasAnyIndex: ScalarFunction = {
  arity: [2, 2],
  type: "long",
  call: (args, site) => {
    const [, values = null] = args;
    if (!isList(values)) return null;
    const text = textAt(args, 0, site);
    const has = (value: Value) => stringMatcher("has", toText(value, "dynamic"), false)(text);
    return BigInt(values.findIndex(has));
  },
};

/** A stretch of text; one that was matched already is not searched again. */
interface Stretch {
  readonly text: string;
  readonly isMatched: boolean;
}

/** `replace_strings(text, lookups, rewrites)`: a lookup takes precedence over those after it. */
const replaceStrings: ScalarFunction = {
  arity: [3, 3],
  type: "string",
  call: (args, site) => {
    const [, lookups = null, rewrites = null] = args;
    if (!isList(lookups) || !isList(rewrites)) return "";
    let stretches: Stretch[] = [{ text: textAt(args, 0, site), isMatched: false }];
    lookups.forEach((lookup, index) => {
      if (typeof lookup !== "string" || lookup === "") return;
      const rewrite = rewrites[index];
      const by = typeof rewrite === "string" ? rewrite : lookup;
      stretches = stretches.flatMap((stretch) => replaceIn(stretch, lookup, by));
      checkLength(stretches, site);
    });
    return stretches.map(({ text }) => text).join("");
  },
};

function replaceIn(stretch: Stretch, lookup: string, by: string): Stretch[] {
  if (stretch.isMatched || !stretch.text.includes(lookup)) return [stretch];
  return stretch.text
    .split(lookup)
    .flatMap((text, index) => [
      ...(index > 0 ? [{ text: by, isMatched: true }] : []),
      { text, isMatched: false },
    ]);
}

function checkLength(stretches: readonly Stretch[], { at }: CallSite): void {
  limit("items", stretches.length, at);
  limit(
    "text",
    stretches.reduce((sum, { text }) => sum + text.length, 0),
    at,
  );
}

export const TEXT_SEARCH: FunctionTable = {
  indexof_regex: indexofRegex,
  has_any_index: hasAnyIndex,
  replace_strings: replaceStrings,
};
