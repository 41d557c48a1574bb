import { stateOf } from "../hunt/ledger/asked.ts";
import { sumUses } from "../hunt/ledger/entry-use.ts";
import { beginsIn, merged } from "../hunt/ledger/slot.ts";
import type { CoverageStore } from "../hunt/ledger/store.ts";
import {
  dayOf,
  EMPTY_LEDGER,
  entryOf,
  inOrder,
  isSameJob,
  type Ledger,
  leaseAnswer,
  pruned,
  sizeOf,
  withEntry,
  withWindow,
} from "./ledger.ts";

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
    async read(key, within) {
      const { coverage, slots, begun } = entryOf(ledger, key);
      return { coverage, slots: slots.filter((record) => record.state === "open" || (within && beginsIn(record, within))), begun };
    },
    async cover(key, window, settled) {
      const entry = entryOf(ledger, key);
      const coverage = withWindow(entry.coverage, window, settled);
      change(withEntry(ledger, key, { ...entry, coverage }));
      return coverage;
    },
    async setLongest(key, longest) {
      const entry = entryOf(ledger, key);
      change(withEntry(ledger, key, { ...entry, coverage: { ...entry.coverage, longest } }));
    },
    slots: async (key, within) => entryOf(ledger, key).slots.filter((record) => beginsIn(record, within)),
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
      const answer = leaseAnswer(entry.lease, holder, now);
      if (answer !== "held") change(withEntry(ledger, key, { ...entry, lease: { holder, until } }));
      return answer;
    },
    async release(key, holder) {
      const { lease, ...entry } = entryOf(ledger, key);
      if (lease?.holder === holder) change(withEntry(ledger, key, entry));
    },
    async addUses(lane, day, counts) {
      const name = `${day} ${lane}`;
      const before = ledger.uses?.[name];
      change({ ...ledger, uses: { ...ledger.uses, [name]: before ? sumUses([before, counts]) : counts } });
    },
    uses: async (from) => sumUses(Object.entries(ledger.uses ?? {}).flatMap(([name, counts]) => (dayOf(name) >= from ? [counts] : []))),
    async beat(heartbeat) {
      const watch = heartbeat.watch ?? ledger.heartbeats?.[heartbeat.lane]?.watch;
      const kept = { ...heartbeat, ...(watch ? { watch } : {}) };
      change({ ...ledger, heartbeats: { ...ledger.heartbeats, [heartbeat.lane]: kept } });
    },
    heartbeats: async () => Object.values(ledger.heartbeats ?? {}),
    async record(run) {
      change({ ...ledger, runs: [...ledger.runs.filter((before) => !isSameJob(before, run)), run].slice(-MOST_RUNS) });
    },
    runs: async (after) => ledger.runs.filter(({ window }) => window.to > after).sort((a, b) => a.window.to - b.window.to),
    async ask(run) {
      change({ ...ledger, asked: { ...ledger.asked, [run.id]: run } });
    },
    asked: async (id) => ledger.asked?.[id],
    waitingRuns: async (lane) =>
      inOrder(Object.values(ledger.asked ?? {}).filter((run) => run.lane === lane && stateOf(run) === "waiting")),
    async changeAsked(id, to) {
      const run = ledger.asked?.[id];
      if (run) change({ ...ledger, asked: { ...ledger.asked, [id]: to(run) } });
    },
    async prune(before) {
      const after = pruned(ledger, before);
      const forgotten = sizeOf(ledger) - sizeOf(after);
      if (forgotten > 0) change(after);
      return forgotten;
    },
  };
}
