import { makeOwner } from "../findings/finding.ts";
import type { ClosingOptions } from "./close.ts";
import type { Job, JobOutcome, RunPorts } from "./job.ts";
import { runJob } from "./run.ts";
import { nextLongest } from "./sizing.ts";

/** Where a job stops. */
export type Bounds = Required<Pick<ClosingOptions, "isOver" | "leave">>;

/**
 * Runs a job in windows of the length that was learned from earlier answers (ms), and updates that
 * length from its own. Cells are always queried as a whole.
 */
export async function* runSized(
  job: Job,
  longest: number,
  { isOver }: Bounds,
  ports: RunPorts,
): AsyncGenerator<JobOutcome, void> {
  if (job.rule.shape === "aggregate") return yield* runJob(job, ports, { isOver });
  const returned = { length: 0, fill: 0, tooMuch: false };
  for await (const outcome of runJob(job, ports, { longest, isOver })) {
    const { record, fill, tooMuch } = outcome;
    if (fill !== undefined) returned.length += record.window.to - record.window.from;
    returned.fill += fill ?? 0;
    returned.tooMuch ||= tooMuch;
    yield outcome;
  }
  const asked = Math.min(longest, job.window.to - job.window.from);
  const next = nextLongest(longest, { ...returned, refused: returned.tooMuch ? asked : undefined });
  if (next !== longest) await ports.store.setLongest(makeOwner(job.rule, job.workspace), next);
}
