import { type Random, randomOf } from "../random.ts";
import { hasLate } from "./expected.ts";
import { atBorders, HOSTS, startsOf } from "./make-starts.ts";
import { clocksAhead } from "./merged.ts";
import {
  CELL_SHAPE_NAMES,
  LATER_SHAPE_NAMES,
  type RuleShape,
  SHAPE_NAMES,
  shapeNamed,
} from "./rule-shapes.ts";
import {
  type Act,
  type AskedAt,
  BEGIN,
  CALLS,
  type CallKind,
  CELL_SEEDS,
  type Happening,
  HOUR,
  MINUTE,
  type Mishap,
  type Schedule,
  type Start,
  type Tick,
  type Trouble,
} from "./schedule.ts";

/**
 * What can happen to a call of each kind, besides crash and stall, which can happen to any; those
 * in STAND can happen after the call was carried out.
 */
const FAULTS: Readonly<Record<"query" | "list" | "read" | "write" | "ledger", readonly string[]>> =
  {
    query: [
      "429",
      "429-no-header",
      "429-date",
      "400",
      "403",
      "404",
      "500",
      "502",
      "503",
      "504",
      "empty",
      "partial",
      "reset",
      "unreachable",
      "timeout",
    ],
    list: ["429", "403", "503", "reset", "timeout"],
    read: [
      "429",
      "429-no-header",
      "403",
      "404",
      "500",
      "502",
      "503",
      "504",
      "empty",
      "reset",
      "timeout",
    ],
    write: [
      "429",
      "429-no-header",
      "429-date",
      "403",
      "404",
      "409",
      "412",
      "500",
      "502",
      "503",
      "504",
      "reset",
      "unreachable",
      "timeout",
    ],
    ledger: ["500", "503", "409", "412", "reset", "timeout"],
  };
const STAND = new Set(["500", "502", "503", "504", "reset", "timeout", "crash"]);

/** About how many calls of each kind a schedule makes; mishaps are spread over them. */
const USUAL_CALLS: Readonly<Record<CallKind, number>> = {
  query: 22,
  list: 3,
  "read bookmark": 20,
  "read incident": 25,
  "read relation": 16,
  "read comment": 6,
  "write bookmark": 10,
  "write incident": 4,
  "write relation": 9,
  "write comment": 5,
  "ledger read": 60,
  "ledger write": 40,
  lease: 25,
};

/** The schedule for a seed; always the same one, as long as nothing changes here. */
export function makeSchedule(seed: number): Schedule {
  const random = randomOf(seed);
  const shapes = seed >= CELL_SEEDS ? cellShapes(random) : eventShapes(seed, random);
  const first = shapeNamed(shapes[0] ?? "");
  const starts = startsOf(first, shapes, random);
  const clocks = random.chance(0.25) ? "wrong" : "right";
  const until = BEGIN + first.over + 20 * MINUTE;
  const ticks = ticksOf(first, until, clocks, random);
  const calm = (ticks.at(-1)?.at ?? until) + 10 * MINUTE;
  const workspaces = random.chance(0.12) ? 2 : 1;
  const schedule: Schedule = {
    seed,
    shapes,
    workspaces,
    ledger: random.chance(0.1) ? "tables" : "memory",
    starts,
    ticks,
    mishaps: mishapsOf(clocks, random),
    troubles: troublesOf(workspaces, calm, random),
    refused: random.chance(0.08) ? random.pick(HOSTS) : undefined,
    acts: random.chance(0.4) ? actsOf(calm, random) : [],
    latency: random.pick([20, 500, 3_000]),
    calm,
    asked: random.chance(0.2) ? askedOf(first, ticks, random) : [],
    held: random.chance(0.2) ? heldFor(starts, random) : undefined,
    again: false,
  };
  return seed >= CELL_SEEDS ? asCells(schedule, random) : schedule;
}

function eventShapes(seed: number, random: Random): string[] {
  const picked = random.pick(SHAPE_NAMES);
  const shapes = [seed % 4 === 3 ? randomOf(seed).pick(LATER_SHAPE_NAMES) : picked];
  if (random.chance(0.1)) shapes.push(otherProgram(shapes[0] ?? "", random));
  return shapes;
}

function cellShapes(random: Random): string[] {
  const picked = random.pick(CELL_SHAPE_NAMES);
  const others = CELL_SHAPE_NAMES.filter((name) => name !== picked);
  return random.chance(0.1) ? [picked, random.pick(others)] : [picked];
}

/** What is different with rules that have a clock or merge rows. */
function asCells(schedule: Schedule, random: Random): Schedule {
  const shapes = schedule.shapes.map(shapeNamed);
  const again = random.chance(0.5);
  const [first] = shapes;
  const takesLate = shapes.every((one) => one.takesLate);
  const lateness = Math.min(...shapes.map(({ rule }) => rule.hunt.lateness));
  const latest = takesLate ? lateness - 1 : lateness - 1 - clocksAhead(schedule);
  const arrival = { late: again && takesLate, latest };
  const starts = first ? atBorders(schedule.starts, first, arrival, random) : [];
  return {
    ...schedule,
    starts,
    // The answer for a cell is never split.
    held:
      shapes.some(({ merging }) => merging) || !schedule.held ? undefined : heldFor(starts, random),
    again: again || shapes.some((shape) => hasLate({ ...schedule, starts }, shape)),
  };
}

/** Ranges of whole minutes that are over and contain parts of slots. */
function askedOf({ over }: RuleShape, ticks: readonly Tick[], random: Random): AskedAt[] {
  return Array.from({ length: random.int(1, 2) }, () => {
    const at = random.pick(ticks.map((tick) => tick.at)) - 1;
    const last = Math.floor(Math.min(at - BEGIN, over) / MINUTE);
    const from = random.int(0, last - 1);
    return { at, from: BEGIN + from * MINUTE, to: BEGIN + random.int(from + 1, last) * MINUTE };
  });
}

/**
 * So few rows that windows are queried in parts; a query for one second, with two on each side of
 * it, still fits.
 */
function heldFor(starts: readonly Start[], random: Random): number {
  const near = (one: Start) =>
    starts.filter(({ time }) => Math.abs(time - one.time) <= 10_000).length;
  // A start has two rows at most.
  return 2 * Math.max(1, ...starts.map(near)) + random.int(1, 4);
}

function otherProgram(name: string, random: Random): string {
  const { program } = shapeNamed(name);
  return random.pick(SHAPE_NAMES.filter((one) => shapeNamed(one).program !== program));
}

/** Ticks that come as they should, except some that are skipped, late, or come twice at once. */
function ticksOf(
  { rule }: RuleShape,
  until: number,
  clocks: "right" | "wrong",
  random: Random,
): Tick[] {
  const every = Math.max(rule.hunt.every, 10 * MINUTE);
  const ticks: Tick[] = [];
  for (let at = BEGIN + every; at <= until; at += every) {
    if (random.chance(0.15)) continue;
    const late = random.chance(0.2) ? random.int(0, every / 2) : 0;
    ticks.push({
      at: at + late,
      ahead: clocks === "wrong" ? aheadOf(random) : random.int(-1_000, 1_000),
    });
    // Processes whose clocks differ cannot tell whether a lease is over (docs/decisions.md).
    if (clocks === "right" && random.chance(0.25))
      ticks.push({
        at: at + late + random.int(0, random.pick([5_000, 90_000, 4 * MINUTE])),
        ahead: 0,
      });
  }
  return ticks;
}

function aheadOf(random: Random): number {
  return random.pick([0, 0, -2 * HOUR, -20 * MINUTE, -30_000, 30_000, 20 * MINUTE, 2 * HOUR]);
}

function mishapsOf(clocks: "right" | "wrong", random: Random): Mishap[] {
  const count = random.pick([1, 2, 4, 6, 8, 12]);
  return Array.from({ length: count }, (): Mishap => {
    const of = random.pick(CALLS);
    const what = whatHappens(of, clocks, random);
    return {
      of,
      nth: random.int(1, USUAL_CALLS[of]),
      what,
      stood: STAND.has(what) && changes(of, what) && random.chance(0.5),
      ms: howLong(what, random),
      ...(random.chance(0.3) ? { next: nextOf(clocks, random) } : {}),
    };
  });
}

function nextOf(clocks: "right" | "wrong", random: Random): Happening {
  const what = random.pick([
    "crash",
    "503",
    "timeout",
    "reset",
    clocks === "right" ? "stall" : "503",
  ]);
  return { what, stood: random.chance(0.5), ms: howLong(what, random) };
}

function howLong(what: string, random: Random): number {
  return what === "stall" ? random.int(1, 8) * MINUTE : random.pick([500, 5_000, 19_000, 60_000]);
}

/** Whether it makes a difference that the call was carried out. */
function changes(of: CallKind, what: string): boolean {
  return what === "crash" || of.startsWith("write") || of === "ledger write" || of === "lease";
}

function whatHappens(of: CallKind, clocks: "right" | "wrong", random: Random): string {
  if (random.chance(0.2)) return "crash";
  if (clocks === "right" && random.chance(0.15)) return "stall";
  if (of === "query" || of === "list") return random.pick(FAULTS[of]);
  if (of.startsWith("read")) return random.pick(FAULTS.read);
  return random.pick(of.startsWith("write") ? FAULTS.write : FAULTS.ledger);
}

function troublesOf(workspaces: 1 | 2, calm: number, random: Random): Trouble[] {
  const time = (most = 40) => {
    const from = random.int(BEGIN, calm - 10 * MINUTE);
    return { from, to: Math.min(from + random.int(5, most) * MINUTE, calm) };
  };
  return [
    ...(workspaces === 2 ? [{ what: "the second workspace hangs" as const, ...time() }] : []),
    ...(random.chance(0.15) ? [{ what: "bookmarks may not be written" as const, ...time() }] : []),
    ...(random.chance(0.15) ? [{ what: "answers are partial" as const, ...time(20) }] : []),
    ...(random.chance(0.05) ? [{ what: "the ledger answers 503" as const, ...time() }] : []),
  ];
}

function actsOf(calm: number, random: Random): Act[] {
  const acts = [
    "edit",
    "edit",
    "close",
    "close",
    "reopen",
    "delete incident",
    "delete bookmark",
    "delete relation",
    "delete comment",
    "edit bookmark",
  ] as const;
  return Array.from({ length: random.int(1, 8) }, (): Act => {
    const what = random.pick(acts);
    const choice = random.next();
    if (random.chance(0.5))
      return { at: random.int(1_000, 8 * MINUTE), after: random.int(0, 6), what, choice };
    return { at: random.int(BEGIN + 10 * MINUTE, calm), what, choice };
  });
}
