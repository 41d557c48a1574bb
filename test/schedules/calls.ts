import type { Random } from "../random.ts";
import { type Instance, never } from "./instance.ts";
import type { CallKind, Happening, Schedule, Trouble } from "./schedule.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** An external call: how it is made, and how it fares where something is wrong. */
export interface Call<T> {
  readonly of: CallKind;
  /** For the log. */
  readonly text: string;
  /** Whether a trouble is about it. */
  readonly concerns: (trouble: Trouble["what"]) => boolean;
  readonly make: () => Promise<T>;
  /** Gives what is answered in place of the answer, or throws. */
  readonly fail: (mishap: Happening) => Promise<T>;
}

export interface Calls {
  make<T>(instance: Instance, call: Call<T>): Promise<T>;
  /** From now on nothing goes wrong. */
  calmDown(): void;
  /** What went wrong, one line each. */
  readonly log: readonly string[];
  /** When something went wrong, ms. */
  readonly wentWrong: readonly number[];
}

/** Is told how many things went wrong before. */
export type WentWrong = (before: number) => void;

const TROUBLED: Readonly<Record<Trouble["what"], string>> = {
  "bookmarks may not be written": "403",
  "the second workspace hangs": "timeout",
  "the ledger answers 503": "503",
  "answers are partial": "partial",
};

/** The way of every call of every process: it takes its time, and something may happen to it, or to the process that waits. */
export function callsOf({ mishaps, troubles, latency }: Schedule, time: VirtualTime, random: Random, wrong: WentWrong): Calls {
  const planned = new Map(mishaps.map((mishap) => [`${mishap.of} ${mishap.nth}`, mishap]));
  const next = new Map<Instance, Happening>();
  const counts = new Map<CallKind, number>();
  const log: string[] = [];
  const wentWrong: number[] = [];
  let calm = false;
  const travel = () => time.wait(random.int(1, latency));
  const note = (instance: Instance, { of, text }: Pick<Call<unknown>, "of" | "text">, what: string) => {
    wrong(wentWrong.length);
    wentWrong.push(time.now());
    log.push(`${new Date(time.now()).toISOString()} ${instance.name}: ${of} ${text}: ${what}`);
  };
  const mishapOf = <T>(instance: Instance, call: Call<T>): Happening | undefined => {
    if (calm) return undefined;
    const nth = (counts.get(call.of) ?? 0) + 1;
    counts.set(call.of, nth);
    const trouble = troubles.find(({ what, from, to }) => from <= time.now() && time.now() < to && call.concerns(what));
    if (trouble) {
      note(instance, call, trouble.what);
      return { what: TROUBLED[trouble.what], stood: false, ms: 1_000 };
    }
    const follows = next.get(instance);
    next.delete(instance);
    const mishap = planned.get(`${call.of} ${nth}`);
    if (mishap?.next) next.set(instance, mishap.next);
    const what = mishap ?? follows;
    if (what) note(instance, call, `${what.what}${what.stood ? ", after it was done" : ""}`);
    return what;
  };
  const carryOut = <T>(instance: Instance, call: Call<T>): Promise<T> => {
    const mishap = mishapOf(instance, call);
    if (!mishap) return call.make();
    switch (mishap.what) {
      case "crash":
        if (mishap.stood) void call.make().catch(() => undefined);
        instance.crash();
        return never();
      case "stall":
        instance.stall(mishap.ms);
        return call.make();
      default:
        return call.fail(mishap);
    }
  };
  return {
    log,
    wentWrong,
    calmDown() {
      calm = true;
    },
    async make(instance, call) {
      await instance.running();
      await travel();
      if (instance.isDead()) return never();
      try {
        return await carryOut(instance, call);
      } finally {
        await travel();
        await instance.running();
      }
    },
  };
}
