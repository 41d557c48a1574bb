import type { Problem } from "../../hunt/base/problem.ts";
import { DAY, type Window } from "../../hunt/base/window.ts";
import { writesIncidents } from "../../hunt/delivery/writes-incidents.ts";
import type { RuleSummary } from "../summary.ts";
import { summarise } from "../summary.ts";
import type { WorkspaceLook } from "./look-at.ts";
import type { Proposal } from "./proposals.ts";
import { countRaised, type RaisedCount } from "./raised.ts";
import type { RuleLook } from "./rule-look.ts";

/** A first look, as every reporter shows it. */
export interface Look {
  readonly workspaces: readonly WorkspaceLook[];
  readonly proposals: readonly Proposal[];
  /** Whether the proposals' files were written. */
  readonly written: boolean;
  /** What a GB costs to ingest, in any currency; undefined if not given. */
  readonly pricePerGb: number | undefined;
  /** Whether it was stopped before it was complete. */
  readonly stopped: boolean;
  /** What was not checked, and how to have it checked. */
  readonly notices: readonly Problem[];
  /** What could not be read, each once. */
  readonly problems: readonly Problem[];
}

/** What a rule would create: bookmarks always, incidents if that is its delivery. */
export function raisedBy({ rule, raised, answered }: RuleLook): RaisedCount[] {
  return countRaised(
    raised,
    answered,
    writesIncidents(rule) ? ["incident", "bookmark"] : ["bookmark"],
  );
}

/** The events that are shown one by one, in the form of a run. */
export function shownSummaries({ workspaces }: Look): RuleSummary[] {
  return workspaces.flatMap(({ rules }) =>
    rules.map(({ rule, workspace, shown }) => ({
      ...summarise(rule, workspace, shown),
      problems: [],
    })),
  );
}

/** A count over a time range as a count per day. */
export function perDay(count: number, { from, to }: Window): number {
  return (count * DAY) / (to - from);
}

/** Bytes as GB of 10^9 bytes, the unit of billing. */
export function gigabytes(bytes: number): number {
  return bytes / 1e9;
}

/** Rounded to three significant digits. */
export function amountText(amount: number): string {
  if (amount > 0 && amount < 0.001) return "<0.001";
  return String(Number(amount.toPrecision(3)));
}

/** Merges problems with the same text into one that names the first place and counts the others. */
export function gatherProblems(problems: readonly Problem[]): Problem[] {
  const gathered = new Map<string, { problem: Problem; more: number }>();
  for (const problem of problems) {
    const key = JSON.stringify([problem.message, problem.remedy]);
    const known = gathered.get(key);
    if (known) known.more += 1;
    else gathered.set(key, { problem, more: 0 });
  }
  return [...gathered.values()].map(({ problem, more }) =>
    more === 0 ? problem : { ...problem, where: `${problem.where} and ${more} more` },
  );
}
