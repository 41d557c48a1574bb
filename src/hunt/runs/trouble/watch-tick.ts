import type { Workspace } from "../../base/workspace.ts";
import type { Rule } from "../../findings/rule.ts";
import type { Trouble, Watch } from "../../ledger/lane-memory.ts";
import type { RunPorts } from "../job.ts";
import type { TickOutcome } from "../tick.ts";
import { type TellOptions, type Told, tellTroubles } from "./tell-trouble.ts";
import { changes, isSilent, type TickTimes, watchAfter } from "./watch.ts";

export interface WatchOptions {
  readonly rules: readonly Rule[];
  readonly workspaces: readonly Workspace[];
  readonly times: TickTimes;
  /** Ms. */
  readonly clock: () => number;
  /** The time after which no report is begun, ms. */
  readonly deadline: number;
  /** How long a lease is taken for, ms. */
  readonly leaseFor: number;
  readonly holder: string;
  /** What was last recorded, by whichever instance. */
  readonly recorded: () => Promise<Watch>;
  readonly record: (watch: Watch) => Promise<void>;
  /** Called with each trouble when it begins and when it is over. */
  readonly changed: (trouble: Trouble, state: "began" | "ended") => void;
  readonly failed: TellOptions["failed"];
}

/**
 * Works out after a tick what is in trouble and what was missed, and writes the reports that are
 * due.
 */
export async function watchTick(
  { standings, steps, left, held, resting }: TickOutcome,
  options: WatchOptions,
  ports: RunPorts,
): Promise<{ readonly watch: Watch; readonly told: readonly Told[] }> {
  const before = await options.recorded();
  let watch = watchAfter(before, { standings, steps, left, held, resting }, options.times);
  const { began, ended } = changes(before, watch);
  for (const trouble of began) options.changed(trouble, "began");
  for (const trouble of ended) options.changed(trouble, "ended");
  const record = async (trouble: Trouble) => {
    watch = {
      ...watch,
      troubles: watch.troubles.map((one) => (one.id === trouble.id ? trouble : one)),
    };
    await options.record(watch);
  };
  const findRecorded = async (id: string) =>
    (await options.recorded()).troubles.find((one) => one.id === id);
  const answering = watch.troubles.filter(({ workspace }) => !isSilent({ id: workspace }, resting));
  const told = await tellTroubles(answering, { ...options, recorded: findRecorded, record }, ports);
  return { watch, told };
}
