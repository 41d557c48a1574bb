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
  /** The incident generation it was reserved a place in; 1 without incidents. */
  readonly generation: number;
  /** A late finding for which the incident has no room: it has a bookmark and no relation. */
  readonly unrelated?: true;
  /** The incident generation its resources were written to; 0 until all of them stood. */
  readonly delivered: number;
  /** What stood of it when something else failed; a crash leaves nothing here. */
  readonly stood?: Stood;
  /** Azure refuses what would be written of it: nothing tries again. */
  readonly aside?: true;
}

/**
 * Resources of an undelivered finding that were written: where one is not there any more, somebody
 * deleted it.
 */
export interface Stood {
  readonly bookmark?: true;
  /** The incident's generation. */
  readonly incident?: number;
}

/** A finding's place in a group: a rule may have grouped it otherwise before. */
export const placeKey = (one: string, other: number | string) => `${one} ${other}`;
