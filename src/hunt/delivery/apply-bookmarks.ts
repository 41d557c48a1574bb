import { stormId } from "../base/ids.ts";
import { makeOwner } from "../findings/finding.ts";
import { findingPlace } from "../ledger/reservation.ts";
import { beginsIn } from "../ledger/slot.ts";
import { type Attempt, attempt } from "./attempt.ts";
import { ensure, noteRefusal, type Run } from "./ensure.ts";
import type { Group } from "./groups.ts";

export async function applyStorm({ key, members }: Group, run: Run): Promise<void> {
  const { rule, workspace } = run.context;
  const id = stormId(makeOwner(rule, workspace), key.span.from);
  const before = run.slots.filter(({ slot }) => beginsIn(slot, key.span));
  const known = before.some(({ reserved }) =>
    reserved.some(({ outcome, delivered }) => outcome === "storm" && delivered > 0),
  );
  const tried = members.some(({ finding }) => run.tried.has(finding.id));
  await ensure(run.delivery.storm(id, key.span, run.context), { known, tried }, run);
  for (const { finding } of members) run.delivered.set(findingPlace(finding), 1);
}

/** Writes a bookmark for each finding, or one for the whole group. */
export async function applyBookmarks({ key, members }: Group, run: Run): Promise<void> {
  const written = (run.written.get(key.id) ?? 0) > 0;
  const tried = new Map<string, Attempt>();
  for (const member of members) {
    const { finding } = member;
    const bookmark = run.delivery.bookmark(finding, run.context);
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
    if (outcome === "stood") run.delivered.set(findingPlace(finding), 1);
    else noteRefusal(outcome, [member], run);
  }
}
