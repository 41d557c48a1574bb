import type { CoverageStore } from "../hunt/ports.ts";
import { merged } from "../hunt/slot.ts";
import { coalesce } from "../hunt/window.ts";
import { memoryStore } from "./memory.ts";

const ALWAYS = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/**
 * A ledger for dry runs: it reads what another one holds, and keeps what it would change to itself. What a dry run plans is
 * what a run would do now, and nothing counts as covered or delivered for it. How far asked runs are is kept in the other.
 */
export function dryStore(store: CoverageStore): CoverageStore {
  const own = memoryStore();
  return {
    ...own,
    runs: store.runs,
    ask: store.ask,
    asked: store.asked,
    waitingRuns: store.waitingRuns,
    changeAsked: store.changeAsked,
    async coverage(key) {
      const [before, more] = [await store.coverage(key), await own.coverage(key)];
      const covered = coalesce([...before.covered, ...more.covered]);
      return { covered, settled: coalesce([...before.settled, ...more.settled]), longest: Math.min(before.longest, more.longest) };
    },
    slots: async (key, within) => merged(await store.slots(key, within), await own.slots(key, within)),
    async openSlots(key) {
      const changed = await own.slots(key, ALWAYS);
      return merged(await store.openSlots(key), changed).filter(({ state }) => state === "open");
    },
  };
}
