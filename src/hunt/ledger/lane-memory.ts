import type { Problem } from "../base/problem.ts";
import type { Window } from "../base/window.ts";
import type { RunRecord } from "./run-record.ts";

/** Why something failed, and what to do: one line each, without a text of an event. */
export type Cause = Pick<Problem, "message" | "remedy">;

/** What of a rule in a workspace fails again and again: the oldest thing first. */
export interface Failing {
  readonly job: RunRecord["job"] | "ledger";
  /** Start of the window that failed first, ms. */
  readonly from: number;
  /** When it failed first, ms. */
  readonly since: number;
  readonly cause: Cause;
}

/** Event time that a rule missed in a workspace, until it is filled and for some days after. */
export interface Missed {
  /** Ids. */
  readonly rule: string;
  readonly workspace: string;
  /** All that was missed. */
  readonly ranges: readonly Window[];
  /** What of it is still missing. */
  readonly rest: readonly Window[];
  /** How many windows that takes. */
  readonly windows: number;
  /** When a tick saw it first, ms. */
  readonly noticed: number;
  /** When nothing was missing any more, ms. */
  readonly filled?: number;
}

/**
 * How far a resource is that says something once. due: not tried; tried: it may have been written;
 * stood: it was; aside: Azure refuses it for good; off: it is not written, because it says nothing
 * any more, or an analyst closed or deleted what it belongs to.
 */
export type Telling = "due" | "tried" | "stood" | "aside" | "off";

/**
 * A rule that does not hunt a workspace as it should, or a workspace that none of its rules can
 * hunt.
 */
export interface Trouble {
  /** UUID; that of its incident or bookmark. */
  readonly id: string;
  /** Id of the rule; "": the whole workspace is in trouble. */
  readonly rule: string;
  readonly workspace: string;
  /**
   * behind: its newest windows are not covered; failing: an older one fails, or a slot cannot be
   * closed.
   */
  readonly kind: "behind" | "failing";
  /** Ms. */
  readonly since: number;
  /** When a tick said so, ms. */
  readonly noticed: number;
  /** Event time up to which the rule has looked, or the last of several, ms. */
  readonly covered?: number;
  /** Event time from which on it fails, ms. */
  readonly failingFrom?: number;
  readonly cause: Cause;
  /** Ids of the rules that are behind, where it is the whole workspace. */
  readonly rules: readonly string[];
  /** Id of the rule by whose delivery it is told. */
  readonly speaker: string;
  /** When it was over, ms. */
  readonly ended?: number;
  /** Its incident or bookmark. */
  readonly told: Telling;
  /** The word that it is over: a comment, or a second bookmark. */
  readonly recovery?: Telling;
}

/**
 * A workspace in which nothing has stood since a time (ms), though these rules (ids, two at most)
 * were asked for.
 */
export interface FailingWorkspace {
  readonly since: number;
  readonly rules: readonly string[];
  readonly cause: Cause;
}

/**
 * What a lane's ticks remember of its rules and workspaces, so that trouble is told once and what
 * was missed can be said.
 */
export interface Watch {
  /** Since when ticks have run a rule or workspace (by id) without a pause, ms. */
  readonly joined: Readonly<Record<string, number>>;
  /** Times of the last days in which no tick ran. */
  readonly pauses: readonly Window[];
  /** By rule and workspace, as `keyText` has it. */
  readonly failing: Readonly<Record<string, Failing>>;
  /** By id. */
  readonly workspaces: Readonly<Record<string, FailingWorkspace>>;
  readonly troubles: readonly Trouble[];
  readonly missed: readonly Missed[];
}

export const NO_WATCH: Watch = {
  joined: {},
  pauses: [],
  failing: {},
  workspaces: {},
  troubles: [],
  missed: [],
};

/** Workspaces of which something gave no answer the last time, by id. */
export type Resting = Readonly<Record<string, Rest>>;

interface Rest {
  /** How often in a row nothing of it answered; 0 where other rules were answered. */
  readonly times: number;
  /** When it is asked again, ms. */
  readonly until: number;
  /** The rule (id) that got no answer: the others are asked before it. */
  readonly rule: string;
}
