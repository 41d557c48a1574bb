import { cellsAround, contains, type Window, widen } from "../base/window.ts";
import { makeOwner } from "../findings/finding.ts";
import { TWIN_MS } from "../findings/twins.ts";
import { beginsIn, mergeSlots, openAfter } from "../ledger/slot.ts";
import type { CoverageStore } from "../ledger/store.ts";
import type { Job } from "./job.ts";

/**
 * The ledger for a job whose lease is held. As nobody else changes the rule's entries for the
 * workspace during that time, they are read here once, in one call, and not again. Every change is
 * written to the ledger at once.
 */
export async function readHeld(
  store: CoverageStore,
  job: Pick<Job, "rule" | "workspace" | "window">,
): Promise<CoverageStore> {
  const key = makeOwner(job.rule, job.workspace);
  // A twin of a row may lie just outside its window.
  const spans = cellsAround(widen(job.window, TWIN_MS), job.rule.hunt.span);
  const { begun, ...state } = await store.read(key, spans);
  let { coverage, open, slots } = state;
  const isRead = (within: Window) => contains(spans, within);
  return {
    ...store,
    async read(_, within) {
      if (within && !isRead(within)) return store.read(key, within);
      const found = slots.filter(({ slot }) => within && beginsIn(slot, within));
      return { coverage, open, slots: found, begun };
    },
    slots: async (_, within) =>
      isRead(within)
        ? slots.filter(({ slot }) => beginsIn(slot, within))
        : store.slots(key, within),
    async cover(_, window, settled) {
      coverage = await store.cover(key, window, settled);
      return coverage;
    },
    async setLongest(_, longest) {
      await store.setLongest(key, longest);
      coverage = { ...coverage, longest };
    },
    async putSlots(_, changed) {
      await store.putSlots(key, changed);
      open = openAfter(open, changed);
      slots = mergeSlots(
        slots,
        changed.filter(({ slot }) => beginsIn(slot, spans)),
      );
    },
  };
}
