import type { Finding, GroupKey } from "../findings/finding.ts";
import { soughtIds } from "../ledger/packed-ids.ts";
import type { SlotRecord } from "../ledger/slot.ts";
import { attempt, recordFailure } from "./attempt.ts";
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
  const reserved = groupsIn(slots, groups.keys());
  for (const key of groups.values()) {
    const before = { written: written.get(key.id) ?? 0, tried: reserved.has(key.id) };
    await attempt(async () => {
      byGroup.set(key.id, await listGenerations(key, before, target, results));
    });
  }
  return { byGroup, results };
}

async function listGenerations(
  key: GroupKey,
  { written, tried }: { readonly written: number; readonly tried: boolean },
  target: ApplyTarget,
  results: WriteResult[],
): Promise<Generation[]> {
  const generations: Generation[] = [];
  for (let number = 1; ; number++) {
    const incident = target.delivery.incident(key, number, target.context) as IncidentWrite;
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
    if (state === "absent" || (state === "open" && number >= written)) return generations;
  }
}

/** For each group, the highest generation that the ledger says was written; 0 if none was. */
export function writtenGenerations(slots: readonly SlotRecord[]): ReadonlyMap<string, number> {
  const written = new Map<string, number>();
  for (const { reserved } of slots)
    for (const { group, delivered, stood } of reserved.where(({ outcome }) => outcome !== "storm"))
      written.set(group, Math.max(written.get(group) ?? 0, delivered, stood?.incident ?? 0));
  return written;
}

/** Those of the given groups that have a finding in the slots. */
function groupsIn(slots: readonly SlotRecord[], groups: Iterable<string>): Set<string> {
  const sought = soughtIds(groups);
  const found = new Set<string>();
  for (const { reserved } of slots)
    for (const { group } of reserved.inGroups(sought)) found.add(group);
  return found;
}
