import { CallError, NoAnswer } from "../../src/hunt/base/call-error.ts";
import type { CoverageStore } from "../../src/hunt/ledger/store.ts";
import { EMPTY_LEDGER, findEntry, type Ledger } from "../../src/stores/ledger.ts";
import { memoryStore } from "../../src/stores/memory.ts";
import type { Calls } from "./calls.ts";
import type { Instance } from "./instance.ts";
import type { LedgerTruth, ScheduleLedger } from "./ledger-truth.ts";
import type { CallKind, Mishap } from "./schedule.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** How long it takes until the client of the tables gives up, ms. */
const DEADLINE = 30_000;

const KINDS: Readonly<Partial<Record<keyof CoverageStore, CallKind>>> = {
  read: "ledger read",
  slots: "ledger read",
  cover: "ledger write",
  setLongest: "ledger write",
  putSlots: "ledger write",
  record: "ledger write",
  begin: "ledger write",
  lease: "lease",
  renew: "lease",
  release: "lease",
};

/** The ledger in memory, whose calls behave like those of a table. */
export function memoryLedger(
  calls: Calls,
  time: VirtualTime,
  changed: (
    instance: Instance,
    method: string,
    values: readonly unknown[],
    answer: unknown,
  ) => Promise<void>,
): ScheduleLedger {
  let ledger: Ledger = EMPTY_LEDGER;
  const store = memoryStore(EMPTY_LEDGER, (next) => {
    ledger = next;
  });
  const truth: LedgerTruth = {
    coverage: async (key) => (await store.read(key)).coverage,
    slots: async (key) => findEntry(ledger, key).slots,
    lease: async (key) => findEntry(ledger, key).lease,
    ask: store.ask,
    waitingRuns: store.waitingRuns,
  };
  const wrapped = (instance: Instance): CoverageStore => {
    const method = (
      name: string,
      of: CallKind,
      plain: (...values: unknown[]) => Promise<unknown>,
    ) => {
      return (...values: unknown[]) => {
        const make = async () => {
          const answer = await plain(...values);
          await changed(instance, name, values, answer);
          return answer;
        };
        return calls.make(instance, {
          of,
          text: name,
          concerns: (trouble) => trouble === "the ledger answers 503",
          make,
          fail: (mishap) => failing(mishap, make, time),
        });
      };
    };
    const entries = Object.entries(KINDS).map(([name, of]) => [
      name,
      method(name, of, store[name as keyof CoverageStore] as never),
    ]);
    return { ...store, ...Object.fromEntries(entries) };
  };
  return { truth, storeOf: async (instance) => wrapped(instance), end: async () => undefined };
}

async function failing(
  { what, stood }: Pick<Mishap, "what" | "stood">,
  make: () => Promise<unknown>,
  time: VirtualTime,
): Promise<never> {
  if (stood) await make();
  if (what !== "timeout")
    throw new CallError(`the ledger's table: ${what}`, "the next run tries again");
  await time.wait(DEADLINE);
  throw new NoAnswer(
    "the ledger's table: no answer before the deadline",
    "the next run tries again",
  );
}
