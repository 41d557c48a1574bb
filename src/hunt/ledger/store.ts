import type { Window } from "../base/window.ts";
import type { AlertGaps } from "./alert-gaps.ts";
import type { AskedRun } from "./asked.ts";
import type { UseCounts } from "./entry-use.ts";
import type { Heartbeat } from "./heartbeat.ts";
import type { RunRecord } from "./run-record.ts";
import type { SlotRecord } from "./slot.ts";

/** A rule in a workspace: the ledger keeps a separate state for each. */
export interface LedgerKey {
  readonly ruleId: string;
  readonly workspaceId: string;
}

/** How far a rule has hunted a workspace; windows are ordered, disjoint and coalesced. */
export interface Coverage {
  /** The time that was queried and whose writes all succeeded. */
  readonly covered: readonly Window[];
  /** The part that was queried after its late rows had arrived: it is not queried again. */
  readonly settled: readonly Window[];
  /**
   * The longest window that is queried at once, ms; shorter if longer ones gave no complete answer.
   */
  readonly longest: number;
}

/** What the ledger holds about a rule in a workspace. */
export interface LedgerState {
  readonly coverage: Coverage;
  /** The slots that are still open, by time. */
  readonly open: readonly Window[];
  /** All slots that begin in the requested window, by time, with their reservations. */
  readonly slots: readonly SlotRecord[];
  /**
   * The time from which the rule hunts the workspace on its schedule, ms; undefined if it never
   * did.
   */
  readonly begun: number | undefined;
}

/**
 * held: another holder has it; abandoned: it is taken now, but the previous holder never released
 * it, perhaps because its process was interrupted.
 */
export type LeaseAnswer = "taken" | "abandoned" | "held";

/** How far rules have hunted workspaces. */
export interface CoverageLedger {
  /** Reads the state, in one call to the store. */
  read(key: LedgerKey, within?: Window): Promise<LedgerState>;
  /**
   * Counts a window as covered, and its part before `settled` (ms; default: all of it) as settled.
   * @returns the coverage after that
   */
  cover(key: LedgerKey, window: Window, settled?: number): Promise<Coverage>;
  /** Sets the longest window that a rule queries at once, ms. */
  setLongest(key: LedgerKey, longest: number): Promise<void>;
  /**
   * Sets the time from which a rule hunts a workspace on its schedule, ms, unless one is set
   * already.
   * @returns the time that is set now
   */
  begin(key: LedgerKey, at: number): Promise<number>;
}

/** What was found, slot by slot. */
export interface SlotLedger {
  /** The slots that begin in a window, by time. */
  slots(key: LedgerKey, within: Window): Promise<readonly SlotRecord[]>;
  putSlots(key: LedgerKey, slots: readonly SlotRecord[]): Promise<void>;
}

/** Who works on a rule in a workspace. */
export interface Leases {
  /**
   * Takes the lease on a rule and workspace for a holder, from now (`period.from`) to `period.to`.
   */
  lease(key: LedgerKey, holder: string, period: Window): Promise<LeaseAnswer>;
  /**
   * Extends a lease that the holder has; `period.from` is now. A lease that has expired or does not
   * exist is not taken again: another holder may have had it in between, and released it.
   * @returns whether it is extended
   */
  renew(key: LedgerKey, holder: string, period: Window): Promise<boolean>;
  /** Releases a lease; does nothing if another holder has it. */
  release(key: LedgerKey, holder: string): Promise<void>;
}

/** What jobs and ticks did. */
export interface RunRecords {
  record(run: RunRecord): Promise<void>;
  /** The records of windows that end after a time (ms), in order of their ends. */
  runs(after: number): Promise<readonly RunRecord[]>;
  /**
   * Adds the uses of ignore entries in jobs of a lane to those of a day (its start, ms).
   */
  addUses(lane: string, day: number, counts: UseCounts): Promise<void>;
  /** The uses of ignore entries in the jobs of all lanes, from a day (ms) on. */
  uses(from: number): Promise<UseCounts>;
  /**
   * Replaces the lane's last heartbeat; if the new one has no watch, the previous watch is kept.
   */
  beat(heartbeat: Heartbeat): Promise<void>;
  /** The last heartbeat of every lane. */
  heartbeats(): Promise<readonly Heartbeat[]>;
}

/** Requested runs. */
export interface AskedRuns {
  /** Adds a requested run to the ledger. */
  ask(run: AskedRun): Promise<void>;
  asked(id: string): Promise<AskedRun | undefined>;
  /** The requested runs of a lane that still have windows to run, oldest first. */
  waitingRuns(lane: string): Promise<readonly AskedRun[]>;
  /** Changes a requested run; `change` may be called again with what another instance wrote. */
  changeAsked(id: string, change: (run: AskedRun) => AskedRun): Promise<void>;
}

/** What the last search for findings that became no alert said. */
export interface AlertGapRecords {
  /** Replaces what is known of the workspace. */
  putAlertGaps(gaps: AlertGaps): Promise<void>;
  /** Of all workspaces. */
  alertGaps(): Promise<readonly AlertGaps[]>;
}

/** How fast rows that make alerts are written. */
export interface RowPaces {
  /** Allows up to `wanted` more rows in a workspace at a time (ms). @returns how many */
  allowRows(workspaceId: string, wanted: number, at: number): Promise<number>;
}

/**
 * The ledger of what is done. One suite tests every implementation
 * (test/conformance/coverage-store.ts).
 */
export interface CoverageStore
  extends CoverageLedger,
    SlotLedger,
    Leases,
    RunRecords,
    AskedRuns,
    RowPaces,
    AlertGapRecords {
  /**
   * Deletes what is older than the given times (ms), until `over` returns true: what is left is
   * deleted the next time.
   * @returns how many records it deleted
   */
  prune(before: PruneBefore, over?: () => boolean): Promise<number>;
}

/** The times before which records are deleted, ms. */
export interface PruneBefore {
  /** Slots, by the start of their event time: their findings are no longer known after that. */
  readonly slots: number;
  /**
   * Run records, by the end of their window; requested runs, by the time of the request; uses of
   * ignore entries, by their day.
   */
  readonly runs: number;
}
