import { relationName } from "../base/ids.ts";
import type { Finding, GroupKey } from "../findings/finding.ts";
import { findingPlace, namedGeneration } from "../ledger/reservation.ts";
import type { Reserved } from "../ledger/reserve.ts";
import type { WriteStatus } from "../ledger/write-status.ts";
import { type Attempt, attempt, failedWrite, recordFailure } from "./attempt.ts";
import { deliveryNamed } from "./delivery.ts";
import { ensure, ensureRow, noteRefusal, type Run } from "./ensure.ts";
import type { Generation } from "./generations.ts";
import type { Group } from "./groups.ts";
import type { Write } from "./write.ts";

/**
 * Writes a group's bookmarks and incidents. Bookmarks come first: an incident without one tells an
 * analyst nothing.
 */
export async function applyIncident(
  { key, members }: Group,
  generations: readonly Generation[],
  run: Run,
): Promise<void> {
  const delivery = deliveryNamed(key.band.delivery, run.deliveries);
  const incidents = new Map<number, Attempt>();
  const made = new Set<number>();
  const isShown = ({ reservation }: Reserved) => reservation.outcome === "bookmark";
  for (const member of [...members.filter(isShown), ...members.filter((one) => !isShown(one))]) {
    const outcome = await attempt(async () => {
      const { finding, reservation } = member;
      const bookmark = delivery.represent(finding, run.context);
      const there = isShown(member) ? await ensureBookmark(bookmark, finding, run) : undefined;
      const home = await chooseHome(bookmark, reservation, generations, run);
      const ensureHome = async () => {
        if (await ensureIncident(home, key, run)) made.add(home.number);
      };
      const stands = incidents.get(home.number) ?? (await attempt(ensureHome));
      incidents.set(home.number, stands);
      if (stands !== "stood") throw stands;
      // Only an incident that this job created is noted. One that existed before was created for
      // another finding; if it is deleted before this finding is related to it, this finding gets
      // an incident of its own.
      const place = findingPlace(finding);
      if (made.has(home.number))
        run.stood.set(place, { ...run.stood.get(place), incident: home.number });
      if (there && !reservation.unrelated) await ensureRelated(bookmark, there, home, member, run);
      await ensureRow(member, delivery, run);
      run.delivered.set(place, home.number);
    });
    noteRefusal(outcome, [member], run);
  }
}

async function ensureBookmark(bookmark: Write, finding: Finding, run: Run): Promise<WriteStatus> {
  const { id, group } = finding;
  const status = await ensure(
    bookmark,
    { known: run.known.has(id), tried: run.tried.has(id) },
    run,
  );
  run.stood.set(findingPlace(finding), { bookmark: true });
  run.shown.add(group.id);
  return status;
}

/**
 * Creates the incident if it is absent. Its generation has just been read, so it is not read again.
 * @returns whether it was created
 */
async function ensureIncident(
  { incident, state, number }: Generation,
  { id }: GroupKey,
  run: Run,
): Promise<boolean> {
  const { context, sentinel, results } = run;
  const there = { open: "existing", closed: "existing", gone: "removed" } as const;
  if (state !== "absent") {
    results.push({ write: incident, status: there[state] });
    return false;
  }
  const message = "it is not written before a bookmark that it shows";
  if (!run.shown.has(id))
    throw failedWrite({ write: incident, status: "failed", message }, results, "waits");
  const status = await recordFailure(incident, results, () =>
    sentinel.create(context.workspace, incident),
  );
  results.push({ write: incident, status });
  if (status === "created" && number <= (run.reached.get(id) ?? 0)) run.repeated += 1;
  return true;
}

async function ensureRelated(
  bookmark: Write,
  there: WriteStatus,
  { incident, state }: Generation,
  { finding, reservation: { delivered } }: Reserved,
  run: Run,
): Promise<void> {
  const relation = {
    kind: "relation",
    id: relationName(incident.id, bookmark.id),
    incident: incident.id,
    bookmark: bookmark.id,
  } as const;
  const known = delivered > 0 || state === "gone" || there === "removed";
  await ensure(relation, { known, tried: run.tried.has(finding.id) }, run);
}

/**
 * The generation that a finding belongs to: the one that the ledger names, else one whose incident
 * its bookmark is already related to, else the last one.
 */
async function chooseHome(
  bookmark: Write,
  reservation: Reserved["reservation"],
  generations: readonly Generation[],
  { sentinel, context, results }: Run,
): Promise<Generation> {
  const named = namedGeneration(reservation);
  if (named > 0) {
    const home = generations[named - 1];
    if (!home)
      throw new Error(
        `the ledger names generation ${named} of ${reservation.group}, which was never read`,
      );
    return home;
  }
  for (const generation of generations.slice(0, -1)) {
    if (generation.state === "gone") continue;
    const { incident } = generation;
    const ref = {
      kind: "relation",
      id: relationName(incident.id, bookmark.id),
      incident: incident.id,
    } as const;
    if (await recordFailure(bookmark, results, () => sentinel.read(context.workspace, ref)))
      return generation;
  }
  return generations.at(-1) as Generation;
}
