/*
 * Fault schedules: everything that can happen to a hunt, made from one number, and what must be so afterwards.
 *
 *   make-schedule.ts   a schedule from its seed: plain data
 *   play.ts            plays it over the emulator, in virtual time: first the part with faults, then ticks until all is quiet
 *   check-*.ts         what must be so, reckoned from the schedule's data, and from a play of it without faults and analyst
 *   sabotages.ts       five ways to break the product from outside, each of which must turn a schedule red
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
   * plain: Sysmon, with its parent's line. joined: Security 4688, whose parent's line is in the
   * parent's own start. orphan: the same without that start. hidden: an ignore entry hides it.
   * twins: Sysmon and 4688 both log it.
   */
  readonly kind: "plain" | "joined" | "orphan" | "hidden" | "twins";
  /** After the time when its rows can be queried, ms; less than the rule's lateness. */
  readonly arrives: number;
  /** How long before it its parent started (joined), or how far apart its twins are (twins), ms. */
  readonly apart: number;
}

/** A turn of the timer, by a process of its own. */
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
 * What happens to a call: a fault of the emulator by name, or to the process that waits for its
 * answer.
 */
export interface Mishap {
  readonly of: CallKind;
  /** Which call of its kind, from 1 on. */
  readonly nth: number;
  /**
   * timeout: no answer until the client gives up. crash: the process ends. stall: the call is done,
   * and its process goes on after `ms`.
   */
  readonly what: string;
  /** What was asked for was done all the same. */
  readonly stood: boolean;
  readonly ms: number;
  /** What happens to the next call of the same process, whatever it is for. */
  readonly next?: Happening;
}

export type Happening = Pick<Mishap, "what" | "stood" | "ms">;

/**
 * What an analyst does to a resource that is there at the time, chosen by `choice` (0 up to 1): the
 * lower, the later it was changed.
 */
export interface Act {
  /** Ms; where `after` is given, so many ms after that mishap. */
  readonly at: number;
  /**
   * Counts what went wrong, from 0 on: that is when a hunt is most likely not to know what it
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

/** A run that somebody asks for, of the first rule in every workspace. Times are ms. */
export interface AskedAt {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** A time in which every call of a kind fares alike. */
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
  /** A host of which Azure takes no bookmark, incident or comment, ever. */
  readonly refused: string | undefined;
  readonly acts: readonly Act[];
  /**
   * Rows of one answer at most; undefined: as many as the product holds. No second has more, with
   * what is asked beside it.
   */
  readonly held: number | undefined;
  /** How long a call takes at most, each way, ms. */
  readonly latency: number;
  /** When the part with faults is over, ms. */
  readonly calm: number;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** All schedules begin here: a rule's spans begin here, too. */
export const BEGIN = Date.parse("2026-03-02T00:00:00Z");
