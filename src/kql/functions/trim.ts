import { cacheByText } from "../cache-by-text.ts";
import type { Span } from "../errors.ts";
import { type Regex, regex } from "../regex/regex.ts";
import { runOfOne } from "../regex/run-of-one.ts";
import { textAt } from "./arguments.ts";
import type { FunctionTable, ScalarFunction } from "./function.ts";

interface Ends {
  readonly start: boolean;
  readonly end: boolean;
}

const runOnce = cacheByText<ReturnType<typeof runOfOne>>(500);

/** `trim(regex, source)`, `trim_start` and `trim_end`: one match at each end. */
function trimFunction(ends: Ends): ScalarFunction {
  return {
    arity: [2, 2],
    type: "string",
    call: (args, site) => {
      const [pattern, text] = [textAt(args, 0, site), textAt(args, 1, site)];
      const isInRun = runOnce(pattern, () => runOfOne(pattern));
      return isInRun ? withoutRuns(text, isInRun, ends) : withoutMatches(text, pattern, ends, site);
    },
  };
}

function withoutRuns(text: string, isInRun: (character: string) => boolean, ends: Ends): string {
  let [from, to] = [0, text.length];
  if (ends.start) while (from < to && isInRun(text[from] as string)) from++;
  if (ends.end) while (to > from && isInRun(text[to - 1] as string)) to--;
  return text.slice(from, to);
}

function withoutMatches(
  text: string,
  pattern: string,
  { start, end }: Ends,
  { at }: { at: Span },
): string {
  const rest = start ? withoutMatch(text, regex(`^(?:${pattern})`, at)) : text;
  return end ? withoutMatch(rest, regex(`(?:${pattern})$`, at)) : rest;
}

function withoutMatch(text: string, { matcher }: Regex): string {
  const match = matcher(text);
  return match.find() ? text.slice(0, match.start()) + text.slice(match.end()) : text;
}

export const TRIM: FunctionTable = {
  trim: trimFunction({ start: true, end: true }),
  trim_start: trimFunction({ start: true, end: false }),
  trim_end: trimFunction({ start: false, end: true }),
};
