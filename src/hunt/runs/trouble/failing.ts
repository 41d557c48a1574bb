import type { Window } from "../../base/window.ts";
import type { Failing } from "../../ledger/lane-memory.ts";
import type { Standing, Step } from "./standing.ts";

/**
 * What is failing after a tick with these steps of the rule and workspace. A failure ends only when
 * the window that failed succeeds, whatever else succeeds.
 */
export function failingAfter(
  before: Failing | undefined,
  standing: Standing,
  steps: readonly Step[],
  now: number,
): Failing | undefined {
  const failed = steps
    .filter(({ state, asked, outOfTime }) => state === "failed" && !asked && !outOfTime)
    .sort((a, b) => a.window.from - b.window.from);
  const again =
    before && failed.find((step) => step.job === before.job && holds(step.window, before.from));
  if (before && again) return { ...before, cause: again.cause ?? before.cause };
  if (before && isOpen(before, standing, steps)) return before;
  const [first] = failed;
  return (
    first?.cause && { job: first.job, from: first.window.from, since: now, cause: first.cause }
  );
}

function isOpen(
  { job, from }: Failing,
  { coveredTo, unsettled }: Standing,
  steps: readonly Step[],
): boolean {
  const stood = steps.filter(({ state }) => state === "ok");
  // Every job of a rule closes all its slots that are due.
  if (job === "closing") return stood.length === 0;
  if (job === "ledger") return coveredTo === undefined;
  return (
    unsettled.some((range) => holds(range, from)) &&
    !stood.some((step) => step.job === "window" && holds(step.window, from))
  );
}

function holds({ from, to }: Window, time: number): boolean {
  return from <= time && time < to;
}
