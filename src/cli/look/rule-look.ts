import { sumCounts } from "../../hunt/base/by-key.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import type { Window } from "../../hunt/base/window.ts";
import type { Workspace } from "../../hunt/base/workspace.ts";
import type { Rule } from "../../hunt/findings/rule.ts";
import type { JobOutcome } from "../../hunt/runs/job.ts";
import { joinRaised, type Raised, raisedIn } from "./raised.ts";
import { findUses, joinUses, type Use } from "./uses.ts";

/** What a first look found for a rule in a workspace, as counts. */
export interface RuleLook {
  readonly rule: Rule;
  readonly workspace: Workspace;
  /** How many windows there are; each part counts if a window is queried in parts. */
  readonly windows: number;
  /** The windows that were answered completely. */
  readonly answered: readonly Window[];
  readonly rows: number;
  readonly findings: number;
  /** Events hidden, by entry id. */
  readonly suppressed: Readonly<Record<string, number>>;
  /** Events the rule could not judge, by reason. */
  readonly unanswered: Readonly<Record<string, number>>;
  /** Findings above the cap of their slot: one resource represents those of a day. */
  readonly storm: number;
  /** Findings without a bookmark in their incident, which lists them in a comment. */
  readonly listed: number;
  readonly raised: readonly Raised[];
  /** The most frequent first. */
  readonly uses: readonly Use[];
  /** What is shown one by one: the first windows, up to MAX_SHOWN events. */
  readonly shown: readonly JobOutcome[];
  /** Events of the other windows, which are only counted. */
  readonly notShown: number;
  readonly problems: readonly Problem[];
}

/**
 * How many events (findings, suppressed ones, twins) of a rule in a workspace are kept; the others
 * are only counted.
 */
const MAX_SHOWN = 10_000;

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

/** The look with one more window. */
export function withWindow(look: RuleLook, outcome: JobOutcome): RuleLook {
  const { rule, workspace } = look;
  const { record, reserved } = outcome;
  const having = (wanted: string) =>
    reserved.filter(({ reservation }) => reservation.outcome === wanted).length;
  const uses = findUses(
    reserved.map(({ finding }) => finding),
    rule,
  );
  const events = eventsIn(outcome);
  const before = look.shown.reduce((sum, one) => sum + eventsIn(one), 0);
  const isShown = look.notShown === 0 && before + events <= MAX_SHOWN;
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

/** How many events an outcome holds. */
function eventsIn({
  reserved,
  hunted: { suppressions, unanswered, unwanted, twins },
}: JobOutcome): number {
  return [reserved, suppressions, unanswered, unwanted, twins].reduce(
    (sum, { length }) => sum + length,
    0,
  );
}
