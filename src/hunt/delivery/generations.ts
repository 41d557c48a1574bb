import type { Finding, GroupKey } from "../findings/finding.ts";
import { soughtIds } from "../ledger/packed-ids.ts";
import type { SlotRecord } from "../ledger/slot.ts";
import { attempt, recordFailure } from "./attempt.ts";
import { deliveryNamed } from "./delivery.ts";
import { lookFor } from "./look-for.ts";
import type { ApplyTarget } from "./target.ts";
import { type IncidentWrite, type WriteResult, writeRef } from "./write.ts";

/**
 * One incident of a group, and its state: `gone` means that it was written and no longer exists.
 */
export interface Generation {
  readonly number: number;
  readonly incident: IncidentWrite;
  readonly state: "open" | "closed" | "gone" | "absent";
}

export interface Generations {
  readonly byGroup: ReadonlyMap<string, readonly Generation[]>;
  readonly results: readonly WriteResult[];
}

/**
 * The incidents that the findings' groups have so far, and the next one to create, if any; a group
 * that cannot be read is left out.
 */
export async function readGenerations(
  findings: readonly Finding[],
  slots: readonly SlotRecord[],
  target: ApplyTarget,
): Promise<Generations> {
  const byGroup = new Map<string, readonly Generation[]>();
  const results: WriteResult[] = [];
  const written = writtenGenerations(slots);
  const groups = new Map(findings.map(({ group }) => [group.id, group]));
  const reached = reachedGenerations(slots, groups.keys());
  for (const key of groups.values()) {
    const before = {
      written: written.get(key.id) ?? 0,
      reached: reached.get(key.id) ?? 0,
      tried: reached.has(key.id),
    };
    await attempt(async () => {
      byGroup.set(key.id, await listGenerations(key, before, target, results));
    });
  }
  return { byGroup, results };
}

interface Before {
  readonly written: number;
  /** The highest generation for which a place was reserved; it may never have been written. */
  readonly reached: number;
  readonly tried: boolean;
}

async function listGenerations(
  key: GroupKey,
  { written, reached, tried }: Before,
  target: ApplyTarget,
  results: WriteResult[],
): Promise<Generation[]> {
  const generations: Generation[] = [];
  const delivery = deliveryNamed(key.band.delivery, target.deliveries);
  for (let number = 1; ; number++) {
    const incident = delivery.incident(key, number, target.context) as IncidentWrite;
    const found = await recordFailure(incident, results, () =>
      lookFor(writeRef(incident), tried, target.context.workspace, target.sentinel),
    );
    const state = found
      ? found.closed
        ? "closed"
        : "open"
      : number <= written
        ? "gone"
        : "absent";
    generations.push({ number, incident, state });
    const isHome = (one: Generation) => one.state === "open" && one.number >= written;
    if (state === "absent") {
      const open = number <= reached ? generations.findLastIndex(isHome) : -1;
      return open < 0 ? generations : generations.slice(0, open + 1);
    }
    if (state === "open" && number >= Math.max(written, reached)) return generations;
  }
}

/** For each group, the highest generation that the ledger says was written; 0 if none was. */
export function writtenGenerations(slots: readonly SlotRecord[]): ReadonlyMap<string, number> {
  const written = new Map<string, number>();
  for (const { reserved } of slots)
    for (const { group, delivered, stood } of reserved.where(
      ({ outcome, row }) => outcome !== "storm" && !row,
    ))
      written.set(group, Math.max(written.get(group) ?? 0, delivered, stood?.incident ?? 0));
  return written;
}

/**
 * Those of the given groups that have a finding in the slots, with the highest generation for which
 * there is a place; it may be unwritten. 0 if all places are in a storm.
 */
function reachedGenerations(
  slots: readonly SlotRecord[],
  groups: Iterable<string>,
): ReadonlyMap<string, number> {
  const sought = soughtIds(groups);
  const reached = new Map<string, number>();
  for (const { reserved } of slots)
    for (const { group, disposition } of reserved.inGroups(sought)) {
      const generation = disposition.outcome === "storm" ? 0 : disposition.generation;
      reached.set(group, Math.max(reached.get(group) ?? 0, generation));
    }
  return reached;
}
