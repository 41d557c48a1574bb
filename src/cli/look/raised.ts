import { groupBy } from "../../hunt/base/by-key.ts";
import { stormId } from "../../hunt/base/ids.ts";
import { cellAt, coalesce, contains, cut, DAY, iso, type Window } from "../../hunt/base/window.ts";
import type { Workspace } from "../../hunt/base/workspace.ts";
import type { Write } from "../../hunt/delivery/write.ts";
import { bandName } from "../../hunt/findings/band.ts";
import { makeOwner } from "../../hunt/findings/finding.ts";
import type { Rule } from "../../hunt/findings/rule.ts";
import type { Reserved } from "../../hunt/ledger/reserve.ts";
import type { JobOutcome } from "../../hunt/runs/job.ts";
import { countFindings, highestRisk } from "../summary.ts";

/** An incident or a bookmark that a rule would create. */
export interface Raised {
  readonly id: string;
  readonly resource: "incident" | "bookmark";
  /** Start of the UTC day it belongs to, ms. */
  readonly day: number;
  /** The highest risk of its findings, 0 to 100. */
  readonly risk: number;
}

/** The ranges of risk; each ends where the next one begins. */
export const RISK_RANGES: readonly { readonly name: string; readonly from: number }[] = [
  { name: "0-24", from: 0 },
  { name: "25-49", from: 25 },
  { name: "50-74", from: 50 },
  { name: "75-100", from: 75 },
];

/** How many incidents or bookmarks a rule would create. */
export interface RaisedCount {
  readonly resource: Raised["resource"];
  readonly all: number;
  /** By start of the UTC day, ms; 0 for days that were queried and have none. */
  readonly byDay: ReadonlyMap<number, number>;
  /** By the name of the risk's range. */
  readonly byRisk: Readonly<Record<string, number>>;
  /** The mean of the whole days; undefined if no whole day was queried. */
  readonly aDay: number | undefined;
  /** The same by the risk's range. */
  readonly aDayByRisk: Readonly<Record<string, number>> | undefined;
}

/** What a window would create: what a first run into an empty workspace would, by the same code. */
export function raisedIn(
  { results, reserved }: JobOutcome,
  rule: Rule,
  workspace: Workspace,
): Raised[] {
  const found = countFindings(reserved);
  const storms = stormsIn(reserved, rule, workspace);
  return results.flatMap(({ write, status }) => {
    const time = eventTime(write);
    if (
      time === undefined ||
      (write.kind !== "incident" && write.kind !== "bookmark") ||
      status === "failed"
    )
      return [];
    const risk = highestRisk(storms.get(write.id) ?? found(write));
    return [{ id: write.id, resource: write.kind, day: cellAt(time, DAY).from, risk }];
  });
}

/** The findings above the cap of their slot, by the id of the resource that represents them. */
function stormsIn(
  reserved: readonly Reserved[],
  rule: Rule,
  workspace: Workspace,
): ReadonlyMap<string, readonly Reserved[]> {
  const above = reserved.filter(({ reservation }) => reservation.outcome === "storm");
  const owner = makeOwner(rule, workspace);
  return groupBy(above, ({ finding: { group } }) =>
    stormId(owner, group.span.from, bandName(group.band)),
  );
}

/** The event time of a resource, ms. */
function eventTime(write: Write): number | undefined {
  if (write.kind === "incident") return write.span.from;
  return write.kind === "bookmark" ? write.eventTime : undefined;
}

/** Each resource once, though several windows have findings of it. */
export function joinRaised(lists: readonly (readonly Raised[])[]): Raised[] {
  const joined = new Map<string, Raised>();
  for (const one of lists.flat()) {
    const before = joined.get(one.id);
    joined.set(one.id, {
      ...one,
      risk: Math.max(one.risk, before?.risk ?? 0),
      day: before?.day ?? one.day,
    });
  }
  return [...joined.values()];
}

/**
 * The starts (ms) of the UTC days that the windows cover completely: counts of partial days would
 * distort a mean.
 */
export function wholeDays(windows: readonly Window[]): number[] {
  return coalesce(windows).flatMap((window) =>
    cut(window, DAY)
      .filter((part) => contains(window, cellAt(part.from, DAY)))
      .map(({ from }) => from),
  );
}

/**
 * Counts what would be created by day and risk; `asked` are the windows that were answered.
 * `resources` are those that the rule can create.
 */
export function countRaised(
  raised: readonly Raised[],
  asked: readonly Window[],
  resources: readonly Raised["resource"][],
): RaisedCount[] {
  const whole = new Set(wholeDays(asked));
  const days = [
    ...new Set(
      coalesce(asked).flatMap((window) =>
        cut(window, DAY).map(({ from }) => cellAt(from, DAY).from),
      ),
    ),
  ];
  return resources.map((resource) => {
    const own = raised.filter((one) => one.resource === resource);
    const inWhole = own.filter(({ day }) => whole.has(day));
    const mean = (count: number) => count / whole.size;
    const byDay = new Map(days.map((day) => [day, 0]));
    for (const { day } of own) byDay.set(day, (byDay.get(day) ?? 0) + 1);
    return {
      resource,
      all: own.length,
      byDay: new Map([...byDay].sort(([a], [b]) => a - b)),
      byRisk: countRanges(own, (count) => count),
      aDay: whole.size > 0 ? mean(inWhole.length) : undefined,
      aDayByRisk: whole.size > 0 ? countRanges(inWhole, mean) : undefined,
    };
  });
}

function countRanges(
  raised: readonly Raised[],
  scale: (count: number) => number,
): Record<string, number> {
  const rangeName = (risk: number) => RISK_RANGES.findLast(({ from }) => from <= risk)?.name;
  return Object.fromEntries(
    RISK_RANGES.map(({ name }) => [
      name,
      scale(raised.filter(({ risk }) => rangeName(risk) === name).length),
    ]),
  );
}

/** `2026-11-26` of the start of a day. */
export function dayText(day: number): string {
  return iso(day).slice(0, 10);
}
