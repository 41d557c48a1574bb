import type { Window } from "../hunt/base/window.ts";
import { type TimeScope, ticksFromMs } from "../kql/index.ts";

/** The rows of a half-open time range, in ms, for the engine, whose scopes include both ends. */
export function scopeBefore({ from, to }: Window): TimeScope {
  return { from: ticksFromMs(from), to: ticksFromMs(to) - 1n };
}
