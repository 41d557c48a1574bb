import type { Rule } from "../../hunt/findings/rule.ts";
import { NO_WATCH, type Trouble, type Watch } from "../../hunt/ledger/lane-memory.ts";
import type { CoverageStore } from "../../hunt/ledger/store.ts";
import type { RunPorts } from "../../hunt/runs/job.ts";
import type { TickOutcome } from "../../hunt/runs/tick.ts";
import type { Told } from "../../hunt/runs/trouble/tell-trouble.ts";
import { troubleLine as lineFor, recoveryLine } from "../../hunt/runs/trouble/trouble-lines.ts";
import type { TickTimes } from "../../hunt/runs/trouble/watch.ts";
import { type WatchOptions, watchTick } from "../../hunt/runs/trouble/watch-tick.ts";
import type { Lane } from "../../settings/lanes.ts";
import { errorText, type Log } from "../log.ts";
import { type TroubleContext, troubleLine } from "../telemetry.ts";
import { lastBeat } from "./last-beat.ts";

export interface LaneWatch {
  readonly lane: Lane;
  readonly rules: readonly Rule[];
  /** By id. */
  readonly names: {
    readonly workspaces: ReadonlyMap<string, string>;
    readonly slugs: ReadonlyMap<string, string>;
  };
  readonly store: CoverageStore;
  readonly times: TickTimes;
  readonly log: Log;
  readonly invocationId: string;
  /** The tick began no job after this time, ms. */
  readonly begun: number;
  /** How long leases are taken for, ms. */
  readonly leaseFor: number;
}

/**
 * How long after its jobs a tick may still begin to write reports of troubles, ms: they must not
 * delay the next tick.
 */
const TELL_MS = 30_000;

/**
 * Determines what is in trouble in a lane after a tick. The beginning and the end of a trouble are
 * logged, and reported once in the workspace.
 */
export async function watchLane(
  outcome: TickOutcome,
  watched: LaneWatch,
  ports: RunPorts,
): Promise<Watch> {
  const { lane, store } = watched;
  const options: WatchOptions = {
    ...{ rules: watched.rules, workspaces: lane.workspaces, times: watched.times },
    ...{ leaseFor: watched.leaseFor, clock: Date.now, deadline: watched.begun + TELL_MS },
    holder: `${watched.invocationId} trouble`,
    recorded: async () => (await lastBeat(lane.name, store))?.watch ?? NO_WATCH,
    async record(watch) {
      const before = await lastBeat(lane.name, store);
      if (before) await store.beat({ ...before, watch });
    },
    failed: (error) => watched.log.error(errorText(error)),
    changed: (trouble, state) => logChange(trouble, state, watched),
  };
  const { watch, told } = await watchTick(outcome, options, ports);
  for (const one of told) logTold(one, watched);
  return watch;
}

function troubleContext(
  { rule }: Trouble,
  { lane, invocationId, names: { slugs } }: LaneWatch,
): TroubleContext {
  return { lane: lane.name, invocation: invocationId, rule: slugs.get(rule) ?? rule };
}

function logChange(trouble: Trouble, state: "began" | "ended", watched: LaneWatch): void {
  const { log, names } = watched;
  const name = names.workspaces.get(trouble.workspace) ?? trouble.workspace;
  if (state === "began") log.error(lineFor(trouble, name, names.slugs));
  else log.warning(recoveryLine(trouble, name, names.slugs));
  log.telemetry(troubleLine(trouble, state, troubleContext(trouble, watched)));
}

function logTold(told: Told, watched: LaneWatch): void {
  const { trouble, result } = told;
  const { write, status, message = "" } = result;
  const { log } = watched;
  if (status !== "failed")
    log.telemetry(troubleLine(trouble, "written", troubleContext(trouble, watched), told));
  const remedy = status === "refused" ? "it is set aside" : "it is tried again after the next tick";
  if ((status === "failed" && result.code !== "out-of-time") || status === "refused")
    log.error(`trouble ${trouble.id}: ${write.kind} ${write.id}: ${message}; ${remedy}`);
}
