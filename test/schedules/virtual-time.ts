import { AsyncLocalStorage } from "node:async_hooks";
import { vi } from "vitest";
import { currentInstance } from "./instance.ts";

/** Time that stands still while anything can be done, and then jumps to the earliest timer. */
export interface VirtualTime {
  /** Ms. */
  now(): number;
  wait(ms: number): Promise<void>;
  /** Calls a function at a time (ms), or at once if that time has come. */
  at(time: number, call: () => void): void;
  /**
   * Work that another process does: time stands still until it is done, and waits within it are in
   * real time.
   */
  outside<T>(work: () => Promise<T>): Promise<T>;
  /** Lets time pass until this holds; it is checked whenever nothing else can be done. */
  passUntil(isOver: () => boolean): Promise<void>;
}

interface Timer {
  at: number;
  readonly call: () => void;
  /** If set, the timer runs again after so many ms. */
  readonly every: number | undefined;
  /** As Node's own timers have them. */
  ref(): Timer;
  unref(): Timer;
  refresh(): Timer;
}

/**
 * A time that replaces the timers of this process (those of the SDKs, of AbortSignal and of the
 * product) until `restore` is called. What is due at the same time runs one after another, in the
 * order in which it was scheduled, so that a run can be repeated.
 */
export function virtualTime(start: number): {
  readonly time: VirtualTime;
  readonly restore: () => void;
} {
  const timers = timersFrom(start);
  const busy = new Set<Promise<unknown>>();
  const real = new AsyncLocalStorage<true>();
  const idle = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    while (busy.size > 0) {
      await Promise.race(busy);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const time: VirtualTime = {
    now: timers.now,
    wait: (ms) => new Promise((resolve) => void timers.add(resolve, ms)),
    at: (when, call) => void timers.add(call, when - timers.now()),
    outside(work) {
      const result = real.run(true, work);
      const done = result.then(
        () => undefined,
        () => undefined,
      );
      busy.add(done);
      void done.then(() => busy.delete(done));
      return result;
    },
    async passUntil(isOver) {
      for (await idle(); !isOver(); await idle()) timers.runNext();
    },
  };
  return { time, restore: stubTimers(timers, () => real.getStore() === true) };
}

interface Timers {
  now(): number;
  add(call: () => void, ms: number, every?: number): Timer;
  remove(timer: Timer | undefined): void;
  /** Goes to the time of the earliest timer, and calls it. */
  runNext(): void;
}

function timersFrom(start: number): Timers {
  let now = start;
  let waiting: Timer[] = [];
  const insert = (timer: Timer) => {
    const place = waiting.findLastIndex(({ at }) => at <= timer.at) + 1;
    waiting.splice(place, 0, timer);
  };
  return {
    now: () => now,
    add(call, ms, every) {
      const timer: Timer = {
        at: now + Math.max(ms, 0),
        call,
        every,
        ref: () => timer,
        unref: () => timer,
        refresh: () => timer,
      };
      insert(timer);
      return timer;
    },
    remove(timer) {
      waiting = waiting.filter((one) => one !== timer);
    },
    runNext() {
      const timer = waiting.shift();
      if (!timer) throw new Error("nothing waits for any time, and it is not over");
      now = timer.at;
      if (timer.every !== undefined) {
        timer.at = now + timer.every;
        insert(timer);
      }
      timer.call();
    },
  };
}

/** Replaces the timers of this process. @returns a function that restores them */
function stubTimers(timers: Timers, isReal: () => boolean): () => void {
  const own = { setTimeout, clearTimeout, timeout: AbortSignal.timeout };
  vi.stubGlobal(
    "setTimeout",
    (call: (...values: unknown[]) => void, ms = 0, ...values: unknown[]) =>
      isReal() ? own.setTimeout(call, ms, ...values) : timers.add(() => call(...values), ms),
  );
  vi.stubGlobal("setInterval", (call: () => void, ms: number) => timers.add(call, ms, ms));
  vi.stubGlobal("clearTimeout", (timer: Timer | NodeJS.Timeout | undefined) => {
    if (timer && "every" in timer) timers.remove(timer);
    else own.clearTimeout(timer);
  });
  vi.stubGlobal("clearInterval", timers.remove);
  const signals = vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
    if (isReal()) return own.timeout.call(AbortSignal, ms);
    const controller = new AbortController();
    const instance = currentInstance.getStore();
    const abort = () => controller.abort(new DOMException("the deadline is over", "TimeoutError"));
    timers.add(() => (instance?.isStalled() ? void instance.running().then(abort) : abort()), ms);
    return controller.signal;
  });
  return () => {
    signals.mockRestore();
    vi.unstubAllGlobals();
  };
}
