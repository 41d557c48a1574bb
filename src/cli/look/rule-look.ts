import { sumCounts } from "../../hunt/base/by-key.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import type { Window } from "../../hunt/base/window.ts";
import type { Workspace } from "../../hunt/base/workspace.ts";
import type { Rule } from "../../hunt/findings/rule.ts";
import type { JobOutcome } from "../../hunt/runs/job.ts";
import { joinRaised, type Raised, raisedIn } from "./raised.ts";
import { joinUses, type Use, usesOf } from "./uses.ts";

/** What a first look saw of a rule in a workspace: counts, whatever the number of findings. */
export interface RuleLook {
  readonly rule: Rule;
  readonly workspace: Workspace;
  /** How many windows there are to ask; each part counts of one that is asked in parts. */
  readonly windows: number;
  /** Those that were answered whole. */
  readonly answered: readonly Window[];
  readonly rows: number;
  readonly findings: number;
  /** Events hidden, by entry id. */
  readonly suppressed: Readonly<Record<string, number>>;
  /** Events the rule could not judge, by reason. */
  readonly unanswered: Readonly<Record<string, number>>;
  /** Findings above the cap of their slot: one resource stands for a day's. */
  readonly storm: number;
  /** Findings that an incident has no bookmark for: they are in comments. */
  readonly listed: number;
  readonly raised: readonly Raised[];
  /** The most frequent first. */
  readonly uses: readonly Use[];
  /** What is shown one by one: the first windows with at most MOST_SHOWN events. */
  readonly shown: readonly JobOutcome[];
  /** Events of the other windows, which are counted only. */
  readonly notShown: number;
  readonly problems: readonly Problem[];
}

/**
 * Of a rule in a workspace so many events (findings, hidden ones, twins) are kept whole; what is
 * above them is counted.
 */
const MOST_SHOWN = 10_000;

export function emptyLook(rule: Rule, workspace: Workspace, windows: number): RuleLook {
  const nothing = {
    answered: [],
    raised: [],
    uses: [],
    shown: [],
    problems: [],
    suppressed: {},
    unanswered: {},
  };
  return {
    rule,
    workspace,
    windows,
    rows: 0,
    findings: 0,
    storm: 0,
    listed: 0,
    notShown: 0,
    ...nothing,
  };
}

/** The look with a window more. */
export function withWindow(look: RuleLook, outcome: JobOutcome): RuleLook {
  const { rule, workspace } = look;
  const { record, reserved } = outcome;
  const having = (wanted: string) =>
    reserved.filter(({ reservation }) => reservation.outcome === wanted).length;
  const uses = usesOf(
    reserved.map(({ finding }) => finding),
    rule,
  );
  const events = eventsIn(outcome);
  const before = look.shown.reduce((sum, one) => sum + eventsIn(one), 0);
  const isShown = look.notShown === 0 && before + events <= MOST_SHOWN;
  return {
    ...look,
    answered: record.state === "ok" ? [...look.answered, record.window] : look.answered,
    rows: look.rows + record.rows,
    findings: look.findings + reserved.length,
    suppressed: sumCounts([look.suppressed, record.suppressed]),
    unanswered: sumCounts([look.unanswered, record.unanswered]),
    storm: look.storm + having("storm"),
    listed: look.listed + having("listed"),
    raised: joinRaised([look.raised, raisedIn(outcome, rule, workspace)]),
    uses: joinUses([...look.uses, ...uses]),
    shown: isShown ? [...look.shown, outcome] : look.shown,
    notShown: look.notShown + (isShown ? 0 : events),
    problems: [...look.problems, ...record.problems],
  };
}

/** The events that an outcome holds. */
function eventsIn({
  reserved,
  hunted: { suppressions, unanswered, unwanted, twins },
}: JobOutcome): number {
  return [reserved, suppressions, unanswered, unwanted, twins].reduce(
    (sum, { length }) => sum + length,
    0,
  );
}
