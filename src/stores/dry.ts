import { coalesce } from "../hunt/base/window.ts";
import { beginsIn, mergeSlots, openAfter } from "../hunt/ledger/slot.ts";
import type { Coverage, CoverageStore } from "../hunt/ledger/store.ts";
import { memoryStore } from "./memory.ts";

const ALWAYS = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/**
 * A ledger for dry runs: it reads what another ledger holds, and keeps its own changes to itself.
 * So a dry run plans what a run would do now, and nothing counts as covered or delivered because of
 * it. The progress of requested runs is kept in the other ledger.
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
    alertGaps: store.alertGaps,
    async read(key, within) {
      const [before, more] = [await store.read(key, within), await own.read(key, ALWAYS)];
      return {
        coverage: bothCovered(before.coverage, more.coverage),
        open: openAfter(before.open, more.slots),
        slots: mergeSlots(before.slots, more.slots).filter(
          ({ slot }) => within && beginsIn(slot, within),
        ),
        begun: before.begun ?? more.begun,
      };
    },
    async cover(key, window, settled) {
      const more = await own.cover(key, window, settled);
      return bothCovered((await store.read(key)).coverage, more);
    },
    slots: async (key, within) =>
      mergeSlots(await store.slots(key, within), await own.slots(key, within)),
  };
}

function bothCovered(one: Coverage, other: Coverage): Coverage {
  const [covered, settled] = [
    coalesce([...one.covered, ...other.covered]),
    coalesce([...one.settled, ...other.settled]),
  ];
  return { covered, settled, longest: Math.min(one.longest, other.longest) };
}
