import { stormId } from "../base/ids.ts";
import { bandName } from "../findings/band.ts";
import { makeOwner } from "../findings/finding.ts";
import { findingPlace } from "../ledger/reservation.ts";
import { beginsIn } from "../ledger/slot.ts";
import { type Attempt, attempt } from "./attempt.ts";
import { deliveryNamed } from "./delivery.ts";
import { ensure, noteRefusal, type Run } from "./ensure.ts";
import type { Group } from "./groups.ts";

export async function applyStorm({ key, members }: Group, run: Run): Promise<void> {
  const { rule, workspace } = run.context;
  const band = bandName(key.band);
  const id = stormId(makeOwner(rule, workspace), key.span.from, band);
  const before = run.slots.filter(({ slot }) => beginsIn(slot, key.span));
  const known = before.some(({ reserved }) =>
    reserved.some((one) => one.outcome === "storm" && one.band === band && one.delivered > 0),
  );
  const tried = members.some(({ finding }) => run.tried.has(finding.id));
  const delivery = deliveryNamed(key.band.delivery, run.deliveries);
  await ensure(delivery.storm(id, key, run.context), { known, tried }, run);
  for (const { finding } of members) run.delivered.set(findingPlace(finding), 1);
}

/** Writes a bookmark for each finding, or one for the whole group. */
export async function applyBookmarks({ key, members }: Group, run: Run): Promise<void> {
  const delivery = deliveryNamed(key.band.delivery, run.deliveries);
  const written = (run.written.get(key.id) ?? 0) > 0;
  const tried = new Map<string, Attempt>();
  for (const member of members) {
    const { finding } = member;
    const bookmark = delivery.bookmark(finding, run.context);
    const whole = bookmark.id === key.id;
    const known = whole ? written : run.known.has(finding.id);
    const before = {
      known,
      tried: (whole ? members : [member]).some((one) => run.tried.has(one.finding.id)),
    };
    const outcome =
      tried.get(bookmark.id) ??
      (await attempt(async () => void (await ensure(bookmark, before, run))));
    tried.set(bookmark.id, outcome);
    if (outcome !== "stood") {
      noteRefusal(outcome, [member], run);
      continue;
    }
    run.delivered.set(findingPlace(finding), 1);
    if (whole) run.grouped.add(findingPlace(finding));
  }
}
