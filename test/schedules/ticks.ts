import type { Workspace } from "../../src/hunt/base/workspace.ts";
import type { Resting } from "../../src/hunt/ledger/lane-memory.ts";
import type { JobOutcome } from "../../src/hunt/runs/job.ts";
import {
  runTick,
  TICK_BUDGET,
  type TickOptions,
  type TickOutcome,
} from "../../src/hunt/runs/tick.ts";
import type { Asked } from "../../src/hunt/runs/work.ts";
import { currentInstance, type Instance, instanceOf } from "./instance.ts";
import type { ScheduleLedger } from "./ledger-truth.ts";
import type { PlayedTick } from "./played.ts";
import type { RuleShape } from "./rule-shapes.ts";
import { BEGIN, MINUTE, type Tick } from "./schedule.ts";
import { type Sabotage, tickPorts } from "./tick-ports.ts";
import type { TransportOptions } from "./transport.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** As in the function app. */
export const LEASE = 3 * MINUTE;
export const LANE = "Default";
const MOST_GAPS = 20;
const AT_ONCE = 5;

export interface TickStage {
  readonly shapes: readonly RuleShape[];
  readonly workspaces: readonly Workspace[];
  readonly ledger: ScheduleLedger;
  readonly transport: TransportOptions;
  /** How many rows one answer has at most; undefined: as in the product. */
  readonly held: number | undefined;
  readonly time: VirtualTime;
  readonly sabotage: Sabotage;
  readonly say: (line: string) => void;
}

export interface Ticks {
  /** All ticks that were begun. */
  readonly all: readonly PlayedTick[];
  /** Begins a tick, in a process of its own. */
  begin(tick: Pick<Tick, "ahead">): Promise<Begun>;
}

export interface Begun {
  /** Whether it has ended, or its process is dead. */
  isOver(): boolean;
}

/**
 * Ticks as the function app runs them (src/app/lane). Each passes the resting workspaces on to the
 * next.
 */
export function ticksOf(stage: TickStage): Ticks {
  const all: PlayedTick[] = [];
  let resting: Resting = {};
  return {
    all,
    async begin({ ahead }) {
      const instance = instanceOf(`tick ${all.length + 1}`, ahead, stage.time);
      const played = {
        name: instance.name,
        outcomes: [] as JobOutcome[],
        ended: false,
        failures: [] as readonly string[],
      };
      all.push(played);
      stage.say(`${instance.name} begins`);
      const store = await stage.ledger.storeOf(instance);
      const ports = tickPorts(
        instance,
        { ...stage.transport, store, held: stage.held },
        stage.sabotage,
      );
      let broken: unknown;
      const ended = (outcome: TickOutcome) => {
        ({ resting } = outcome);
        Object.assign(played, { ended: true, failures: outcome.failures });
        stage.say(`${instance.name} ends`);
      };
      const asked = await askedIn(stage);
      currentInstance
        .run(instance, () =>
          runTick(optionsOf(instance, stage, { resting, asked }, played.outcomes), ports),
        )
        .then(ended, (error: unknown) => {
          broken = error;
        });
      const isOver = () => {
        if (broken !== undefined) throw broken;
        return played.ended || instance.isDead();
      };
      return { isOver };
    },
  };
}

async function askedIn({ shapes, ledger }: TickStage): Promise<Asked[]> {
  const runs = await ledger.truth.waitingRuns(LANE);
  return runs.flatMap((run) =>
    shapes.filter(({ rule }) => rule.slug === run.rule).map(({ rule }) => ({ run, rule })),
  );
}

function optionsOf(
  instance: Instance,
  { shapes, workspaces, sabotage }: TickStage,
  { resting, asked }: Pick<TickOptions, "resting" | "asked">,
  outcomes: JobOutcome[],
): TickOptions {
  return {
    rules: shapes.map(({ rule }) => sabotage.rule?.(rule) ?? rule),
    workspaces,
    asked: asked.map(({ run, rule }) => ({ run, rule: sabotage.rule?.(rule) ?? rule })),
    clock: instance.clock,
    deadline: instance.clock() + TICK_BUDGET,
    leaseFor: LEASE,
    repeat: instance.repeat,
    ended: (outcome) => void outcomes.push(outcome),
    holder: instance.name,
    startFrom: BEGIN,
    notBefore: 0,
    mostGaps: MOST_GAPS,
    atOnce: AT_ONCE,
    resting,
  };
}
