import { AsyncLocalStorage } from "node:async_hooks";
import { vi } from "vitest";

/** Time that stands still while anything can be done, and then jumps to whatever waits for the earliest. */
export interface VirtualTime {
  /** Ms. */
  now(): number;
  wait(ms: number): Promise<void>;
  /** Calls at a time (ms), or at once where that has come. */
  at(time: number, call: () => void): void;
  /** Work that another process does: time stands still until it is done, and what waits in it waits in real time. */
  outside<T>(work: () => Promise<T>): Promise<T>;
  /** Lets time pass until this holds; it is asked whenever nothing can be done. */
  passUntil(isOver: () => boolean): Promise<void>;
}

interface Timer {
  at: number;
  readonly call: () => void;
  /** Again so many ms later. */
  readonly every: number | undefined;
  /** As Node's own has them. */
  ref(): Timer;
  unref(): Timer;
  refresh(): Timer;
}

/**
 * A time that takes the place of the timers that this process has, until `restore` is called: those of the SDKs, of AbortSignal and of
 * the product. What is due at one time runs in the order in which it was asked for, one after another, so that a run can be repeated.
 */
export function virtualTime(start: number): { readonly time: VirtualTime; readonly restore: () => void } {
  let now = start;
  let timers: Timer[] = [];
  const busy = new Set<Promise<unknown>>();
  const real = new AsyncLocalStorage<true>();
  const add = (timer: Timer) => {
    const place = timers.findLastIndex(({ at }) => at <= timer.at) + 1;
    timers.splice(place, 0, timer);
  };
  const later = (call: () => void, ms: number, every?: number): Timer => {
    const timer: Timer = { at: now + Math.max(ms, 0), call, every, ref: () => timer, unref: () => timer, refresh: () => timer };
    add(timer);
    return timer;
  };
  const idle = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    while (busy.size > 0) {
      await Promise.race(busy);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const clear = (timer: Timer | undefined) => {
    timers = timers.filter((one) => one !== timer);
  };
  const own = { setTimeout, clearTimeout, timeout: AbortSignal.timeout };
  vi.stubGlobal("setTimeout", (call: (...values: unknown[]) => void, ms = 0, ...values: unknown[]) =>
    real.getStore() ? own.setTimeout(call, ms, ...values) : later(() => call(...values), ms),
  );
  vi.stubGlobal("setInterval", (call: () => void, ms: number) => later(call, ms, ms));
  vi.stubGlobal("clearTimeout", (timer: Timer | NodeJS.Timeout | undefined) => {
    if (timer && "every" in timer) clear(timer);
    else own.clearTimeout(timer);
  });
  vi.stubGlobal("clearInterval", clear);
  const signals = vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
    if (real.getStore()) return own.timeout.call(AbortSignal, ms);
    const controller = new AbortController();
    later(() => controller.abort(new DOMException("the deadline is over", "TimeoutError")), ms);
    return controller.signal;
  });
  const time: VirtualTime = {
    now: () => now,
    wait: (ms) => new Promise((resolve) => void later(resolve, ms)),
    at: (when, call) => void later(call, when - now),
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
      for (await idle(); !isOver(); await idle()) {
        const timer = timers.shift();
        if (!timer) throw new Error("nothing waits for any time, and it is not over");
        now = timer.at;
        if (timer.every !== undefined) {
          timer.at = now + timer.every;
          add(timer);
        }
        timer.call();
      }
    },
  };
  return {
    time,
    restore() {
      signals.mockRestore();
      vi.unstubAllGlobals();
    },
  };
}
