import { AsyncLocalStorage } from "node:async_hooks";
import { repeat } from "../../src/app/repeat.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** A process that runs one tick and may stall or end at any call. */
export interface Instance {
  readonly name: string;
  /** What time it is by its own clock, ms. */
  clock(): number;
  isDead(): boolean;
  /** Ends the process: nothing of it goes on, and its leases stay. */
  crash(): void;
  /** Stops the process for so many ms, its timers included. */
  stall(ms: number): void;
  isStalled(): boolean;
  /** Resolves when the process runs; never, if it is dead. */
  running(): Promise<void>;
  sleep(ms: number): Promise<void>;
  /** Renews a lease as the app does. */
  repeat(ms: number, call: () => Promise<unknown>): () => Promise<void>;
}

/** The process whose code is running; its deadlines do not come while it stalls. */
export const currentInstance = new AsyncLocalStorage<Instance>();

export function instanceOf(name: string, ahead: number, time: VirtualTime): Instance {
  let dead = false;
  let stalledUntil = 0;
  const renewals = new Set<() => Promise<void>>();
  const running = async (): Promise<void> => {
    while (!dead && time.now() < stalledUntil) await time.wait(stalledUntil - time.now());
    if (dead) await never();
  };
  return {
    name,
    clock: () => time.now() + ahead,
    isDead: () => dead,
    crash() {
      dead = true;
      for (const end of renewals) void end();
    },
    stall(ms) {
      stalledUntil = Math.max(stalledUntil, time.now() + ms);
    },
    isStalled: () => time.now() < stalledUntil,
    running,
    async sleep(ms) {
      await time.wait(ms);
      await running();
    },
    repeat(ms, call) {
      const end = repeat(ms, async () => {
        await running();
        return call();
      });
      renewals.add(end);
      return end;
    },
  };
}

export function never(): Promise<never> {
  return new Promise(() => undefined);
}
