import { SHORTEST_WINDOW } from "../hunt/base/window.ts";
import type { ClockText } from "../hunt/findings/rule.ts";
import { TWIN_MS } from "../hunt/findings/twins.ts";
import type { Clock } from "./query-facts.ts";

/**
 * How long windows may be so that the query's clocks drop no row of them, ms; `longest` is undefined
 * if there is no limit. Undefined if the clocks do more than bound the event time, or bound it so
 * closely that windows would be shorter than any that is queried.
 */
export function boundedTime(
  clocks: readonly Clock[],
  time: string,
): { readonly longest: number | undefined } | undefined {
  const uses = clocks.flatMap((clock) => clock.uses);
  const boundsTime = uses.every((use) => use.kind !== "other" && use.columns.includes(time));
  if (!boundsTime) return undefined;
  const longest = Math.min(...clocks.flatMap(longestWindows));
  if (longest < SHORTEST_WINDOW) return undefined;
  return { longest: Number.isFinite(longest) ? longest : undefined };
}

function longestWindows(clock: Clock): number[] {
  // The time of such a clock cannot be moved, and windows are read beyond both ends.
  const beyond = isOnlyLower(clock) ? 0 : 2 * TWIN_MS + 1;
  return clock.uses.flatMap((use) => (use.kind === "after" ? [use.back - beyond] : []));
}

function isOnlyLower({ uses }: Clock): boolean {
  return uses.every(({ kind }) => kind === "after");
}

/** The texts that put a literal in place of each clock: `now(x)` becomes `(literal + (x))`. */
export function clockTexts(clocks: readonly Clock[]): ClockText[] {
  return clocks.flatMap((clock) => {
    const { name, start, end, argument } = clock;
    const bounds = isOnlyLower(clock) ? ({ bounds: true } as const) : {};
    if (!argument) return [{ from: start, to: end, text: "({clock})", ...bounds }];
    const sign = name === "ago" ? "-" : "+";
    return [
      { from: start, to: argument.start, text: `({clock} ${sign} (`, ...bounds },
      { from: argument.end, to: end, text: "))" },
    ];
  });
}
