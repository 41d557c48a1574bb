import { CallError, orCallError } from "../base/call-error.ts";
import { cellAt, type Window } from "../base/window.ts";
import { type Deliveries, deliveryNamed } from "../delivery/delivery.ts";
import { untilSilence } from "../delivery/silence.ts";
import { makeOwner } from "../findings/finding.ts";
import { findingPlace } from "../ledger/reservation.ts";
import type { Reserved } from "../ledger/reserve.ts";
import { isSameSlot, type SlotRecord } from "../ledger/slot.ts";
import { markWritten } from "../ledger/written.ts";
import { type Commented, commentSlot, withComments } from "./comment-slot.ts";
import { makeContext } from "./deliver.ts";
import type { Job, JobOutcome, RunPorts } from "./job.ts";
import { unmarkedRecord } from "./outcome.ts";

/** Closes a slot of which nothing is told when it closes. */
export async function closeSilently(slot: Window, job: Job, ports: RunPorts): Promise<void> {
  const { current } = await readSlot(slot, job, ports);
  if (current?.state === "open")
    await ports.store.putSlots(makeOwner(job.rule, job.workspace), [
      { ...current, state: "closed" },
    ]);
}

/** The slot as it is now, and all slots of its span. */
export async function readSlot(slot: Window, { rule, workspace }: Job, { store }: RunPorts) {
  const slots = await store.slots(makeOwner(rule, workspace), cellAt(slot.from, rule.hunt.span));
  return { current: slots.find((record) => isSameSlot(record.slot, slot)), slots };
}

/** The slot with the findings that its storms' rows are about as delivered, or as set aside. */
function markStorms(
  slot: Omit<SlotRecord, "commenting">,
  results: readonly Commented[],
  { reserved }: JobOutcome,
  deliveries: Deliveries,
): Omit<SlotRecord, "commenting"> {
  const isTold = ({ finding, reservation }: Reserved) =>
    reservation.outcome === "storm" &&
    reservation.delivered === 0 &&
    deliveryNamed(finding.group.band.delivery, deliveries).writes === "rows";
  const places = reserved.filter(isTold).map(({ finding }) => findingPlace(finding));
  const refused = results.some(({ write, status }) => write.kind === "row" && status === "refused");
  const nothing = { delivered: new Map(), stood: new Map(), rows: new Set<string>() };
  const [marked] = markWritten([slot], {
    ...nothing,
    ...(refused
      ? { aside: new Set(places) }
      : {
          aside: new Set<string>(),
          delivered: new Map(places.map((place) => [place, 1])),
          rows: new Set(places),
        }),
    grouped: new Set(),
  });
  return marked ?? slot;
}

/**
 * Writes the comments of a slot whose findings have all been delivered, and closes it once they are
 * written. Comments of a closed slot are only read back.
 */
export async function writeComments(
  slot: Window,
  outcome: JobOutcome,
  job: Job,
  ports: RunPorts,
): Promise<JobOutcome> {
  const { current, slots } = await readSlot(slot, job, ports);
  if (!current) return outcome;
  const { workspace } = job;
  const key = makeOwner(job.rule, workspace);
  const { sentinel, isSilent } = untilSilence(ports.sentinel);
  // Recorded before the comments are written: after a crash, the next job knows that some may
  // exist.
  if (current.state === "open" && !current.commenting && outcome.reserved.length > 0)
    await ports.store.putSlots(key, [{ ...current, commenting: true }]);
  const context = makeContext(job, ports);
  const results = await commentSlot(outcome, current, slots, context, {
    ...ports,
    sentinel,
  });
  const failed = results.some(({ status }) => status === "failed");
  const commented = results.flatMap(({ status, incident }) =>
    status === "failed" ? [] : [incident],
  );
  const { commenting, ...closed } = current;
  const noted = failed ? closed : markStorms(closed, results, outcome, ports.deliveries(workspace));
  const after: SlotRecord = failed
    ? { ...noted, commenting: true, commented }
    : { ...noted, state: "closed", commented };
  const changes = current.state === "open" && !(failed && commented.length === 0);
  const marked = changes && (await orCallError(() => ports.store.putSlots(key, [after])));
  const heard = isSilent() ? "silent" : outcome.heard;
  const record = withComments(outcome.record, results, commenting === true);
  const told = marked instanceof CallError ? unmarkedRecord(record, job, marked) : record;
  return { ...outcome, heard, record: told, results: [...outcome.results, ...results] };
}
