import { workspaceArmId } from "../../src/azure/sentinel.ts";
import { createEmulator } from "../../src/emulator/emulator.ts";
import { createResources } from "../../src/emulator/resources.ts";
import { ownerOf } from "../../src/hunt/finding.ts";
import type { LedgerKey } from "../../src/hunt/ports.ts";
import type { Resting } from "../../src/hunt/resting.ts";
import type { Workspace } from "../../src/hunt/rule.ts";
import type { JobOutcome } from "../../src/hunt/run.ts";
import { runTick, TICK_BUDGET } from "../../src/hunt/tick.ts";
import { cellAt, contains, DAY } from "../../src/hunt/window.ts";
import { WORKSPACE } from "../harness.ts";
import { randomOf } from "../random.ts";
import { actOf } from "./analyst.ts";
import { type Calls, callsOf } from "./calls.ts";
import { type Change, type ObservedResources, observed } from "./changes.ts";
import { instanceOf } from "./instance.ts";
import type { LedgerTruth } from "./ledger-truth.ts";
import { memoryLedger } from "./memory-ledger.ts";
import { movingWorkspace } from "./moving-workspace.ts";
import { type RuleShape, shapeNamed } from "./rule-shapes.ts";
import { type Act, BEGIN, MINUTE, type Schedule, type Tick } from "./schedule.ts";
import { rowsOf } from "./start-rows.ts";
import { connectTables, tablesLedger } from "./tables-ledger.ts";
import { type Sabotage, tickPorts } from "./tick-ports.ts";
import type { Violation } from "./violation.ts";
import { type VirtualTime, virtualTime } from "./virtual-time.ts";
import { type Watch, watchOf } from "./watch.ts";

/** Another workspace, which may hang. */
const SECOND: Workspace = { ...WORKSPACE, id: "22222222-2222-4222-8222-222222222222", name: "second" };
const SECOND_URL = new RegExp(`${SECOND.id}|/workspaces/${SECOND.name}/`, "i");

/** As the function app has it. */
const LEASE = 3 * MINUTE;
const MOST_GAPS = 20;
const AT_ONCE = 5;
/** A workspace that hung rests for up to an hour. */
const QUIET_STEP = 75 * MINUTE;
const MOST_QUIET_TICKS = 8;

export interface PlayedTick {
  readonly name: string;
  readonly outcomes: readonly JobOutcome[];
  /** Its process came to the end of it. */
  readonly ended: boolean;
  readonly failures: readonly string[];
}

export interface Played {
  readonly schedule: Schedule;
  readonly shapes: readonly RuleShape[];
  readonly workspaces: readonly Workspace[];
  readonly resources: ObservedResources;
  readonly changes: readonly Change[];
  readonly truth: LedgerTruth;
  readonly ticks: readonly PlayedTick[];
  /** When something went wrong, ms. */
  readonly wentWrong: readonly number[];
  /** What was seen on the way. */
  readonly violations: readonly Violation[];
  /** What happened, one line each. */
  readonly log: readonly string[];
}

let moving: ReturnType<typeof movingWorkspace> | undefined;

/** Plays a schedule, looks at what is left, and gives what `look` gives. */
export async function play<T>(schedule: Schedule, look: (played: Played) => Promise<T>, sabotage: Sabotage = {}): Promise<T> {
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

interface Stage {
  readonly schedule: Schedule;
  readonly time: VirtualTime;
  readonly calls: Calls;
  readonly watch: Watch;
  readonly keys: readonly { readonly key: LedgerKey; readonly shape: RuleShape }[];
  readonly log: string[];
  readonly played: Played;
  /** Begins a tick; it has ended when `ended` says so, or its process is dead. */
  begin(tick: Tick): Promise<{ readonly isOver: () => boolean }>;
  act(one: Act): void;
  end(): Promise<void>;
}

async function stageOf(schedule: Schedule, time: VirtualTime, sabotage: Sabotage): Promise<Stage> {
  const shapes = schedule.shapes.map(shapeNamed);
  const workspaces = schedule.workspaces === 2 ? [WORKSPACE, SECOND] : [WORKSPACE];
  moving ??= movingWorkspace();
  const { engine } = moving;
  const programs = new Set(shapes.map(({ program }) => program));
  moving.hold(
    [...programs].flatMap((program) => schedule.starts.flatMap((start) => rowsOf(start, program))),
    time.now,
  );
  const resources = observed(createResources(), time.now);
  const emulator = createEmulator({
    workspaces: workspaces.map((workspace) => ({ id: workspace.id, armId: workspaceArmId(workspace), engine })),
    resources,
    clock: time.now,
    unconfirmed: { auditTables: false },
  });
  const log: string[] = [];
  const resourceIds = () => [...new Set(resources.changes.toReversed().map(({ id }) => id))].filter((id) => resources.get(id)).reverse();
  const act = (one: Act) => {
    void actOf(one, resourceIds(), emulator, resources).then((what) => log.push(`${new Date(time.now()).toISOString()} analyst: ${what}`));
  };
  const calls = callsOf(schedule, time, randomOf(schedule.seed + 1), (before) => {
    for (const one of schedule.acts.filter(({ after }) => after === before)) time.at(time.now() + one.at, () => act(one));
  });
  const violations: Violation[] = [];
  let watch: Watch | undefined;
  const ledger =
    schedule.ledger === "tables"
      ? await tablesLedger(calls, time)
      : memoryLedger(calls, time, async (instance, method, values) => watch?.ledgerChanged(instance, method, values));
  watch = watchOf({ schedule, shapes, workspaces, resources, truth: ledger.truth, now: time.now, leaseFor: LEASE, violations });
  const ticks: PlayedTick[] = [];
  let resting: Resting = {};
  const transport = { emulator, resources, calls, now: time.now, second: SECOND_URL, refused: schedule.refused, written: watch.written };
  const begin = async ({ ahead }: Tick) => {
    const instance = instanceOf(`tick ${ticks.length + 1}`, ahead, time);
    const played = { name: instance.name, outcomes: [] as JobOutcome[], ended: false, failures: [] as readonly string[] };
    ticks.push(played);
    log.push(`${new Date(time.now()).toISOString()} ${instance.name} begins`);
    const ports = tickPorts(instance, { ...transport, store: await ledger.storeOf(instance) }, sabotage);
    const now = instance.clock();
    const running = runTick(
      {
        rules: shapes.map(({ rule }) => rule),
        workspaces,
        asked: [],
        clock: instance.clock,
        deadline: now + TICK_BUDGET,
        leaseFor: LEASE,
        repeat: instance.repeat,
        ended: (outcome) => void played.outcomes.push(outcome),
        holder: instance.name,
        startFrom: BEGIN,
        notBefore: 0,
        mostGaps: MOST_GAPS,
        atOnce: AT_ONCE,
        resting,
      },
      ports,
    );
    let broken: unknown;
    running.then(
      (outcome) => {
        ({ resting } = outcome);
        Object.assign(played, { ended: true, failures: outcome.failures });
        log.push(`${new Date(time.now()).toISOString()} ${instance.name} ends`);
      },
      (error: unknown) => {
        broken = error;
      },
    );
    return {
      isOver: () => {
        if (broken !== undefined) throw broken;
        return played.ended || instance.isDead();
      },
    };
  };
  return {
    schedule,
    time,
    calls,
    watch,
    keys: shapes.flatMap((shape) => workspaces.map((workspace) => ({ key: ownerOf(shape.rule, workspace), shape }))),
    log,
    begin,
    act,
    end: ledger.end,
    played: {
      schedule,
      shapes,
      workspaces,
      resources,
      changes: resources.changes,
      truth: ledger.truth,
      ticks,
      wentWrong: calls.wentWrong,
      violations,
      get log() {
        return [...log, ...calls.log].sort();
      },
    },
  };
}

async function faultyPart({ schedule, time, begin, act: perform }: Stage): Promise<void> {
  const begun: { readonly isOver: () => boolean }[] = [];
  let beginning = 0;
  for (const tick of schedule.ticks) {
    beginning += 1;
    time.at(tick.at, () => {
      void begin(tick).then((one) => {
        begun.push(one);
        beginning -= 1;
      });
    });
  }
  for (const one of schedule.acts.filter(({ after }) => after === undefined)) time.at(one.at, () => perform(one));
  let over = false;
  time.at(schedule.calm, () => {
    over = true;
  });
  await time.passUntil(() => over && beginning === 0 && begun.every(({ isOver }) => isOver()));
}

/** Ticks without faults, until everything is covered and closed. */
async function quietPart({ schedule, time, calls, keys, begin, watch, played }: Stage): Promise<void> {
  calls.calmDown();
  const ends = keys.map(({ shape: { rule, over } }) => cellAt(BEGIN + over, rule.hunt.slot).to + rule.hunt.lateness + rule.hunt.every);
  let at = Math.max(time.now() + QUIET_STEP, ...ends) + (schedule.refused ? DAY + 2 * MINUTE : 0);
  for (let turn = 0; turn < MOST_QUIET_TICKS; turn += 1, at += QUIET_STEP) {
    let tick: { readonly isOver: () => boolean } | undefined;
    time.at(
      at,
      () =>
        void begin({ at, ahead: 0 }).then((one) => {
          tick = one;
        }),
    );
    await time.passUntil(() => tick?.isOver() === true);
    await watch.covered();
    if (await isQuiet(keys, played.truth)) return;
  }
}

async function isQuiet(keys: Stage["keys"], truth: LedgerTruth): Promise<boolean> {
  for (const { key, shape } of keys) {
    const { settled } = await truth.coverage(key);
    const slots = await truth.slots(key);
    const last = { from: BEGIN, to: cellAt(BEGIN + shape.over, shape.rule.hunt.slot).to };
    if (!settled.some((window) => contains(window, last)) || slots.some(({ state }) => state === "open")) return false;
  }
  return true;
}
