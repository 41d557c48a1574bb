/** A clock that can be set during one piece of work, such as a run of an analytics rule. */
export interface AsOfClock {
  /** The time, ms. */
  now(): number;
  /** Does synchronous work during which `now()` returns `ms`. */
  at<T>(ms: number, work: () => T): T;
}

export function asOfClock(clock: () => number): AsOfClock {
  let set: number | undefined;
  return {
    now: () => set ?? clock(),
    at(ms, work) {
      const before = set;
      set = ms;
      try {
        return work();
      } finally {
        set = before;
      }
    },
  };
}
