import { isoDuration } from "../base/duration.ts";
import { listNames } from "../base/list-names.ts";
import type { Problem } from "../base/problem.ts";
import { writesIncidents } from "../delivery/writes-incidents.ts";
import type { Rule } from "../findings/rule.ts";

/** The work of a lane. */
export interface LaneWork {
  readonly name: string;
  readonly workspaces: number;
  readonly rules: readonly Rule[];
  /** The time between two ticks, ms. */
  readonly pause: number;
}

/** How many queries of a lane run at once, and for how long a tick begins new ones (ms). */
export interface LaneShare {
  readonly atOnce: number;
  readonly budget: number;
}

/**
 * How long a query is assumed to take, ms: hunts over minutes to hours of one workspace take
 * seconds, and some wait in a queue.
 */
const QUERY_MS = 10_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Frequencies that the remedy may propose. */
const FREQUENCIES = [5, 10, 15, 20, 30]
  .map((minutes) => minutes * MINUTE)
  .concat([1, 2, 3, 4, 6, 8, 12, 24].map((hours) => hours * HOUR));
const SHORTEST_PAUSE = 5 * MINUTE;

/** The share of a lane's query time that its rules need: above 1, it falls ever further behind. */
export function laneLoad({ workspaces, rules, pause }: LaneWork, share: LaneShare): number {
  const perTick = rules.reduce((sum, rule) => sum + queriesPerTick(rule, pause), 0) * workspaces;
  return (perTick * QUERY_MS) / (share.atOnce * Math.min(share.budget, pause));
}

/**
 * A window for each of the rule's intervals, but at most two per tick: the fresh one, and one for
 * what has accumulated; and one query for each slot of single events that closes.
 */
function queriesPerTick(rule: Rule, pause: number): number {
  const { hunt } = rule;
  const closing = writesIncidents(rule) && rule.shape === "events" ? pause / hunt.slot : 0;
  return Math.min(pause / hunt.every, 2) + closing;
}

/**
 * Reports a lane whose schedule is overbooked: which rules need the most, and the nearest schedule
 * that fits.
 */
export function checkLoad(lane: LaneWork, share: LaneShare): Problem[] {
  const load = laneLoad(lane, share);
  if (load <= 1) return [];
  const often = [...lane.rules].sort(
    (a, b) => queriesPerTick(b, lane.pause) - queriesPerTick(a, lane.pause),
  );
  const rules = often.map(({ slug, hunt }) => `${slug} (${isoDuration(hunt.every)})`);
  const message =
    `the schedule needs ${percent(load)} of the lane's query time, most of it for ` +
    listNames(rules, 5);
  return [{ where: `lane ${lane.name}`, message, remedy: remedyFor(lane, share) }];
}

function remedyFor(lane: LaneWork, share: LaneShare): string {
  const often = { ...lane, pause: SHORTEST_PAUSE };
  if (lane.pause > SHORTEST_PAUSE && laneLoad(often, share) <= 1)
    return "let the timer fire every 5 minutes (HUNT_SCHEDULE)";
  const every = FREQUENCIES.find((frequency) => laneLoad(notBelow(lane, frequency), share) <= 1);
  if (every !== undefined) {
    const slugs = lane.rules
      .filter(({ hunt }) => hunt.every < every || hunt.slot < every)
      .map(({ slug }) => slug);
    return `it fits with hunt.every and hunt.slot of ${isoDuration(every)} for ${slugs.join(", ")}`;
  }
  const lanes = Math.ceil(laneLoad(notBelow(lane, 24 * HOUR), share));
  return (
    `even once a day is too often: spread the workspaces over ${Math.max(lanes, 2)} lanes with ` +
    "identities of their own"
  );
}

function notBelow(lane: LaneWork, every: number): LaneWork {
  const rules = lane.rules.map((rule) => ({
    ...rule,
    hunt: {
      ...rule.hunt,
      every: Math.max(rule.hunt.every, every),
      slot: Math.max(rule.hunt.slot, every),
    },
  }));
  return { ...lane, rules };
}

export function percent(share: number): string {
  return `${share < 0.1 ? (share * 100).toFixed(1) : Math.round(share * 100)} %`;
}
