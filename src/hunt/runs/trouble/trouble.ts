import { troubleId } from "../../base/ids.ts";
import { DAY } from "../../base/window.ts";
import type { Workspace } from "../../base/workspace.ts";
import { becomesIncident } from "../../delivery/writes-incidents.ts";
import type { Rule } from "../../findings/rule.ts";
import type { Cause, Failing, FailingWorkspace, Trouble } from "../../ledger/lane-memory.ts";
import type { Standing } from "./standing.ts";

/** A rule in a workspace after a tick. */
export interface JudgedRule {
  readonly standing: Standing;
  readonly failing: Failing | undefined;
  /** When ticks began to run it without a pause, ms: time missed before is not its fault. */
  readonly from: number;
  /** Why nothing ran, if nothing failed. */
  readonly idle: Cause;
}

/** A workspace after a tick. */
export interface JudgedWorkspace {
  readonly workspace: Workspace;
  readonly failing: FailingWorkspace | undefined;
  /** The workspace gave no answer at all. */
  readonly silent: boolean;
  readonly rules: readonly JudgedRule[];
}

/** A rule is in trouble when it is behind, or fails, for more than this many of its intervals. */
const FACTOR = 3;
/** A rule is never in trouble before it has been behind, or failing, for this long, ms. */
const SHORTEST = 30 * 60_000;
/**
 * How many troubles a lane keeps: this many open ones, this many whose recovery is still to be
 * reported, and then others until there are this many in all.
 */
const MOST = 200;
/** How long a trouble is kept and reported after it is over, ms. */
const TOLD_FOR = 7 * DAY;

/**
 * How long a rule may be behind, or fail, before that is trouble, ms; `pause` is the longest time
 * between two ticks.
 */
function gracePeriod({ shape, hunt }: Pick<Rule, "shape" | "hunt">, pause: number): number {
  const grace = Math.max(FACTOR * Math.max(hunt.every, pause), SHORTEST);
  return shape === "aggregate" ? grace + hunt.lateness : grace;
}

/**
 * The troubles after a tick at `now` (ms); those of rules the lane no longer runs are forgotten.
 */
export function troublesAfter(
  before: readonly Trouble[],
  workspaces: readonly JudgedWorkspace[],
  now: number,
  pause: number,
): Trouble[] {
  const current = workspaces.flatMap((one) => {
    const own = before.filter(
      ({ workspace, ended }) => workspace === one.workspace.id && ended === undefined,
    );
    return workspaceTroubles(own, one, now, pause);
  });
  const over = before.filter(({ ended }) => ended !== undefined && now - ended < TOLD_FOR);
  const ended = [...current.filter((one) => !isOpen(one)), ...over].sort(
    (a, b) => (b.ended ?? 0) - (a.ended ?? 0),
  );
  const open = current.filter(isOpen).sort((a, b) => a.noticed - b.noticed);
  const isOwed = (one: Trouble) =>
    one.ended === now || one.recovery === "due" || one.recovery === "tried";
  const kept = [...open.slice(0, MOST), ...ended.filter(isOwed).slice(0, MOST)];
  return [
    ...kept,
    ...ended.filter((one) => !isOwed(one)).slice(0, Math.max(MOST - kept.length, 0)),
  ];
}

export function isOpen({ ended }: Trouble): boolean {
  return ended === undefined;
}

function workspaceTroubles(
  own: readonly Trouble[],
  judged: JudgedWorkspace,
  now: number,
  pause: number,
): Trouble[] {
  const whole = own.find(({ rule }) => rule === "");
  const byRule = new Map(own.map((trouble) => [trouble.rule, trouble]));
  const kept = judged.rules.flatMap((one) => {
    const trouble = byRule.get(one.standing.rule.id);
    return trouble ? [renew(trouble, one, now, pause)] : [];
  });
  const bad = judged.rules.filter(
    (one) => !byRule.has(one.standing.rule.id) && findTrouble(one, now, pause) !== undefined,
  );
  if (whole) return [...kept, wholeAfter(whole, judged, bad, now)];
  if (bad.length === 0 || !isWhole(judged))
    return [...kept, ...bad.map((one) => ruleTrouble(one, now, pause))];
  // One rule's trouble may have been reported before any other rule was queried: it then becomes
  // the workspace's trouble, and is not reported again.
  const since = judged.failing?.since ?? now;
  const first = kept.find((trouble) => isOpen(trouble) && trouble.noticed >= since);
  if (!first) return [...kept, workspaceTrouble(judged, bad, now)];
  const behind = judged.rules.filter(({ standing }) => standing.rule.id === first.rule);
  return [
    ...kept.filter((trouble) => trouble !== first),
    { ...first, rule: "", ...reach([...behind, ...bad]) },
  ];
}

/**
 * A whole workspace fails if it gives no answer, or if several rules were run and none of them
 * succeeded.
 */
function isWhole({ failing, silent }: JudgedWorkspace): boolean {
  return failing !== undefined && (silent || failing.rules.length > 1);
}

function findTrouble(
  { standing, failing, from }: JudgedRule,
  now: number,
  pause: number,
): Pick<Trouble, "kind" | "since"> | undefined {
  const grace = gracePeriod(standing.rule, pause);
  const reached = Math.max(standing.coveredTo ?? now, from);
  if (now - reached > grace) return { kind: "behind", since: reached };
  const since = Math.max(failing?.since ?? now, from);
  return now - since > grace ? { kind: "failing", since } : undefined;
}

function ruleTrouble(judged: JudgedRule, now: number, pause: number): Trouble {
  const { standing } = judged;
  const { kind, since } = findTrouble(judged, now, pause) ?? { kind: "behind", since: now };
  const [ruleId, workspaceId] = [standing.rule.id, standing.workspace.id];
  const id = troubleId({ ruleId, workspaceId }, since);
  return {
    id,
    rule: ruleId,
    workspace: workspaceId,
    kind,
    since,
    noticed: now,
    ...describeFacts(judged),
    rules: [],
    speaker: ruleId,
    told: "due",
  };
}

function describeFacts({
  standing,
  failing,
  idle,
}: JudgedRule): Pick<Trouble, "covered" | "failingFrom" | "cause"> {
  const from = failing && failing.job !== "ledger" ? { failingFrom: failing.from } : {};
  return { ...coveredField(standing), ...from, cause: failing?.cause ?? idle };
}

/**
 * Updates a trouble. It is over when the newest window is covered in time and nothing fails; a
 * pause of the ticks is not a recovery.
 */
function renew(trouble: Trouble, judged: JudgedRule, now: number, pause: number): Trouble {
  const { standing, failing } = judged;
  const current =
    standing.coveredTo !== undefined &&
    now - standing.coveredTo <= gracePeriod(standing.rule, pause);
  if (current && !failing) return endedAt({ ...trouble, ...coveredField(standing) }, now);
  return { ...trouble, ...describeFacts({ ...judged, idle: failing?.cause ?? trouble.cause }) };
}

function coveredField({ coveredTo }: Standing): Pick<Trouble, "covered"> {
  return coveredTo === undefined ? {} : { covered: coveredTo };
}

function workspaceTrouble(
  judged: JudgedWorkspace,
  bad: readonly JudgedRule[],
  now: number,
): Trouble {
  const { workspace, failing } = judged;
  const since = failing?.since ?? now;
  const id = troubleId({ ruleId: "", workspaceId: workspace.id }, since);
  const cause = failing?.cause ?? (bad[0] as JudgedRule).idle;
  const speaker = chooseSpeaker(judged.rules.map(({ standing }) => standing.rule)).id;
  return {
    id,
    rule: "",
    workspace: workspace.id,
    kind: "behind",
    since,
    noticed: now,
    cause,
    ...reach(bad),
    speaker,
    told: "due",
  };
}

/**
 * Chooses the rule that reports a whole workspace's trouble: one that writes incidents, if there is
 * one, since an incident is hard to overlook.
 */
function chooseSpeaker(rules: readonly Rule[]): Rule {
  const ordered = [...rules].sort((a, b) => (a.slug < b.slug ? -1 : 1));
  return ordered.find(({ hunt }) => becomesIncident(hunt)) ?? (ordered[0] as Rule);
}

/**
 * Updates a whole workspace's trouble. Any success ends it: rules that are still in trouble are
 * then reported one by one.
 */
function wholeAfter(
  trouble: Trouble,
  { failing, silent, rules }: JudgedWorkspace,
  bad: readonly JudgedRule[],
  now: number,
): Trouble {
  if (rules.length === 0) return trouble;
  if (!failing && !silent) return endedAt(trouble, now);
  const all = rules.map(({ standing }) => standing.rule);
  const speaker = (all.find(({ id }) => id === trouble.speaker) ?? chooseSpeaker(all)).id;
  const reached = rules.filter(
    ({ standing }) =>
      trouble.rules.includes(standing.rule.id) || bad.some((one) => one.standing === standing),
  );
  return {
    ...trouble,
    speaker,
    cause: failing?.cause ?? trouble.cause,
    ...(bad.length > 0 ? reach(reached) : {}),
  };
}

/** The rules, and the event time up to which the one that is furthest behind has hunted. */
function reach(bad: readonly JudgedRule[]): Pick<Trouble, "covered" | "rules"> {
  const known = bad.flatMap(({ standing }) => standing.coveredTo ?? []);
  const covered = known.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
  return {
    ...(known.length > 0 ? { covered } : {}),
    rules: bad.map(({ standing }) => standing.rule.id),
  };
}

/** A recovery is reported only if the trouble was reported, or may have been. */
function endedAt(trouble: Trouble, now: number): Trouble {
  const told = trouble.told === "due" ? "off" : trouble.told;
  return {
    ...trouble,
    ended: now,
    told,
    ...(told === "stood" || told === "tried" ? { recovery: "due" as const } : {}),
  };
}
