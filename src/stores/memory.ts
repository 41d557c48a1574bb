import { runState } from "../hunt/ledger/asked.ts";
import { sumUses } from "../hunt/ledger/entry-use.ts";
import { allowRows } from "../hunt/ledger/row-pace.ts";
import { beginsIn, mergeSlots, openIn } from "../hunt/ledger/slot.ts";
import type {
  AlertGapRecords,
  AskedRuns,
  CoverageLedger,
  CoverageStore,
  Leases,
  RowPaces,
  RunRecords,
  SlotLedger,
} from "../hunt/ledger/store.ts";
import {
  countRows,
  EMPTY_LEDGER,
  findEntry,
  isSameJob,
  type Ledger,
  leaseAnswer,
  mayRenew,
  oldestFirst,
  parseDay,
  pruneLedger,
  withEntry,
  withWindow,
} from "./ledger.ts";

/** How many run records are kept; the oldest ones are dropped. */
const MOST_RUNS = 1_000;

/** What the parts of the store share: the ledger as it is, and how it changes. */
interface Kept {
  readonly ledger: Ledger;
  change(next: Ledger): void;
}

/** A ledger in memory; `changed` is called with each new state. */
export function memoryStore(
  start: Ledger = EMPTY_LEDGER,
  changed: (ledger: Ledger) => void = () => undefined,
): CoverageStore {
  let ledger = start;
  const kept: Kept = {
    get ledger() {
      return ledger;
    },
    change(next) {
      ledger = next;
      changed(next);
    },
  };
  return {
    ...coverageIn(kept),
    ...slotsIn(kept),
    ...leasesIn(kept),
    ...recordsIn(kept),
    ...askedIn(kept),
    ...pacesIn(kept),
    ...alertGapsIn(kept),
    async prune(before) {
      const after = pruneLedger(kept.ledger, before);
      const forgotten = countRows(kept.ledger) - countRows(after);
      if (forgotten > 0) kept.change(after);
      return forgotten;
    },
  };
}

function coverageIn(kept: Kept): CoverageLedger {
  return {
    async read(key, within) {
      const { coverage, slots, begun } = findEntry(kept.ledger, key);
      return {
        coverage,
        open: openIn(slots),
        slots: slots.filter(({ slot }) => within && beginsIn(slot, within)),
        begun,
      };
    },
    async cover(key, window, settled) {
      const entry = findEntry(kept.ledger, key);
      const coverage = withWindow(entry.coverage, window, settled);
      kept.change(withEntry(kept.ledger, key, { ...entry, coverage }));
      return coverage;
    },
    async setLongest(key, longest) {
      const entry = findEntry(kept.ledger, key);
      kept.change(
        withEntry(kept.ledger, key, { ...entry, coverage: { ...entry.coverage, longest } }),
      );
    },
    async begin(key, at) {
      const entry = findEntry(kept.ledger, key);
      if (entry.begun === undefined)
        kept.change(withEntry(kept.ledger, key, { ...entry, begun: at }));
      return entry.begun ?? at;
    },
  };
}

function slotsIn(kept: Kept): SlotLedger {
  return {
    slots: async (key, within) =>
      findEntry(kept.ledger, key).slots.filter(({ slot }) => beginsIn(slot, within)),
    async putSlots(key, slots) {
      if (slots.length === 0) return;
      const entry = findEntry(kept.ledger, key);
      kept.change(withEntry(kept.ledger, key, { ...entry, slots: mergeSlots(entry.slots, slots) }));
    },
  };
}

function alertGapsIn(kept: Kept): AlertGapRecords {
  return {
    async putAlertGaps(gaps) {
      const id = gaps.workspace.toLowerCase();
      kept.change({ ...kept.ledger, alertGaps: { ...kept.ledger.alertGaps, [id]: gaps } });
    },
    alertGaps: async () => Object.values(kept.ledger.alertGaps ?? {}),
  };
}

function pacesIn(kept: Kept): RowPaces {
  return {
    async allowRows(workspaceId, wanted, at) {
      const id = workspaceId.toLowerCase();
      const { pace, allowed } = allowRows(kept.ledger.paces?.[id] ?? {}, wanted, at);
      kept.change({ ...kept.ledger, paces: { ...kept.ledger.paces, [id]: pace } });
      return allowed;
    },
  };
}

function leasesIn(kept: Kept): Leases {
  return {
    async lease(key, holder, { from: now, to: until }) {
      const entry = findEntry(kept.ledger, key);
      const answer = leaseAnswer(entry.lease, holder, now);
      if (answer !== "held")
        kept.change(withEntry(kept.ledger, key, { ...entry, lease: { holder, until } }));
      return answer;
    },
    async renew(key, holder, { from: now, to: until }) {
      const entry = findEntry(kept.ledger, key);
      const renewed = mayRenew(entry.lease, holder, now);
      if (renewed) kept.change(withEntry(kept.ledger, key, { ...entry, lease: { holder, until } }));
      return renewed;
    },
    async release(key, holder) {
      const { lease, ...entry } = findEntry(kept.ledger, key);
      if (lease?.holder === holder) kept.change(withEntry(kept.ledger, key, entry));
    },
  };
}

function recordsIn(kept: Kept): RunRecords {
  return {
    async record(run) {
      kept.change({
        ...kept.ledger,
        runs: [...kept.ledger.runs.filter((before) => !isSameJob(before, run)), run].slice(
          -MOST_RUNS,
        ),
      });
    },
    runs: async (after) =>
      kept.ledger.runs
        .filter(({ window }) => window.to > after)
        .sort((a, b) => a.window.to - b.window.to),
    async addUses(lane, day, counts) {
      const name = `${day} ${lane}`;
      const before = kept.ledger.uses?.[name];
      kept.change({
        ...kept.ledger,
        uses: { ...kept.ledger.uses, [name]: before ? sumUses([before, counts]) : counts },
      });
    },
    uses: async (from) =>
      sumUses(
        Object.entries(kept.ledger.uses ?? {}).flatMap(([name, counts]) =>
          parseDay(name) >= from ? [counts] : [],
        ),
      ),
    async beat(heartbeat) {
      const { heartbeats } = kept.ledger;
      const watch = heartbeat.watch ?? heartbeats?.[heartbeat.lane]?.watch;
      const beat = { ...heartbeat, ...(watch ? { watch } : {}) };
      kept.change({ ...kept.ledger, heartbeats: { ...heartbeats, [heartbeat.lane]: beat } });
    },
    heartbeats: async () => Object.values(kept.ledger.heartbeats ?? {}),
  };
}

function askedIn(kept: Kept): AskedRuns {
  return {
    async ask(run) {
      kept.change({ ...kept.ledger, asked: { ...kept.ledger.asked, [run.id]: run } });
    },
    asked: async (id) => kept.ledger.asked?.[id],
    waitingRuns: async (lane) =>
      oldestFirst(
        Object.values(kept.ledger.asked ?? {}).filter(
          (run) => run.lane === lane && runState(run) === "waiting",
        ),
      ),
    async changeAsked(id, to) {
      const run = kept.ledger.asked?.[id];
      if (run) kept.change({ ...kept.ledger, asked: { ...kept.ledger.asked, [id]: to(run) } });
    },
  };
}
