import { groupBy, sumCounts } from "../hunt/base/by-key.ts";
import type { Problem } from "../hunt/base/problem.ts";
import type { Workspace } from "../hunt/base/workspace.ts";
import type { HuntEvent } from "../hunt/conditions/event.ts";
import type {
  BookmarkWrite,
  IncidentWrite,
  RowWrite,
  WriteResult,
} from "../hunt/delivery/write.ts";
import { becomesIncident } from "../hunt/delivery/writes-incidents.ts";
import { asFound, type Finding } from "../hunt/findings/finding.ts";
import type { Unanswered } from "../hunt/findings/hunt.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import type { Suppression } from "../hunt/ignore/ignore.ts";
import type { Reserved } from "../hunt/ledger/reserve.ts";
import type { RunRecord } from "../hunt/ledger/run-record.ts";
import type { WriteStatus } from "../hunt/ledger/write-status.ts";
import type { JobOutcome } from "../hunt/runs/job.ts";

/** What a run did for one rule in one workspace, as every reporter shows it. */
export interface RuleSummary {
  readonly rule: Rule;
  readonly workspace: Workspace;
  readonly records: readonly RunRecord[];
  readonly windows: number;
  readonly rows: number;
  /** Each finding once, as it was when its risk was highest. */
  readonly findings: readonly Reserved[];
  /** The same for each group: a finding whose risk grew has a group in each of its bands. */
  readonly grouped: readonly Reserved[];
  readonly suppressions: readonly Suppression[];
  /** Events that the query itself hid, by entry; a few of each are among the suppressions. */
  readonly pushed: Readonly<Record<string, number>>;
  readonly unanswered: readonly Unanswered[];
  /** Events that do not meet the rule's refinement. */
  readonly unwanted: number;
  /** Rows of process starts that another row represents. */
  readonly twins: readonly HuntEvent[];
  /** Each resource once, with the first thing that happened to it. */
  readonly writes: readonly WriteResult[];
  readonly problems: readonly Problem[];
}

export function summarise(
  rule: Rule,
  workspace: Workspace,
  outcomes: readonly JobOutcome[],
): RuleSummary {
  const asked = outcomes.filter(({ record }) => record.job === "window");
  const found = outcomes.flatMap(({ reserved }) =>
    reserved.map((one) => ({ ...one, finding: asFound(one.finding) })),
  );
  return {
    rule,
    workspace,
    records: outcomes.map(({ record }) => record),
    windows: asked.length,
    rows: asked.reduce((sum, { record }) => sum + record.rows, 0),
    findings: highestBy(found, ({ id }) => id),
    grouped: highestBy(found, ({ id, group }) => `${id} ${group.id}`),
    suppressions: asked.flatMap(({ hunted }) => hunted.suppressions),
    pushed: sumCounts(asked.map(({ record }) => record.pushed)),
    unanswered: asked.flatMap(({ hunted }) => hunted.unanswered),
    unwanted: asked.reduce((sum, { record }) => sum + record.unwanted, 0),
    twins: asked.flatMap(({ hunted }) => hunted.twins),
    writes: firstBy(
      outcomes.flatMap(({ results }) => results),
      ({ write }) => `${write.kind} ${write.id}`,
    ),
    problems: outcomes.flatMap(({ record }) => record.problems),
  };
}

/**
 * The findings of a bookmark or an incident, by its id: those of its group, or the one it was made
 * for.
 */
export type FindingsOf = (write: { readonly id: string }) => readonly Reserved[];

export function countFindings(findings: readonly Reserved[]): FindingsOf {
  const groups = groupBy(findings, ({ finding }) => finding.group.id);
  const single = groupBy(findings, ({ finding }) => finding.id);
  return ({ id }) => groups.get(id) ?? single.get(id) ?? [];
}

/** The incidents, the rows that become alerts, and the bookmarks that no incident shows. */
export function shownAlone({ writes }: RuleSummary, found: FindingsOf): ShownAlone[] {
  const inIncident = (write: BookmarkWrite) =>
    found(write).some(({ finding }) => becomesIncident(finding.group.band));
  return writes.filter(
    (result): result is ShownAlone =>
      result.write.kind === "incident" ||
      (result.write.kind === "row" && result.write.alerts) ||
      (result.write.kind === "bookmark" && !inIncident(result.write)),
  );
}

export type ShownAlone = WriteResult & { readonly write: BookmarkWrite | IncidentWrite | RowWrite };

/** The title under which an analyst finds it. */
export function titleOf({ write }: ShownAlone): string {
  if (write.kind === "incident") return write.title;
  return write.kind === "row" ? String(write.values.AlertName ?? "") : write.displayName;
}

/** The risk of a bookmark or an incident: the highest of its findings. */
export function highestRisk(findings: readonly Reserved[]): number {
  return findings.reduce(
    (highest, { finding }) => Math.max(highest, asFound(finding).risk.points),
    0,
  );
}

/** One of each key, in the order of the first: that with the highest risk, or the first of these. */
function highestBy(found: readonly Reserved[], keyOf: (finding: Finding) => string): Reserved[] {
  const highest = new Map<string, Reserved>();
  for (const one of found) {
    const key = keyOf(one.finding);
    const other = highest.get(key);
    if (!other || one.finding.risk.points > other.finding.risk.points) highest.set(key, one);
  }
  return [...highest.values()];
}

function firstBy<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const first = new Map<string, T>();
  for (const item of items) if (!first.has(keyOf(item))) first.set(keyOf(item), item);
  return [...first.values()];
}

const STATUSES: readonly WriteStatus[] = [
  "existing",
  "created",
  "planned",
  "removed",
  "refused",
  "failed",
];

/**
 * How many resources are in which state. `existing` and `new` are always shown, other states only
 * if they occur.
 */
export function statusCounts(writes: readonly WriteResult[]): string {
  const counts = STATUSES.map(
    (status) => [status, writes.filter((result) => result.status === status).length] as const,
  );
  return counts
    .filter(([status, count]) => count > 0 || status === "existing" || status === "created")
    .map(([status, count]) => `${status === "created" ? "new" : status} ${count}`)
    .join(", ");
}
