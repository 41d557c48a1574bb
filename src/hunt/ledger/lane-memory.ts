import type { Problem } from "../base/problem.ts";
import type { Window } from "../base/window.ts";
import type { RunRecord } from "./run-record.ts";

/** Why something failed, and what to do: one line each, without any text from an event. */
export type Cause = Pick<Problem, "message" | "remedy">;

/** The oldest part of a rule's work in a workspace that fails repeatedly. */
export interface Failing {
  readonly job: RunRecord["job"] | "ledger";
  /** Start of the window that failed first, ms. */
  readonly from: number;
  /** When it failed first, ms. */
  readonly since: number;
  readonly cause: Cause;
}

/**
 * Event time that a rule missed in a workspace; kept until it is filled, and for some days after.
 */
export interface Missed {
  /** Ids. */
  readonly rule: string;
  readonly workspace: string;
  /** All the time that was missed. */
  readonly ranges: readonly Window[];
  /** The part of it that is still missing. */
  readonly rest: readonly Window[];
  /** How many windows it takes to fill the rest. */
  readonly windows: number;
  /** When a tick first saw it, ms. */
  readonly noticed: number;
  /** When all of it was filled, ms. */
  readonly filled?: number;
}

/**
 * The progress of a report that is written once. due: not tried; tried: it may have been written;
 * stood: it was written; aside: Azure refuses it for good; off: it is not written, because it is
 * out of date, or an analyst closed or deleted what it belongs to.
 */
export type Telling = "due" | "tried" | "stood" | "aside" | "off";

/**
 * A rule that does not hunt a workspace as it should, or a workspace that none of its rules can
 * hunt.
 */
export interface Trouble {
  /** A UUID, which is also that of its incident or bookmark. */
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
  /** When a tick noticed it, ms. */
  readonly noticed: number;
  /** Event time up to which the rule has hunted, ms; for several rules, the one furthest behind. */
  readonly covered?: number;
  /** Event time from which it fails, ms. */
  readonly failingFrom?: number;
  readonly cause: Cause;
  /** Ids of the rules that are behind, if the whole workspace is in trouble. */
  readonly rules: readonly string[];
  /** Id of the rule through whose delivery it is reported. */
  readonly speaker: string;
  /** When it was over, ms. */
  readonly ended?: number;
  /** The progress of its incident or bookmark. */
  readonly told: Telling;
  /** The progress of the report that it is over: a comment, or a second bookmark. */
  readonly recovery?: Telling;
}

/**
 * A workspace in which nothing has succeeded since a time (ms), although these rules (ids, at most
 * two) were run.
 */
export interface FailingWorkspace {
  readonly since: number;
  readonly rules: readonly string[];
  readonly cause: Cause;
}

/**
 * What a lane's ticks remember about its rules and workspaces, so that each trouble is reported
 * only once, and missed time can be reported.
 */
export interface Watch {
  /** When ticks began to run a rule or workspace (by id) without a pause, ms. */
  readonly joined: Readonly<Record<string, number>>;
  /** Periods of the last days in which no tick ran. */
  readonly pauses: readonly Window[];
  /** By rule and workspace, with keys from `keyText`. */
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

/** Workspaces that did not answer everything the last time, by id. */
export type Resting = Readonly<Record<string, Rest>>;

interface Rest {
  /** How often in a row it answered nothing; 0 if other rules were answered. */
  readonly times: number;
  /** When it is queried again, ms. */
  readonly until: number;
  /** The rule (id) that got no answer: the others are queried before it. */
  readonly rule: string;
}
