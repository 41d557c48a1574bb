import { coalesce, DAY, type Window } from "../hunt/base/window.ts";
import type { AlertGaps } from "../hunt/ledger/alert-gaps.ts";
import { type AskedRun, runState } from "../hunt/ledger/asked.ts";
import type { UseCounts } from "../hunt/ledger/entry-use.ts";
import type { Heartbeat } from "../hunt/ledger/heartbeat.ts";
import type { RowPace } from "../hunt/ledger/row-pace.ts";
import type { RunRecord } from "../hunt/ledger/run-record.ts";
import type { SlotRecord } from "../hunt/ledger/slot.ts";
import type { Coverage, LeaseAnswer, LedgerKey, PruneBefore } from "../hunt/ledger/store.ts";

/** What is kept for one rule in one workspace. */
export interface LedgerEntry {
  readonly coverage: Coverage;
  readonly slots: readonly SlotRecord[];
  readonly lease?: Lease | undefined;
  readonly begun?: number | undefined;
}

/** A rule's coverage after a window has been covered. */
export function withWindow(
  { covered, settled, longest }: Coverage,
  window: Window,
  until = window.to,
): Coverage {
  const done = { from: window.from, to: Math.min(window.to, until) };
  return {
    covered: coalesce([...covered, window]),
    settled: coalesce([...settled, done]),
    longest,
  };
}

/** Who works on a rule in a workspace, and until when (ms) nobody else may. */
export interface Lease {
  readonly holder: string;
  readonly until: number;
}

/**
 * The answer to a holder that requests a lease now: it may take one that is free, expired, or its
 * own.
 */
export function leaseAnswer(lease: Lease | undefined, holder: string, now: number): LeaseAnswer {
  if (lease === undefined || lease.holder === holder) return "taken";
  return lease.until <= now ? "abandoned" : "held";
}

/** Whether a lease belongs to the holder and has not expired. */
export function mayRenew(lease: Lease | undefined, holder: string, now: number): boolean {
  return lease?.holder === holder && now < lease.until;
}

/** The whole ledger as plain data: what the memory store holds and the file store writes. */
export interface Ledger {
  readonly version: 1;
  readonly entries: Readonly<Record<string, LedgerEntry>>;
  readonly runs: readonly RunRecord[];
  readonly heartbeats?: Readonly<Record<string, Heartbeat>>;
  readonly asked?: Readonly<Record<string, AskedRun>>;
  /** By the start of the day (ms) and lane. */
  readonly uses?: Readonly<Record<string, UseCounts>>;
  /** By workspace, in lower case. */
  readonly paces?: Readonly<Record<string, RowPace>>;
  /** By workspace, in lower case. */
  readonly alertGaps?: Readonly<Record<string, AlertGaps>>;
}

export const EMPTY_LEDGER: Ledger = { version: 1, entries: {}, runs: [] };

/** What is known about a rule that has never run. */
export const NO_COVERAGE: Coverage = { covered: [], settled: [], longest: DAY };
const NOTHING: LedgerEntry = { coverage: NO_COVERAGE, slots: [] };

export function findEntry(ledger: Ledger, key: LedgerKey): LedgerEntry {
  return ledger.entries[entryName(key)] ?? NOTHING;
}

export function withEntry(ledger: Ledger, key: LedgerKey, entry: LedgerEntry): Ledger {
  return { ...ledger, entries: { ...ledger.entries, [entryName(key)]: entry } };
}

function entryName({ ruleId, workspaceId }: LedgerKey): string {
  return `${ruleId.toLowerCase()} ${workspaceId.toLowerCase()}`;
}

/** The ledger without what is older than the given times. */
export function pruneLedger(ledger: Ledger, before: PruneBefore): Ledger {
  const entries = Object.entries(ledger.entries).map(([name, entry]) => {
    return [
      name,
      {
        ...entry,
        slots: entry.slots.filter(
          ({ slot, state }) => slot.from >= before.slots || state === "open",
        ),
      },
    ] as const;
  });
  const asked = Object.entries(ledger.asked ?? {}).filter(
    ([, run]) => run.askedAt >= before.runs || runState(run) === "waiting",
  );
  return {
    ...ledger,
    entries: Object.fromEntries(entries),
    runs: ledger.runs.filter(({ window }) => window.to >= before.runs),
    asked: Object.fromEntries(asked),
    uses: Object.fromEntries(
      Object.entries(ledger.uses ?? {}).filter(([name]) => parseDay(name) >= before.runs),
    ),
  };
}

/** How many records can be pruned: slots, run records, requested runs and days of uses. */
export function countRows({ entries, runs, asked = {}, uses = {} }: Ledger): number {
  const slots = Object.values(entries).reduce((sum, entry) => sum + entry.slots.length, 0);
  return slots + runs.length + Object.keys(asked).length + Object.keys(uses).length;
}

/** The day in a name in `uses`, ms. */
export function parseDay(name: string): number {
  return Number(name.split(" ")[0]);
}

/** Whether two records are of the same job; the later one replaces the other. */
export function isSameJob(a: RunRecord, b: RunRecord): boolean {
  const sameWindow = a.window.from === b.window.from && a.window.to === b.window.to;
  return sameWindow && a.ruleId === b.ruleId && a.workspace === b.workspace && a.job === b.job;
}

export function oldestFirst(runs: readonly AskedRun[]): AskedRun[] {
  return [...runs].sort((a, b) => a.askedAt - b.askedAt || (a.id < b.id ? -1 : 1));
}
