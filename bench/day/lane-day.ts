import { AZURE_LIMITS, laneTurns } from "../../src/azure/lane-limits.ts";
import { around } from "../../src/hunt/base/around.ts";
import { DAY, type Window } from "../../src/hunt/base/window.ts";
import type { Workspace } from "../../src/hunt/base/workspace.ts";
import type { Row } from "../../src/hunt/conditions/event.ts";
import type { SentinelResources } from "../../src/hunt/delivery/sentinel-resources.ts";
import type { QueryWorkspace } from "../../src/hunt/findings/query-workspace.ts";
import type { Rule } from "../../src/hunt/findings/rule.ts";
import { runTick, TICK_BUDGET, type TickOptions } from "../../src/hunt/runs/tick.ts";
import { tablesStore } from "../../src/stores/tables.ts";
import { createWorld } from "../../test/harness.ts";
import { rowsInMemory, type TableUse } from "./rows-in-memory.ts";
import { type VirtualTime, virtualTime } from "./virtual-time.ts";

/** Assumptions about Azure: how long it takes to respond, ms. */
export interface Answers {
  readonly query: () => number;
  readonly read: number;
  readonly write: number;
  readonly table: number;
}

export interface LaneDay {
  readonly rules: readonly Rule[];
  readonly workspaces: readonly Workspace[];
  readonly answers: Answers;
  /** The rows of a rule in a workspace with an event time in the window. */
  readonly rowsIn: (rule: number, workspace: Workspace, window: Window) => Row[];
  readonly start: number;
}

export interface LaneDayUse {
  readonly jobs: number;
  readonly queries: number;
  readonly reads: number;
  readonly writes: number;
  readonly findings: number;
  readonly failed: number;
  /** For every new window, the time from its end until it was covered, ms. */
  readonly lateness: readonly number[];
  /** How long each tick took, ms. */
  readonly ticks: readonly number[];
  /** Ticks that left jobs for the next one. */
  readonly leftIn: number;
  readonly table: TableUse;
}

const PAUSE = 5 * 60_000;
const LEASE_MS = 3 * 60_000;

/**
 * Simulates a day of a lane with the real ticks, limits and ledger, in virtual time.
 */
export async function runLaneDay(day: LaneDay): Promise<LaneDayUse> {
  const time = virtualTime(day.start);
  const { rows, use: table } = rowsInMemory(() => time.sleep(day.answers.table));
  const calls = { queries: 0, reads: 0, writes: 0 };
  const turns = laneTurns(AZURE_LIMITS, { clock: time.now, sleep: time.sleep });
  const ports = {
    ...createWorld({ store: tablesStore(rows) }).ports,
    queries: around(queriesOf(day, time, calls), ({ run }) => turns.query(run)),
    sentinel: around(sentinelOf(day, time, calls), ({ name, run }) =>
      name === "create" ? turns.write(run) : run(),
    ),
    clock: time.now,
  };
  const seen = {
    jobs: 0,
    findings: 0,
    failed: 0,
    leftIn: 0,
    lateness: [] as number[],
    ticks: [] as number[],
  };
  const ended: TickOptions["ended"] = ({ record }) => {
    seen.jobs += 1;
    seen.findings += record.findings - record.known;
    if (record.state === "failed") seen.failed += 1;
    if (record.job === "window") seen.lateness.push(time.now() - record.window.to);
  };
  let resting: TickOptions["resting"] = {};
  for (let at = day.start; at < day.start + DAY; ) {
    const began = time.now();
    const options = { ...optionsOf(day, time, began), ended, resting };
    const outcome = await time.until(runTick(options, { ...ports, dry: () => ports }));
    if (outcome.failures.length > 0) throw new Error(outcome.failures[0]);
    resting = outcome.resting;
    seen.ticks.push(time.now() - began);
    if (outcome.left.length > 0) seen.leftIn += 1;
    // A tick that takes longer than the interval makes the timer skip ticks: it is a singleton.
    at = Math.max(at + PAUSE, Math.ceil(time.now() / PAUSE) * PAUSE);
    await time.until(time.sleep(at - time.now()));
  }
  return { ...seen, ...calls, table };
}

function optionsOf(
  { rules, workspaces, start }: LaneDay,
  time: VirtualTime,
  began: number,
): Omit<TickOptions, "ended" | "resting"> {
  return {
    rules,
    workspaces,
    asked: [],
    clock: time.now,
    deadline: began + TICK_BUDGET,
    leaseFor: LEASE_MS,
    repeat: (ms, call) => repeat(time, ms, call),
    holder: "day",
    startFrom: start,
    notBefore: 0,
    mostGaps: 20,
    atOnce: AZURE_LIMITS.queriesAtOnce,
  };
}

function repeat(
  { sleep }: VirtualTime,
  ms: number,
  call: () => Promise<unknown>,
): () => Promise<void> {
  let stopped = false;
  const again = async () => {
    await sleep(ms);
    if (stopped) return;
    await call();
    await again();
  };
  again().catch(() => undefined);
  return async () => {
    stopped = true;
  };
}

/** The rule's name is in a comment at the end of its query. */
const RULE = /\/\/ rule (\d+)$/m;

function queriesOf(
  day: LaneDay,
  { sleep, now }: VirtualTime,
  calls: { queries: number },
): QueryWorkspace {
  return {
    async query(workspace, { text, timespan }) {
      calls.queries += 1;
      const ms = day.answers.query();
      await sleep(ms);
      const rule = Number(RULE.exec(text)?.[1]);
      return { rows: day.rowsIn(rule, workspace, timespan), queryMs: ms, servedAt: now() };
    },
  };
}

function sentinelOf(
  { answers }: LaneDay,
  { sleep }: VirtualTime,
  calls: { reads: number; writes: number },
): SentinelResources {
  const written = new Set<string>();
  return {
    reach: async () => undefined,
    async read({ id }, ref) {
      calls.reads += 1;
      await sleep(answers.read);
      return written.has(`${id} ${ref.kind} ${ref.id}`) ? { closed: false } : undefined;
    },
    async create({ id }, write) {
      calls.writes += 1;
      await sleep(answers.write);
      written.add(`${id} ${write.kind} ${write.id}`);
      return "created";
    },
  };
}
