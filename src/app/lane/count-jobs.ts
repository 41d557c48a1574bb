import type { Heartbeat } from "../../hunt/ledger/heartbeat.ts";
import type { TickOutcome } from "../../hunt/runs/tick.ts";

/**
 * Counts the jobs of a tick for its heartbeat. A job that ended because there was no time left
 * counts as left, not as failed. Findings that are set aside do not keep a job from being done.
 */
export function countJobs({
  outcomes,
  left,
  held,
  behind,
  failures,
}: TickOutcome): Pick<Heartbeat, "jobs" | "failed" | "left" | "held" | "behind"> {
  const unready = outcomes.filter(({ record }) => record.state === "failed");
  const late = unready.filter(({ record }) => {
    const codes = record.problems.map(({ code }) => code).filter((code) => code !== "refused");
    return codes.length > 0 && codes.every((code) => code === "out-of-time");
  }).length;
  return {
    jobs: outcomes.length,
    failed: unready.length - late + failures.length,
    left: left.length + late,
    held: held.length,
    behind,
  };
}
