import { contains, DAY, type Window } from "../../src/hunt/base/window.ts";
import { askRun } from "../../src/hunt/ledger/asked.ts";
import { randomOf } from "../random.ts";
import type { LedgerTruth } from "./ledger-truth.ts";
import type { Played } from "./played.ts";
import { huntedTo, type RuleShape } from "./rule-shapes.ts";
import { BEGIN, MINUTE, type Schedule } from "./schedule.ts";
import { type Stage, stageOf } from "./stage.ts";
import { connectTables } from "./tables-ledger.ts";
import type { Sabotage } from "./tick-ports.ts";
import { type Begun, LANE } from "./ticks.ts";
import { virtualTime } from "./virtual-time.ts";

/** Longer than the hour for which a workspace that hung may rest. */
const QUIET_STEP = 75 * MINUTE;
/** Where answers have a few rows and calls take seconds, a rule catches up slowly. */
const MOST_QUIET_TICKS = 24;

/** Plays a schedule, and returns what `look` makes of the result. */
export async function play<T>(
  schedule: Schedule,
  look: (played: Played) => Promise<T>,
  sabotage: Sabotage = {},
): Promise<T> {
  if (schedule.ledger === "tables") await connectTables();
  const { time, restore } = virtualTime(BEGIN);
  const random = randomOf(schedule.seed ^ 0x5eed);
  const jitter = Math.random;
  Math.random = random.next;
  try {
    const stage = await stageOf(schedule, time, sabotage);
    try {
      await faultyPart(stage);
      await quietPart(stage);
      return await look(stage.played);
    } finally {
      await stage.end();
    }
  } finally {
    Math.random = jitter;
    restore();
  }
}

async function faultyPart({ schedule, time, ticks, act, played }: Stage): Promise<void> {
  const begun: Begun[] = [];
  let beginning = 0;
  for (const tick of schedule.ticks) {
    beginning += 1;
    time.at(tick.at, () => {
      void ticks.begin(tick).then((one) => {
        begun.push(one);
        beginning -= 1;
      });
    });
  }
  for (const [index, { at, from, to }] of schedule.asked.entries()) {
    const [shape] = played.shapes;
    if (shape) time.at(at, () => void ask(`asked ${index}`, { from, to }, at, shape, played));
  }
  for (const one of schedule.acts.filter(({ after }) => after === undefined))
    time.at(one.at, () => act(one));
  let over = false;
  time.at(schedule.calm, () => {
    over = true;
  });
  await time.passUntil(() => over && beginning === 0 && begun.every(({ isOver }) => isOver()));
}

function ask(
  id: string,
  range: Window,
  askedAt: number,
  { rule }: RuleShape,
  { truth, workspaces }: Played,
): Promise<void> {
  return truth.ask(askRun({ id, lane: LANE, range, dry: false, askedAt }, rule, workspaces));
}

/**
 * Ticks without faults, until everything is covered and closed; then, if the schedule says so, a
 * requested run of all the time that was hunted.
 */
async function quietPart(stage: Stage): Promise<void> {
  const { schedule, calls, keys, time, played } = stage;
  calls.calmDown();
  const ends = keys.map(
    ({ shape }) => BEGIN + huntedTo(shape) + shape.rule.hunt.lateness + shape.rule.hunt.every,
  );
  const rest = schedule.refused ? DAY + 2 * MINUTE : 0;
  await tickUntilQuiet(Math.max(time.now() + QUIET_STEP, ...ends) + rest, stage);
  if (!schedule.again) return;
  for (const shape of played.shapes) {
    const range = { from: BEGIN, to: BEGIN + huntedTo(shape) };
    await ask(`again ${shape.rule.slug}`, range, time.now(), shape, played);
  }
  await tickUntilQuiet(time.now() + QUIET_STEP, stage);
}

async function tickUntilQuiet(first: number, { time, keys, ticks, watch, played }: Stage) {
  for (let turn = 0, at = first; turn < MOST_QUIET_TICKS; turn += 1, at += QUIET_STEP) {
    let tick: Begun | undefined;
    time.at(
      at,
      () =>
        void ticks.begin({ ahead: 0 }).then((one) => {
          tick = one;
        }),
    );
    await time.passUntil(() => tick?.isOver() === true);
    await watch.covered();
    if (await isQuiet(keys, played.truth)) return;
  }
}

async function isQuiet(keys: Stage["keys"], truth: LedgerTruth): Promise<boolean> {
  if ((await truth.waitingRuns(LANE)).length > 0) return false;
  for (const { key, shape } of keys) {
    const { settled } = await truth.coverage(key);
    const slots = await truth.slots(key);
    const last = { from: BEGIN, to: BEGIN + huntedTo(shape) };
    if (
      !settled.some((window) => contains(window, last)) ||
      slots.some(({ state }) => state === "open")
    )
      return false;
  }
  return true;
}
