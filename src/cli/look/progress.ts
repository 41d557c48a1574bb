import type { Terminal } from "../terminal.ts";

/** Shows how far a look has come, and when it will likely end. */
export interface Progress {
  /** Adds this many requests to the total. */
  expect(count: number): void;
  /** A request was answered, or will not be sent any more. */
  done(what: string, count?: number): void;
}

/** How often a line is written if there is no terminal on which to rewrite one, ms. */
const LINE_INTERVAL = 15_000;
/** With fewer answers than this, no end is predicted. */
const MIN_ANSWERS = 3;

/** `clock` in ms. */
export function progressOn(terminal: Terminal, clock: () => number): Progress {
  const begun = clock();
  let [all, over, writtenAt] = [0, 0, begun];
  return {
    expect(count) {
      all += count;
    },
    done(what, count = 1) {
      over += count;
      const now = clock();
      const line = `${over} of ${all} requests answered${endText(now - begun, over, all)}`;
      if (terminal.live) return terminal.progress(`${line}; ${what}`);
      if (now - writtenAt < LINE_INTERVAL) return;
      writtenAt = now;
      terminal.err(line);
    },
  };
}

/** Estimated from the mean so far: the requests are alike, except for days with more events. */
function endText(spent: number, over: number, all: number): string {
  if (over < MIN_ANSWERS || over >= all) return "";
  const left = Math.ceil(((spent / over) * (all - over)) / 1_000);
  return left < 90 ? `, about ${left} s left` : `, about ${Math.round(left / 60)} min left`;
}
