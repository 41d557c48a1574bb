import type { Problem } from "../../hunt/base/problem.ts";
import { DAY, type Window } from "../../hunt/base/window.ts";
import { writesIncidents } from "../../hunt/delivery/writes-incidents.ts";
import type { RuleSummary } from "../summary.ts";
import { summarise } from "../summary.ts";
import type { WorkspaceLook } from "./look-at.ts";
import type { Proposal } from "./proposals.ts";
import { countRaised, type RaisedCount } from "./raised.ts";
import type { RuleLook } from "./rule-look.ts";

/** What every reporter of a first look shows. */
export interface Look {
  readonly workspaces: readonly WorkspaceLook[];
  readonly proposals: readonly Proposal[];
  /** Whether their files are written. */
  readonly written: boolean;
  /** What a GB of ingested events costs, in whatever currency; undefined where nobody said. */
  readonly pricePerGb: number | undefined;
  /** It was stopped before all was asked. */
  readonly stopped: boolean;
  /** What is not looked at, and how it would be. */
  readonly notices: readonly Problem[];
  /** What could not be read, each once. */
  readonly problems: readonly Problem[];
}

/** What a rule would make: bookmarks always, incidents where that is its delivery. */
export function raisedBy({ rule, raised, answered }: RuleLook): RaisedCount[] {
  return countRaised(
    raised,
    answered,
    writesIncidents(rule) ? ["incident", "bookmark"] : ["bookmark"],
  );
}

/** What is shown one by one, as a run shows it. */
export function shownSummaries({ workspaces }: Look): RuleSummary[] {
  return workspaces.flatMap(({ rules }) =>
    rules.map(({ rule, workspace, shown }) => ({
      ...summarise(rule, workspace, shown),
      problems: [],
    })),
  );
}

/** How much comes a day, of what came in a stretch of time. */
export function perDay(count: number, { from, to }: Window): number {
  return (count * DAY) / (to - from);
}

/** Bytes as GB, which are billed by the thousand million. */
export function gigabytes(bytes: number): number {
  return bytes / 1e9;
}

/** Three digits are enough to judge by. */
export function amountText(amount: number): string {
  if (amount > 0 && amount < 0.001) return "<0.001";
  return String(Number(amount.toPrecision(3)));
}

/** Problems that say the same as one, which names the first place and counts the others. */
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
