/*
 * Fault schedules: everything that can happen to a hunt, made from one number, and what must be
 * true afterwards.
 *
 *   make-schedule.ts   makes a schedule from its seed, as plain data; seeds from CELL_SEEDS on make
 *                      those of rules with a clock and of rules that merge rows
 *   play.ts            plays it over the emulator, in virtual time: first the part with faults,
 *                      then ticks until all is quiet
 *   check-*.ts         what must be true, computed from the schedule's data, and from a play of it
 *                      without faults and analyst
 *   *sabotages.ts      ways to break the product from outside, each of which must turn a schedule
 *                      red
 *
 * `npm test` plays 50, `.ci/run` 1,000 and `npm run soak` 20,000 others. A failure names its seed:
 *   node scripts/schedules.mjs --seed 123456
 */

/** One start of a process, and when its rows can be queried. Times are ms. */
export interface Start {
  /** Counts from 0. */
  readonly number: number;
  readonly time: number;
  readonly host: string;
  readonly user: string;
  /** The DLL that rundll32 was given: part of what a rundll32 start is grouped by. */
  readonly module: string;
  /**
   * plain: Sysmon, with its parent's command line. joined: Security 4688; its parent's command line
   * is in the parent's own start. orphan: the same without that start. hidden: an ignore entry
   * hides it. twins: Sysmon and 4688 both log it.
   */
  readonly kind: "plain" | "joined" | "orphan" | "hidden" | "twins";
  /**
   * How long after `time` its rows can be queried, ms; less than the rule's lateness, except in a
   * schedule with a run in the end.
   */
  readonly arrives: number;
  /** joined: how long before it its parent started. twins: how far apart its twins are. Ms. */
  readonly apart: number;
}

/** One execution of the timer, by a process of its own. */
export interface Tick {
  readonly at: number;
  /** How far its process's clock is ahead of the service's, ms. */
  readonly ahead: number;
}

/** What an external call is for; each kind is counted by itself. */
export const CALLS = [
  "query",
  "list",
  "read bookmark",
  "read incident",
  "read relation",
  "read comment",
  "write bookmark",
  "write incident",
  "write relation",
  "write comment",
  "ledger read",
  "ledger write",
  "lease",
] as const;
export type CallKind = (typeof CALLS)[number];

/**
 * What happens to a call (a fault of the emulator, by name) or to the process that waits for its
 * answer.
 */
export interface Mishap {
  readonly of: CallKind;
  /** Which call of its kind, counted from 1. */
  readonly nth: number;
  /**
   * timeout: no answer until the client gives up. crash: the process ends. stall: the call is
   * carried out, and its process goes on after `ms`.
   */
  readonly what: string;
  /** The call was carried out all the same. */
  readonly stood: boolean;
  readonly ms: number;
  /** What happens to the next call of the same process, whatever it is for. */
  readonly next?: Happening;
}

export type Happening = Pick<Mishap, "what" | "stood" | "ms">;

/**
 * What an analyst does to a resource that exists at the time, chosen by `choice` (from 0 to less
 * than 1): the lower, the more recently the resource was changed.
 */
export interface Act {
  /** Ms; if `after` is given, so many ms after that mishap. */
  readonly at: number;
  /**
   * The number of a mishap, counted from 0: that is when a hunt is most likely not to know what it
   * wrote.
   */
  readonly after?: number;
  readonly what:
    | "edit"
    | "close"
    | "reopen"
    | "delete incident"
    | "delete bookmark"
    | "delete relation"
    | "delete comment"
    | "edit bookmark";
  readonly choice: number;
}

/** A run that somebody requests, for the first rule in every workspace. Times are ms. */
export interface AskedAt {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** A time in which the same thing happens to every call of a kind. */
export interface Trouble {
  readonly what:
    | "bookmarks may not be written"
    | "the second workspace hangs"
    | "the ledger answers 503"
    | "answers are partial";
  readonly from: number;
  readonly to: number;
}

export interface Schedule {
  readonly seed: number;
  /** Names of shapes (rule-shapes.ts). */
  readonly shapes: readonly string[];
  readonly workspaces: 1 | 2;
  readonly ledger: "memory" | "tables";
  readonly starts: readonly Start[];
  readonly ticks: readonly Tick[];
  readonly mishaps: readonly Mishap[];
  readonly troubles: readonly Trouble[];
  readonly asked: readonly AskedAt[];
  /** A host about which Azure never accepts a bookmark, incident or comment. */
  readonly refused: string | undefined;
  readonly acts: readonly Act[];
  /**
   * How many rows one answer has at most; undefined: as many as the product holds. No second has
   * more, together with what is queried around it.
   */
  readonly held: number | undefined;
  /** Whether somebody requests a run of everything when all is over. */
  readonly again: boolean;
  /** How long a call takes at most, each way, ms. */
  readonly latency: number;
  /** When the part with faults is over, ms. */
  readonly calm: number;
}

/**
 * From this seed on, schedules are those of rules with a clock and of rules that merge rows. Below
 * it, seeds keep the schedules that they had before there were any.
 */
export const CELL_SEEDS = 10_000_000_000;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** All schedules begin here, and so do spans of their rules. */
export const BEGIN = Date.parse("2026-03-02T00:00:00Z");
