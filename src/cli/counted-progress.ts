import type { Terminal } from "./terminal.ts";

/** After so many, a line is written if there is no terminal on which to rewrite one. */
const EACH = 200;

/** Does the work of each item, while the terminal shows which one it is. */
export type ShowEach = <T, R>(
  what: string,
  items: readonly T[],
  nameOf: (item: T) => string,
  work: (item: T) => R,
) => R[];

/**
 * Shows how far long work has come: on a line of a terminal that is rewritten, and cleared at the
 * end; elsewhere by a line now and then on standard error, so that the log of a run says where it
 * is. These are counted, not timed: the same work gives the same lines.
 */
export function showEachOn({
  live,
  progress,
  err,
}: Pick<Terminal, "live" | "progress" | "err">): ShowEach {
  return (what, items, nameOf, work) => {
    const results = items.map((item, place) => {
      const where = `${what} ${place + 1} of ${items.length}`;
      if (live) progress(`${where}: ${nameOf(item)}`);
      else if (place > 0 && place % EACH === 0) err(where);
      return work(item);
    });
    progress("");
    return results;
  };
}
