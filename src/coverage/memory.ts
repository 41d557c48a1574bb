import type { CoverageStore } from "../hunt/ports.ts";
import type { SlotRecord } from "../hunt/slot.ts";
import { coalesce } from "../hunt/window.ts";
import { EMPTY_LEDGER, entryOf, type Ledger, mayTake, withEntry } from "./ledger.ts";

/** The last runs that are kept. */
const MOST_RUNS = 1_000;

/** A ledger in memory; `changed` is told each new state. */
export function memoryStore(start: Ledger = EMPTY_LEDGER, changed: (ledger: Ledger) => void = () => undefined): CoverageStore {
  let ledger = start;
  const change = (next: Ledger) => {
    ledger = next;
    changed(next);
  };
  return {
    covered: async (key) => entryOf(ledger, key).covered,
    async cover(key, window) {
      const entry = entryOf(ledger, key);
      change(withEntry(ledger, key, { ...entry, covered: coalesce([...entry.covered, window]) }));
    },
    slots: async (key, within) => entryOf(ledger, key).slots.filter(({ slot }) => within.from <= slot.from && slot.from < within.to),
    openSlots: async (key) => entryOf(ledger, key).slots.filter(({ state }) => state === "open"),
    async putSlots(key, slots) {
      if (slots.length === 0) return;
      const entry = entryOf(ledger, key);
      change(withEntry(ledger, key, { ...entry, slots: merged(entry.slots, slots) }));
    },
    async begin(key, at) {
      const entry = entryOf(ledger, key);
      if (entry.begun === undefined) change(withEntry(ledger, key, { ...entry, begun: at }));
      return entry.begun ?? at;
    },
    async lease(key, holder, { from: now, to: until }) {
      const entry = entryOf(ledger, key);
      if (!mayTake(entry.lease, holder, now)) return false;
      change(withEntry(ledger, key, { ...entry, lease: { holder, until } }));
      return true;
    },
    async release(key, holder) {
      const { lease, ...entry } = entryOf(ledger, key);
      if (lease?.holder === holder) change(withEntry(ledger, key, entry));
    },
    async beat(heartbeat) {
      change({ ...ledger, heartbeats: { ...ledger.heartbeats, [heartbeat.lane]: heartbeat } });
    },
    heartbeats: async () => Object.values(ledger.heartbeats ?? {}),
    async record(run) {
      change({ ...ledger, runs: [...ledger.runs, run].slice(-MOST_RUNS) });
    },
  };
}

function merged(before: readonly SlotRecord[], changed: readonly SlotRecord[]): SlotRecord[] {
  const slots = new Map([...before, ...changed].map((record) => [record.slot.from, record]));
  return [...slots.values()].sort((a, b) => a.slot.from - b.slot.from);
}
