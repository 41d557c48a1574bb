import { NO_TIME } from "../src/azure/deadline.ts";
import type { Rule } from "../src/hunt/findings/rule.ts";
import { NO_WATCH, type Trouble, type Watch } from "../src/hunt/ledger/lane-memory.ts";
import type { CoverageStore } from "../src/hunt/ledger/store.ts";
import type { RunPorts } from "../src/hunt/runs/job.ts";
import type { TickOutcome } from "../src/hunt/runs/tick.ts";
import type { Told } from "../src/hunt/runs/trouble/tell-trouble.ts";
import { troubleLine as lineFor, recoveryLine } from "../src/hunt/runs/trouble/trouble-lines.ts";
import type { TickTimes } from "../src/hunt/runs/trouble/watch.ts";
import { watchTick } from "../src/hunt/runs/trouble/watch-tick.ts";
import type { Lane } from "../src/settings/lanes.ts";
import { lastBeat } from "./last-beat.ts";
import { errorText, type Log } from "./log.ts";
import { troubleLine } from "./telemetry.ts";

export interface LaneWatch {
  readonly lane: Lane;
  readonly rules: readonly Rule[];
  /** Of workspaces by id. */
  readonly names: ReadonlyMap<string, string>;
  /** Of rules by id. */
  readonly slugs: ReadonlyMap<string, string>;
  readonly store: CoverageStore;
  readonly times: TickTimes;
  readonly log: Log;
  readonly invocationId: string;
  /** After this the tick began no job, ms. */
  readonly begun: number;
  /** How long a lease is taken for, ms. */
  readonly leaseFor: number;
}

/**
 * So long after its jobs a tick begins to write what is to be said of troubles, ms: the next one
 * must not be late by it.
 */
const TELL_MS = 30_000;

/**
 * What is in trouble in a lane after a tick: logged where it begins and ends, and said once in the
 * workspace.
 */
export async function watchLane(
  outcome: TickOutcome,
  watched: LaneWatch,
  ports: RunPorts,
): Promise<Watch> {
  const { lane, rules, names, slugs, store, times, log, invocationId, begun, leaseFor } = watched;
  const context = (trouble: Trouble) => ({
    lane: lane.name,
    invocation: invocationId,
    rule: slugs.get(trouble.rule) ?? trouble.rule,
  });
  const nameOf = ({ workspace }: Trouble) => names.get(workspace) ?? workspace;
  const options = {
    ...{ rules, workspaces: lane.workspaces, times, leaseFor },
    clock: Date.now,
    deadline: begun + TELL_MS,
    holder: `${invocationId} trouble`,
    recorded: async () => (await lastBeat(lane.name, store))?.watch ?? NO_WATCH,
    record: async (watch: Watch) => {
      const before = await lastBeat(lane.name, store);
      if (before) await store.beat({ ...before, watch });
    },
    failed: (error: unknown) => log.error(errorText(error)),
    changed: (trouble: Trouble, state: "began" | "ended") => {
      if (state === "began") log.error(lineFor(trouble, nameOf(trouble), slugs));
      else log.warning(recoveryLine(trouble, nameOf(trouble), slugs));
      log.telemetry(troubleLine(trouble, state, context(trouble)));
    },
  };
  const { watch, told } = await watchTick(outcome, options, ports);
  for (const one of told) tellOf(one, context(one.trouble), log);
  return watch;
}

function tellOf(told: Told, context: Parameters<typeof troubleLine>[2], log: Log): void {
  const { trouble, result } = told;
  const { write, status, message = "" } = result;
  if (status !== "failed") log.telemetry(troubleLine(trouble, "written", context, told));
  const remedy = status === "refused" ? "it is set aside" : "it is tried again after the next tick";
  if ((status === "failed" && !message.includes(NO_TIME)) || status === "refused")
    log.error(`trouble ${trouble.id}: ${write.kind} ${write.id}: ${message}; ${remedy}`);
}
