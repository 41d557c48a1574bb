import type { Random } from "../random.ts";
import { type Instance, never } from "./instance.ts";
import type { CallKind, Happening, Schedule, Trouble } from "./schedule.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** An external call: how it is made, and what happens if something goes wrong. */
export interface Call<T> {
  readonly of: CallKind;
  /** For the log. */
  readonly text: string;
  /** Whether a trouble affects it. */
  readonly concerns: (trouble: Trouble["what"]) => boolean;
  readonly make: () => Promise<T>;
  /** Gives an answer in place of the real one, or throws. */
  readonly fail: (mishap: Happening) => Promise<T>;
}

export interface Calls {
  make<T>(instance: Instance, call: Call<T>): Promise<T>;
  /** From now on, nothing goes wrong. */
  calmDown(): void;
  /** The times when something went wrong, ms. */
  readonly wentWrong: readonly number[];
}

/** Called with what went wrong, and with how many things went wrong before. */
export type Told = (what: string, before: number) => void;

const TROUBLED: Readonly<Record<Trouble["what"], string>> = {
  "bookmarks may not be written": "403",
  "the second workspace hangs": "timeout",
  "the ledger answers 503": "503",
  "answers are partial": "partial",
};

/**
 * Makes every call of every process: a call takes time, and something may happen to it, or to the
 * process that waits for it.
 */
export function callsOf(schedule: Schedule, time: VirtualTime, random: Random, told: Told): Calls {
  const wentWrong: number[] = [];
  const happeningTo = happenings(schedule, time);
  let calm = false;
  const travel = () => time.wait(random.int(1, schedule.latency));
  const carryOut = <T>(instance: Instance, call: Call<T>): Promise<T> => {
    const happening = calm ? undefined : happeningTo(instance, call);
    if (!happening) return call.make();
    told(
      `${instance.name}: ${call.of} ${call.text}: ${happening.what}${happening.stood ? ", after it was done" : ""}`,
      wentWrong.length,
    );
    wentWrong.push(time.now());
    switch (happening.what) {
      case "crash":
        if (happening.stood) void call.make().catch(() => undefined);
        instance.crash();
        return never();
      case "stall":
        instance.stall(happening.ms);
        return call.make();
      default:
        return call.fail(happening);
    }
  };
  return {
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

/**
 * What a schedule has for a call: a trouble at that time, a mishap of its own, or what follows the
 * mishap before.
 */
function happenings({ mishaps, troubles }: Schedule, time: VirtualTime) {
  const planned = new Map(mishaps.map((mishap) => [`${mishap.of} ${mishap.nth}`, mishap]));
  const following = new Map<Instance, Happening>();
  const counts = new Map<CallKind, number>();
  return (
    instance: Instance,
    { of, concerns }: Pick<Call<unknown>, "of" | "concerns">,
  ): Happening | undefined => {
    const nth = (counts.get(of) ?? 0) + 1;
    counts.set(of, nth);
    const trouble = troubles.find(
      ({ what, from, to }) => from <= time.now() && time.now() < to && concerns(what),
    );
    if (trouble) return { what: TROUBLED[trouble.what], stood: false, ms: 1_000 };
    const follows = following.get(instance);
    following.delete(instance);
    const mishap = planned.get(`${of} ${nth}`);
    if (mishap?.next) following.set(instance, mishap.next);
    return mishap ?? follows;
  };
}
