import type { Heartbeat } from "../../hunt/ledger/heartbeat.ts";
import type { TickOutcome } from "../../hunt/runs/tick.ts";

/**
 * A heartbeat's counts of the jobs of a tick: one that ended because the time was over has not
 * failed, it is left.
 */
export function countJobs({
  outcomes,
  left,
  held,
  behind,
  failures,
}: TickOutcome): Pick<Heartbeat, "jobs" | "failed" | "left" | "held" | "behind"> {
  const unready = outcomes.filter(({ record }) => record.state === "failed");
  const late = unready.filter(({ record }) =>
    record.problems.every(({ code }) => code === "out-of-time"),
  ).length;
  return {
    jobs: outcomes.length,
    failed: unready.length - late + failures.length,
    left: left.length + late,
    held: held.length,
    behind,
  };
}
