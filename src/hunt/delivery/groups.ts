import { groupBy } from "../base/by-key.ts";
import { bandName } from "../findings/band.ts";
import type { GroupKey } from "../findings/finding.ts";
import type { Reserved } from "../ledger/reserve.ts";

/**
 * Findings that share a resource. A storm is the group of all findings of a band above the cap in a
 * span.
 */
export interface Group {
  readonly key: GroupKey;
  readonly storm: boolean;
  readonly members: readonly Reserved[];
}

export function makeGroups(reserved: readonly Reserved[]): Group[] {
  const groups = groupBy(reserved, ({ finding: { group }, reservation }) =>
    reservation.outcome === "storm"
      ? `storm ${group.span.from} ${bandName(group.band) ?? ""}`
      : group.id,
  );
  return [...groups.values()].map((members) => {
    const first = members[0] as Reserved;
    return { key: first.finding.group, storm: first.reservation.outcome === "storm", members };
  });
}
