import { problemText } from "../hunt/base/problem.ts";
import { iso } from "../hunt/base/window.ts";
import type { EntryUse } from "../hunt/ledger/entry-use.ts";
import type { Heartbeat } from "../hunt/ledger/heartbeat.ts";
import type { Trouble } from "../hunt/ledger/lane-memory.ts";
import type { RunRecord } from "../hunt/ledger/run-record.ts";
import type { Told } from "../hunt/runs/trouble/tell-trouble.ts";
import { isOpen } from "../hunt/runs/trouble/trouble.ts";

/** What a line about a job contains besides the job's record. */
export interface RunContext {
  readonly lane: string;
  readonly invocation: string;
  readonly ms: number;
  readonly dry: boolean;
}

/**
 * Makes one of the lines in docs/telemetry.md: JSON with `event` and `version`, and no text from
 * events.
 */
export function runLine({ problems, window, ...record }: RunRecord, more: RunContext): string {
  const times = { from: iso(window.from), to: iso(window.to) };
  return JSON.stringify({
    event: "hunt.run",
    ...more,
    ...record,
    applied: record.applied ?? "",
    ...times,
    problems: limitProblems(problems.map(problemText)),
  });
}

/**
 * How many problems a line lists at most, because a trace holds 32,768 characters. If there are
 * more, the first ones are listed, with the number of the others.
 */
export const MOST_PROBLEMS = 20;
/** How many characters all listed problems have at most, as JSON. */
const MOST_TEXT = 16_000;
export function limitProblems(problems: readonly string[]): string[] {
  const told: string[] = [];
  let left = MOST_TEXT;
  for (const problem of problems.slice(0, MOST_PROBLEMS)) {
    left -= JSON.stringify(problem).length;
    if (left >= 0) told.push(problem);
  }
  return problems.length > told.length
    ? [...told, `and ${problems.length - told.length} more`]
    : told;
}

/** How many workspaces, or rules in workspaces, a heartbeat line lists: the highest-ranked. */
const MOST_PLACES = 50;
function foremost<T>(
  places: Readonly<Record<string, T>>,
  rank: (place: T) => number,
): Record<string, T> {
  const ordered = Object.entries(places).sort(([, a], [, b]) => rank(b) - rank(a));
  return Object.fromEntries(ordered.slice(0, MOST_PLACES));
}

export function heartbeatLine(
  { watch, resting, aside, ...heartbeat }: Heartbeat,
  invocation: string,
): string {
  return JSON.stringify({
    event: "hunt.heartbeat",
    invocation,
    ...heartbeat,
    at: iso(heartbeat.at),
    ...(resting && { resting: foremost(resting, ({ times }) => times) }),
    ...(aside && { aside: foremost(aside, ({ last }) => last) }),
    troubles: (watch?.troubles ?? []).filter(isOpen).length,
    problems: limitProblems(heartbeat.problems),
  });
}

export interface TroubleContext {
  readonly lane: string;
  readonly invocation: string;
  /** Slug; "" for the whole workspace. */
  readonly rule: string;
}

/** A line for a trouble that begins or ends, or whose report was written. */
export function troubleLine(
  trouble: Trouble,
  state: "began" | "ended" | "written",
  more: TroubleContext,
  told?: Told,
): string {
  const { id, rule: ruleId, workspace, kind, since, covered, ended, cause } = trouble;
  const times = {
    since: iso(since),
    covered: covered === undefined ? null : iso(covered),
    ended: ended === undefined ? null : iso(ended),
  };
  const written = {
    resource: told?.result.write.kind ?? "",
    status: told?.result.status ?? "",
    repeated: Number(told?.repeated ?? false),
  };
  const facts = {
    id,
    ruleId,
    workspace,
    kind,
    state,
    ...times,
    cause: `${cause.message}; ${cause.remedy}`,
  };
  return JSON.stringify({ event: "hunt.trouble", version: 1, ...more, ...facts, ...written });
}

export interface Maintenance {
  /** How many old records of the ledger were deleted. */
  readonly forgotten: number;
  readonly problems: readonly string[];
}

export function maintenanceLine({ forgotten, problems }: Maintenance, invocation: string): string {
  return JSON.stringify({
    event: "hunt.maintenance",
    version: 1,
    invocation,
    forgotten,
    problems: limitProblems(problems),
  });
}

/** A line about an ignore entry, written once a week. */
export function entryLine(
  { entry, hits, marks }: EntryUse,
  days: number,
  invocation: string,
): string {
  const { id, origin, owner, expires } = entry;
  const facts = {
    id,
    origin,
    owner,
    expires: expires === undefined ? null : iso(expires),
    days,
    hits,
    marks,
  };
  return JSON.stringify({ event: "hunt.entry", version: 1, invocation, ...facts });
}
