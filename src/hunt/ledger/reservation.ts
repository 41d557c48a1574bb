import type { Finding } from "../findings/finding.ts";

/**
 * bookmark: has resources of its own; listed: only in comments; storm: above the slot's cap, in the
 * span's storm.
 */
export type Outcome = "bookmark" | "listed" | "storm";

/** What the ledger knows of one finding. */
export interface Reservation {
  readonly id: string;
  readonly group: string;
  readonly outcome: Outcome;
  /** The name of its band, if that has one: each band has a cap of its own. */
  readonly band?: string;
  /** The incident generation in which it has a place; 1 without incidents. */
  readonly generation: number;
  /** A late finding for which the incident has no room: it has a bookmark, but no relation. */
  readonly unrelated?: true;
  /**
   * The incident generation that its resources were written to; 0 until all of them are written.
   */
  readonly delivered: number;
  /** Those of its resources that were written when another write failed; not set after a crash. */
  readonly stood?: Stood;
  /** It was delivered by its group's bookmark, and has none of its own. */
  readonly grouped?: true;
  /** It was delivered as a row of the table of findings, and has no resources. */
  readonly row?: true;
  /** Azure refuses one of its writes for good: it is not tried again. */
  readonly aside?: true;
}

/**
 * Resources of an undelivered finding that were written: if one no longer exists, somebody deleted
 * it.
 */
export interface Stood {
  readonly bookmark?: true;
  /** The incident's generation. */
  readonly incident?: number;
}

/** The incident generation that the ledger names for a finding; 0 if it names none. */
export function namedGeneration({ delivered, stood }: Pick<Reservation, "delivered" | "stood">) {
  return delivered || (stood?.incident ?? 0);
}

/**
 * The key of a finding's place in a group: the rule may have grouped the finding differently
 * before.
 */
export const placeKey = (one: string, other: number | string) => `${one} ${other}`;

export function findingPlace({ id, group }: Pick<Finding, "id" | "group">): string {
  return placeKey(id, group.id);
}
