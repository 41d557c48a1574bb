import type { Window } from "../base/window.ts";
import type { AskedRun } from "./asked.ts";
import type { UseCounts } from "./entry-use.ts";
import type { Heartbeat } from "./heartbeat.ts";
import type { RunRecord } from "./run-record.ts";
import type { SlotRecord } from "./slot.ts";

/** A rule in a workspace: what the ledger keeps apart. */
export interface LedgerKey {
  readonly ruleId: string;
  readonly workspaceId: string;
}

/** How far a rule has hunted a workspace; windows are ordered, disjoint and coalesced. */
export interface Coverage {
  /** Asked for, with every write standing. */
  readonly covered: readonly Window[];
  /** Of that what was asked for when its late rows had arrived: it is not asked for again. */
  readonly settled: readonly Window[];
  /**
   * The longest window that is asked for at once, ms; shorter where longer ones gave no complete
   * answer.
   */
  readonly longest: number;
}

/** What the ledger holds of a rule in a workspace. */
export interface LedgerState {
  readonly coverage: Coverage;
  /** The slots that are still open, by time. */
  readonly open: readonly Window[];
  /** All slots that begin in the window that was asked for, by time, with their reservations. */
  readonly slots: readonly SlotRecord[];
  /** From when the rule hunts the workspace by itself, ms; undefined where it never did. */
  readonly begun: number | undefined;
}

/**
 * held: another one has it; abandoned: it was taken, and the holder before never gave it back: its
 * process may have ended half-way.
 */
export type LeaseAnswer = "taken" | "abandoned" | "held";

/** How far rules have hunted workspaces. */
export interface CoverageLedger {
  /** What stands, in one call to wherever it is kept. */
  read(key: LedgerKey, within?: Window): Promise<LedgerState>;
  /**
   * Counts a window as covered, and its part before `settled` (ms; default: all of it) as settled.
   * @returns what is covered then
   */
  cover(key: LedgerKey, window: Window, settled?: number): Promise<Coverage>;
  /** Sets the longest window that a rule asks for at once, ms. */
  setLongest(key: LedgerKey, longest: number): Promise<void>;
  /** The time from which a rule hunts a workspace by itself, ms: what was given the first time. */
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
  /** Takes the rule and workspace for a holder until a time. `span.from` is now. */
  lease(key: LedgerKey, holder: string, span: Window): Promise<LeaseAnswer>;
  /**
   * Extends a lease that the holder has; `span.from` is now. A lease that has run out, or that is
   * not there, is not taken again: another holder may have had it meanwhile, and given it back.
   * @returns whether it is extended
   */
  renew(key: LedgerKey, holder: string, span: Window): Promise<boolean>;
  /** Gives a lease back; nothing where it is another's by now. */
  release(key: LedgerKey, holder: string): Promise<void>;
}

/** What jobs and ticks did. */
export interface RunRecords {
  record(run: RunRecord): Promise<void>;
  /** The records of windows that end after a time (ms), in order of their ends. */
  runs(after: number): Promise<readonly RunRecord[]>;
  /**
   * Adds what jobs of a lane say of the ignore entries to what is kept of a day (its start, ms).
   */
  addUses(lane: string, day: number, counts: UseCounts): Promise<void>;
  /** What the jobs of all lanes said, from a day (ms) on. */
  uses(from: number): Promise<UseCounts>;
  /**
   * Takes the place of the lane's last heartbeat; where it has no watch, the watch that was there
   * stays.
   */
  beat(heartbeat: Heartbeat): Promise<void>;
  /** The last heartbeat of every lane. */
  heartbeats(): Promise<readonly Heartbeat[]>;
}

/** Runs that somebody asked for. */
export interface AskedRuns {
  /** Puts a run that somebody asked for into the ledger. */
  ask(run: AskedRun): Promise<void>;
  asked(id: string): Promise<AskedRun | undefined>;
  /** The asked runs of a lane that still have windows to run, the oldest first. */
  waitingRuns(lane: string): Promise<readonly AskedRun[]>;
  /** Changes an asked run; the change may be tried again on what another instance wrote. */
  changeAsked(id: string, change: (run: AskedRun) => AskedRun): Promise<void>;
}

/**
 * The ledger of what is done. One suite tests every implementation
 * (test/conformance/coverage-store.ts).
 */
export interface CoverageStore extends CoverageLedger, SlotLedger, Leases, RunRecords, AskedRuns {
  /**
   * Forgets what is older than the given times (ms), until it is `over`: what is left then goes the
   * next time. @returns how many records it forgot
   */
  prune(before: PruneBefore, over?: () => boolean): Promise<number>;
}

/** Up to when records are forgotten, ms. */
export interface PruneBefore {
  /** Slots, by the start of their event time: their findings are not known any more. */
  readonly slots: number;
  /**
   * Run records, by the end of their window; asked runs, by when they were asked for; uses of
   * ignore entries, by their day.
   */
  readonly runs: number;
}
