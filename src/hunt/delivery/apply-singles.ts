import { groupBy } from "../base/by-key.ts";
import { stormId } from "../base/ids.ts";
import { bandName } from "../findings/band.ts";
import { type Finding, makeOwner } from "../findings/finding.ts";
import { findingPlace } from "../ledger/reservation.ts";
import { beginsIn } from "../ledger/slot.ts";
import { type Attempt, attempt } from "./attempt.ts";
import { type Delivery, deliveryNamed } from "./delivery.ts";
import { ensure, ensureRow, noteRefusal, type Run } from "./ensure.ts";
import type { Group } from "./groups.ts";

export async function applyStorm({ key, members }: Group, run: Run): Promise<void> {
  const { rule, workspace } = run.context;
  const band = bandName(key.band);
  const id = stormId(makeOwner(rule, workspace), key.span.from, band);
  const before = run.slots.filter(({ slot }) => beginsIn(slot, key.span));
  const known = before.some(({ reserved }) =>
    reserved.some(
      (one) => one.outcome === "storm" && one.band === band && one.delivered > 0 && !one.row,
    ),
  );
  const tried = members.some(({ finding }) => run.tried.has(finding.id));
  const delivery = deliveryNamed(key.band.delivery, run.deliveries);
  if (delivery.writes === "rows") return reportLate(id, members, delivery, run);
  const storm = delivery.storm(id, key, run.context);
  if (storm) await ensure(storm, { known, tried }, run);
  for (const { finding } of members) markDelivered(finding, delivery, run);
}

/**
 * Reports the findings of slots that have closed. Those of open slots stay undelivered until their
 * slot closes: only then is their number final.
 */
async function reportLate(
  storm: string,
  members: Group["members"],
  delivery: Delivery,
  run: Run,
): Promise<void> {
  const closed = new Set(
    run.slots.filter(({ state }) => state === "closed").map(({ slot }) => slot.from),
  );
  const late = members.filter(
    ({ finding, reservation }) => reservation.delivered === 0 && closed.has(finding.slot.from),
  );
  for (const own of groupBy(late, ({ finding }) => finding.slot.from).values()) {
    const findings = own.map(({ finding }) => finding);
    const slot = (findings[0] as Finding).slot;
    const row = delivery.stormReport?.(storm, slot, findings, run.context, "late");
    const tried = findings.some(({ id }) => run.tried.has(id));
    if (row) await ensure(row, { known: false, tried }, run);
    for (const finding of findings) markDelivered(finding, delivery, run);
  }
}

function markDelivered(finding: Finding, { writes }: Delivery, run: Run): void {
  run.delivered.set(findingPlace(finding), 1);
  if (writes === "rows") run.rows.add(findingPlace(finding));
}

/** Writes a bookmark or row for each finding, or a bookmark for the whole group. */
export async function applySingles({ key, members }: Group, run: Run): Promise<void> {
  const delivery = deliveryNamed(key.band.delivery, run.deliveries);
  const written = (run.written.get(key.id) ?? 0) > 0;
  const tried = new Map<string, Attempt>();
  for (const member of members) {
    const { finding, reservation } = member;
    const single = delivery.represent(finding, run.context);
    const whole = single.id === key.id;
    const isDelivered = reservation.delivered > 0;
    const own = single.kind === "row" ? isDelivered : run.known.has(finding.id);
    const known = whole ? written : own;
    const before = {
      known,
      tried: (whole ? members : [member]).some((one) => run.tried.has(one.finding.id)),
    };
    const outcome =
      tried.get(single.id) ?? (await attempt(async () => void (await ensure(single, before, run))));
    tried.set(single.id, outcome);
    if (outcome !== "stood") {
      noteRefusal(outcome, [member], run);
      continue;
    }
    const row = await attempt(() => ensureRow(member, delivery, run));
    if (row !== "stood") {
      noteRefusal(row, [member], run);
      continue;
    }
    markDelivered(finding, delivery, run);
    if (whole) run.grouped.add(findingPlace(finding));
  }
}
