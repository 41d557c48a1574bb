import { createEmulator } from "../../src/emulator/emulator.ts";
import { createResources } from "../../src/emulator/resources.ts";
import type { Workspace } from "../../src/hunt/base/workspace.ts";
import { workspaceArmId } from "../../src/hunt/base/workspace.ts";
import { makeOwner } from "../../src/hunt/findings/finding.ts";
import type { LedgerKey } from "../../src/hunt/ledger/store.ts";
import type { Engine } from "../../src/kql/engine.ts";
import { WORKSPACE } from "../harness.ts";
import { randomOf } from "../random.ts";
import { actOf } from "./analyst.ts";
import { type Calls, callsOf } from "./calls.ts";
import { observed } from "./changes.ts";
import { memoryLedger } from "./memory-ledger.ts";
import { movingWorkspace } from "./moving-workspace.ts";
import type { Played } from "./played.ts";
import { type RuleShape, shapeNamed } from "./rule-shapes.ts";
import type { Act, Schedule } from "./schedule.ts";
import { rowsOf } from "./start-rows.ts";
import { tablesLedger } from "./tables-ledger.ts";
import type { Sabotage } from "./tick-ports.ts";
import { LEASE, type Ticks, ticksOf } from "./ticks.ts";
import type { Violation } from "./violation.ts";
import type { VirtualTime } from "./virtual-time.ts";
import { type Watch, watchOf } from "./watch.ts";

/** Another workspace, which may hang. */
const SECOND: Workspace = {
  ...WORKSPACE,
  id: "22222222-2222-4222-8222-222222222222",
  name: "second",
};
const SECOND_URL = new RegExp(`${SECOND.id}|/workspaces/${SECOND.name}/`, "i");

/** Everything with which a schedule is played. */
export interface Stage {
  readonly schedule: Schedule;
  readonly time: VirtualTime;
  readonly calls: Calls;
  readonly watch: Watch;
  readonly keys: readonly { readonly key: LedgerKey; readonly shape: RuleShape }[];
  readonly ticks: Ticks;
  readonly played: Played;
  act(one: Act): void;
  end(): Promise<void>;
}

export async function stageOf(
  schedule: Schedule,
  time: VirtualTime,
  sabotage: Sabotage,
): Promise<Stage> {
  const shapes = schedule.shapes.map(shapeNamed);
  const workspaces = schedule.workspaces === 2 ? [WORKSPACE, SECOND] : [WORKSPACE];
  const log: string[] = [];
  const say = (line: string) => void log.push(`${new Date(time.now()).toISOString()} ${line}`);
  const resources = observed(createResources(), time.now);
  const engine = engineWith(schedule, time);
  const emulator = createEmulator({
    workspaces: workspaces.map((workspace) => ({
      id: workspace.id,
      armId: workspaceArmId(workspace),
      engine,
    })),
    resources,
    clock: time.now,
    unconfirmed: { auditTables: false },
  });
  const act = (one: Act) =>
    void actOf(one, emulator, resources).then((what) => say(`analyst: ${what}`));
  const calls = callsOf(schedule, time, randomOf(schedule.seed + 1), (what, before) => {
    say(what);
    for (const one of schedule.acts.filter(({ after }) => after === before))
      time.at(time.now() + one.at, () => act(one));
  });
  const violations: Violation[] = [];
  const later: { watch?: Watch } = {};
  const ledger =
    schedule.ledger === "tables"
      ? await tablesLedger(calls, time)
      : memoryLedger(calls, time, async (...change) => later.watch?.ledgerChanged(...change));
  const { truth } = ledger;
  const watch = watchOf({
    schedule,
    shapes,
    workspaces,
    resources,
    truth,
    now: time.now,
    leaseFor: LEASE,
    violations,
  });
  later.watch = watch;
  const transport = {
    emulator,
    resources,
    calls,
    now: time.now,
    second: SECOND_URL,
    refused: schedule.refused,
    written: watch.written,
  };
  const ticks = ticksOf({
    shapes,
    workspaces,
    ledger,
    transport,
    held: schedule.held,
    time,
    sabotage,
    say,
  });
  const { changes } = resources;
  const { wentWrong } = calls;
  return {
    schedule,
    time,
    calls,
    watch,
    keys: shapes.flatMap((shape) =>
      workspaces.map((workspace) => ({ key: makeOwner(shape.rule, workspace), shape })),
    ),
    ticks,
    act,
    end: ledger.end,
    played: {
      schedule,
      shapes,
      workspaces,
      resources,
      changes,
      truth,
      ticks: ticks.all,
      wentWrong,
      violations,
      log,
    },
  };
}

let moving: ReturnType<typeof movingWorkspace> | undefined;

function engineWith({ shapes, starts }: Schedule, time: VirtualTime): Engine {
  moving ??= movingWorkspace();
  const programs = [...new Set(shapes.map((name) => shapeNamed(name).program))];
  const rows = programs.flatMap((program) => starts.flatMap((start) => rowsOf(start, program)));
  moving.hold(rows, time.now);
  return moving.engine;
}
