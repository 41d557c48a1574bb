import type { Terminal } from "../terminal.ts";

/** Says how far a look is, and when it will likely end. */
export interface Progress {
  /** So many questions more will be asked. */
  expect(count: number): void;
  /** A question was answered, or will not be asked any more. */
  done(what: string, count?: number): void;
}

/** How often a line is written where there is no terminal to rewrite one on, ms. */
const PACE = 15_000;
/** With fewer answers than this nothing is said of the end. */
const ENOUGH = 3;

/** `clock` in ms. */
export function progressOn(terminal: Terminal, clock: () => number): Progress {
  const begun = clock();
  let [all, over, said] = [0, 0, begun];
  return {
    expect(count) {
      all += count;
    },
    done(what, count = 1) {
      over += count;
      const now = clock();
      const line = `${over} of ${all} questions answered${endText(now - begun, over, all)}`;
      if (terminal.live) return terminal.progress(`${line}; ${what}`);
      if (now - said < PACE) return;
      said = now;
      terminal.err(line);
    },
  };
}

/** By the mean of the questions so far: they are of one kind, but for the days that hold more. */
function endText(spent: number, over: number, all: number): string {
  if (over < ENOUGH || over >= all) return "";
  const left = Math.ceil(((spent / over) * (all - over)) / 1_000);
  return left < 90 ? `, about ${left} s left` : `, about ${Math.round(left / 60)} min left`;
}
