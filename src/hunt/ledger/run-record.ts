import type { Problem } from "../base/problem.ts";
import type { Window } from "../base/window.ts";
import type { WriteStatus } from "./write-status.ts";

/** What one job did. */
export interface RunRecord {
  readonly version: 1;
  readonly rule: string;
  readonly ruleId: string;
  readonly workspace: string;
  /** window: its rows were queried; closing: queried once more to close a slot. */
  readonly job: "window" | "closing";
  readonly window: Window;
  /**
   * ok: every write succeeded and the window is covered; failed: it is not, and is queried again.
   */
  readonly state: "ok" | "failed";
  readonly rows: number;
  /** How long the service executed the query, ms. */
  readonly queryMs: number;
  readonly findings: number;
  /** Findings that an earlier run delivered, so that this one skipped them. */
  readonly known: number;
  /** Findings whose slot was closed before they were found. */
  readonly late: number;
  /** Findings above a slot's cap. */
  readonly truncated: number;
  /** Events hidden, by entry id. */
  readonly suppressed: Readonly<Record<string, number>>;
  /**
   * How many of them the query itself hid, because there were too many to return, or before it
   * merged rows: five of each entry are kept as samples.
   */
  readonly pushed: Readonly<Record<string, number>>;
  /**
   * A digest of the entries that a query applied before it merged rows; left out if it applied none.
   */
  readonly applied?: string | undefined;
  /** Ids of the entries that hid events and are plain terms, which an attacker can match. */
  readonly unverified: readonly string[];
  /** Findings that an expired entry would hide, by entry id. */
  readonly returned: Readonly<Record<string, number>>;
  /** Events the rule could not judge, by reason. */
  readonly unanswered: Readonly<Record<string, number>>;
  /** Events that do not meet the condition of the rule's refinement. */
  readonly unwanted: number;
  /** Rows without a readable time. */
  readonly unreadable: number;
  /** Rows of a process start that another row represents. */
  readonly twins: number;
  readonly writes: Readonly<Partial<Record<WriteStatus, number>>>;
  /**
   * How many of the created resources an interrupted attempt may already have written (somebody may
   * have deleted those since).
   */
  readonly repeated: number;
  readonly problems: readonly Problem[];
}

/** The counts of a job that found and wrote nothing. */
export const NOTHING = {
  rows: 0,
  queryMs: 0,
  findings: 0,
  known: 0,
  late: 0,
  truncated: 0,
  suppressed: {},
  pushed: {},
  unverified: [],
  returned: {},
  unanswered: {},
  unwanted: 0,
  unreadable: 0,
  twins: 0,
  writes: {},
  repeated: 0,
  problems: [],
} as const;

/** Whether a job failed only because there was no time, or no room, for all of it. */
export function isOutOfTime({ state, problems }: Pick<RunRecord, "state" | "problems">): boolean {
  return (
    state === "failed" &&
    problems.length > 0 &&
    problems.every(({ code }) => code === "out-of-time")
  );
}

export function countBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): Record<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** The sums of two counts by name. */
export function addCounts(
  before: Readonly<Record<string, number>>,
  more: Readonly<Record<string, number>>,
): Record<string, number> {
  const sums = new Map(Object.entries(before));
  for (const [name, count] of Object.entries(more)) sums.set(name, (sums.get(name) ?? 0) + count);
  return Object.fromEntries(sums);
}
