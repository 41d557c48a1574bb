import { CallError } from "../base/call-error.ts";
import { iso } from "../base/window.ts";
import { writesIncidents } from "../delivery/writes-incidents.ts";
import { readsOtherCells } from "../findings/cells.ts";
import { soughtIds } from "../ledger/packed-ids.ts";
import { closeSilently, readSlot, writeComments } from "./finish-slot.ts";
import type { Job, JobOutcome, RunPorts } from "./job.ts";

/** How far the clocks of the app and of a workspace may differ, ms. */
const CLOCKS_DIFFER_MS = 60_000;

/**
 * Why a cell cannot be judged yet, at a time (ms): late rows may still arrive. Undefined if it can.
 */
export function tooEarly({ rule, window }: Job, now: number): CallError | undefined {
  const { lateness } = rule.hunt;
  const complete = window.to + lateness;
  if (rule.shape === "events" || now + Math.min(CLOCKS_DIFFER_MS, lateness) >= complete)
    return undefined;
  return new CallError(
    `not judged yet: rows may arrive until ${iso(complete)}`,
    "a later run judges it; hunt.lateness says how long to wait",
  );
}

/**
 * Closes the slot of a cell whose findings were just delivered: a cell is judged once, so that its
 * comments list what this one query returned.
 */
export async function finishCell(
  outcome: JobOutcome,
  job: Job,
  ports: RunPorts,
): Promise<JobOutcome> {
  if (outcome.record.state === "failed") return outcome;
  if (writesIncidents(job.rule)) {
    const told = await toldInComments(outcome, job, ports);
    const commented = await writeComments(job.window, told, job, ports);
    return { ...commented, reserved: outcome.reserved };
  }
  await closeSilently(job.window, job, ports);
  return outcome;
}

/**
 * The outcome with the findings that a cell's comments list. A finding that several cells may return
 * is listed only where nothing else shows it, by the cell that has its place.
 */
async function toldInComments(outcome: JobOutcome, job: Job, ports: RunPorts): Promise<JobOutcome> {
  if (!readsOtherCells(job.rule)) return outcome;
  const { current } = await readSlot(job.window, job, ports);
  const ids = soughtIds(outcome.reserved.map(({ finding }) => finding.id));
  const own = new Set([...(current?.reserved.ofFindings(ids) ?? [])].map(({ id }) => id));
  const reserved = outcome.reserved.filter(
    ({ finding, reservation }) => reservation.outcome !== "bookmark" && own.has(finding.id),
  );
  return { ...outcome, reserved };
}
