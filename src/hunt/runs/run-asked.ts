import { CallError } from "../base/call-error.ts";
import { makeOwner } from "../findings/finding.ts";
import {
  type AskedRun,
  type AskedWindow,
  isSame,
  partedAt,
  settle,
  stumble,
  timeEnd,
  withParts,
} from "../ledger/asked.ts";
import { closeSlots } from "./close.ts";
import type { JobOutcome, RunPorts } from "./job.ts";
import type { AskedTime } from "./over-slots.ts";
import { type Bounds, runSized } from "./run-sized.ts";
import type { Timed, Work } from "./work.ts";

/**
 * Runs one window of a requested run, unless another tick has done it. If an error ends it, the
 * window is tried again, and given up as after any other failure.
 */
export async function* runAsked(
  job: Timed,
  { run, tried, plan }: NonNullable<Work["asked"]>,
  bounds: Bounds,
  ports: RunPorts,
): AsyncGenerator<JobOutcome, void> {
  const { store, clock } = ports;
  const current = await store.asked(run.id);
  if (!current?.waiting.some((one) => isSame(one, tried))) return;
  // The part of the window that is still to be run.
  let left: AskedWindow | undefined = tried;
  const change = (to: (run: AskedRun) => AskedRun) =>
    store.changeAsked(run.id, (before) => timeEnd(to(before), clock()));
  try {
    const { longest } = (await store.read(makeOwner(job.rule, job.workspace))).coverage;
    for await (const outcome of runSized(job, longest, bounds, plan ?? ports)) {
      const whole: AskedWindow = left ?? tried;
      const [part, rest] = partedAt(whole, outcome.record.window.to);
      const parts = rest ? [part, rest] : [part];
      await change((before) =>
        settle(withParts(before, whole, parts), part, outcome.record, outcome.tooMuch),
      );
      left = rest;
      yield outcome;
    }
  } catch (error) {
    const problem = {
      where: job.rule.slug,
      message: error instanceof CallError ? error.message : String(error),
      remedy: "the log has the details",
    };
    const unsettled: AskedWindow | undefined = left;
    if (unsettled) await change((before) => stumble(before, unsettled, problem));
    throw error;
  }
  if (left) bounds.leave(left.window);
  else if (!run.dry)
    yield* closeSlots(job.rule, job.workspace, ports, [], {
      ...bounds,
      time: await timeAfter(job, run, tried, store),
    });
}

/**
 * The time after this window's job: slots that other waiting windows overlap, or that this window
 * overlaps if it failed and waits again, are left for later ticks to close.
 */
async function timeAfter(
  job: Timed,
  { id }: AskedRun,
  tried: AskedWindow,
  store: RunPorts["store"],
): Promise<AskedTime> {
  const others = job.time.waiting.filter((window) => window !== tried.window);
  const again =
    (await store.asked(id))?.waiting.filter(({ workspace }) => workspace === tried.workspace) ?? [];
  return { ...job.time, waiting: [...others, ...again.map(({ window }) => window)] };
}
