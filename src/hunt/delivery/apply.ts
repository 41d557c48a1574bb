import type { Finding } from "../findings/finding.ts";
import { soughtIds } from "../ledger/packed-ids.ts";
import { findingPlace, placeKey } from "../ledger/reservation.ts";
import type { Disposition } from "../ledger/reservation-list.ts";
import type { Reserved } from "../ledger/reserve.ts";
import type { SlotRecord } from "../ledger/slot.ts";
import type { Written } from "../ledger/written.ts";
import { applyIncident } from "./apply-incident.ts";
import { applySingles, applyStorm } from "./apply-singles.ts";
import { attempt, type SetAside, setAside } from "./attempt.ts";
import { deliveryNamed } from "./delivery.ts";
import { noteRefusal, type Run } from "./ensure.ts";
import { type Generations, writtenGenerations } from "./generations.ts";
import { makeGroups } from "./groups.ts";
import type { ApplyTarget } from "./target.ts";
import type { WriteResult } from "./write.ts";

/**
 * What was written. A finding counts as delivered if all its writes succeeded (in generation 1, if
 * there are no incidents).
 */
export interface Applied extends Written {
  readonly results: readonly WriteResult[];
  /**
   * How many resources were created that an interrupted earlier attempt may already have created.
   */
  readonly repeated: number;
}

/**
 * The ledger's slots in the findings' spans: as they were when the job began, and with the places
 * that the job reserved.
 */
export interface Reservations {
  readonly before: readonly SlotRecord[];
  readonly now: readonly SlotRecord[];
}

/**
 * Writes the resources of reserved findings: reads first, and creates only what is absent and was
 * not written before; a bookmark comes before the incident that shows it. A failed write fails its
 * finding, and a failed incident its group; neither is thrown.
 */
export async function apply(
  reserved: readonly Reserved[],
  { before, now }: Reservations,
  generations: Generations,
  target: ApplyTarget,
): Promise<Applied> {
  const run: Run = {
    ...target,
    slots: now,
    written: writtenGenerations(now),
    ...findEarlier(reserved, before, target),
    results: [],
    delivered: new Map(),
    grouped: new Set(),
    rows: new Set(),
    stood: new Map(),
    refused: new Map(),
    waiting: new Map(),
    repeated: 0,
  };
  for (const group of makeGroups(reserved.filter((one) => !isDeliveredOtherwise(one, target)))) {
    const own = generations.byGroup.get(group.key.id);
    if (group.storm) noteRefusal(await attempt(() => applyStorm(group, run)), group.members, run);
    else if (own) await applyIncident(group, own, run);
    else await applySingles(group, run);
  }
  const { delivered, stood, grouped, rows, repeated } = run;
  const all = [...generations.results, ...run.results];
  const aside = withWaiting(setAside(run.refused, all, run.now), run);
  const results = all.map(
    (result): WriteResult => (aside.writes.has(result) ? { ...result, status: "refused" } : result),
  );
  return {
    results,
    delivered,
    stood,
    grouped,
    rows,
    repeated,
    aside: new Set([...aside.findings].map(findingPlace)),
  };
}

/**
 * Whether a finding was delivered before the app changed how it makes incidents: by a row, or by
 * resources. It is not delivered again.
 */
function isDeliveredOtherwise(
  { finding, reservation }: Reserved,
  { deliveries }: ApplyTarget,
): boolean {
  const { writes } = deliveryNamed(finding.group.band.delivery, deliveries);
  return reservation.delivered > 0 && (reservation.row === true) !== (writes === "rows");
}

/**
 * What the ledger knew about the findings and their groups. Other findings are skipped: there can
 * be hundreds of thousands in their spans.
 */
function findEarlier(
  reserved: readonly Reserved[],
  before: readonly SlotRecord[],
  { context: { rule }, deliveries }: ApplyTarget,
): Pick<Run, "known" | "tried" | "reached" | "shown"> {
  const ids = soughtIds(reserved.map(({ finding }) => finding.id));
  const groups = soughtIds(reserved.map(({ finding }) => finding.group.id));
  const [known, tried, shown] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const reached = new Map<string, number>();
  // Earlier versions did not note it: what has no band was delivered as the rule's own delivery is.
  const { writes } = deliveryNamed(rule.hunt.delivery, deliveries);
  const wasGrouped = writes === "bookmarks" && rule.hunt.group.length > 0;
  const isGrouped = ({ grouped, band }: Disposition) =>
    grouped === true || (wasGrouped && band === undefined);
  for (const record of before) {
    for (const { id, ...disposition } of record.reserved.ofFindings(ids)) {
      if (disposition.row) continue;
      const own = disposition.outcome === "bookmark" && !isGrouped(disposition);
      if (own && hasBookmark(disposition)) known.add(id);
      // What was listed, counted in a storm or shown by its group's bookmark has nothing of its own.
      if (own || disposition.delivered === 0) tried.add(id);
    }
    for (const { group, disposition } of record.reserved.inGroups(groups)) {
      reached.set(group, Math.max(reached.get(group) ?? 0, disposition.generation));
      if (hasBookmark(disposition)) shown.add(group);
    }
  }
  return { known, tried, reached, shown };
}

/** Whether the finding, or its group, has a bookmark; others are listed, or in a storm. */
function hasBookmark({ outcome, delivered, stood }: Disposition): boolean {
  return outcome === "bookmark" && (delivered > 0 || stood?.bookmark === true);
}

/**
 * Findings that wait for a bookmark of their incident are set aside as well once the last finding
 * that could bring one has been set aside.
 */
function withWaiting(
  { writes, findings }: SetAside<Finding>,
  { waiting, slots }: Run,
): SetAside<Finding> {
  if (waiting.size === 0) return { writes, findings };
  const now = new Set([...findings].map(findingPlace));
  const mayCome = new Set(
    slots.flatMap(({ reserved }) =>
      [...reserved.where(({ outcome, aside }) => outcome === "bookmark" && !aside)].flatMap(
        ({ id, group }) => (now.has(placeKey(id, group)) ? [] : [group]),
      ),
    ),
  );
  const given = [...waiting].filter(([{ group }]) => !mayCome.has(group.id));
  return {
    writes: new Set([...writes, ...given.map(([, result]) => result)]),
    findings: new Set([...findings, ...given.map(([finding]) => finding)]),
  };
}
