interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/**
 * Virtual time, which advances only while every task waits: a day of waiting takes only as long as
 * the work in it.
 */
export interface VirtualTime {
  /** Ms. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Advances time until the work has ended. */
  until<T>(work: Promise<T>): Promise<T>;
}

export function virtualTime(start: number): VirtualTime {
  let now = start;
  /** The next task to wake is last. */
  const sleepers: Sleeper[] = [];
  return {
    now: () => now,
    sleep: (ms) =>
      new Promise((wake) => {
        const sleeper = { at: now + Math.max(ms, 0), wake };
        let place = sleepers.length;
        while (place > 0 && (sleepers[place - 1] as Sleeper).at <= sleeper.at) place -= 1;
        sleepers.splice(place, 0, sleeper);
      }),
    async until(work) {
      let ended = false;
      const end = () => {
        ended = true;
      };
      work.then(end, end);
      for (;;) {
        // A task that was woken does all it can before time advances.
        await new Promise((resolve) => setImmediate(resolve));
        if (ended) return work;
        const next = sleepers.at(-1);
        if (!next) throw new Error("all tasks wait, and none of them for time");
        now = next.at;
        while (sleepers.at(-1)?.at === now) sleepers.pop()?.wake();
      }
    },
  };
}
