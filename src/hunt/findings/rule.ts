import type { Condition } from "../conditions/condition.ts";
import type { Feature } from "./score.ts";

export type Severity = "High" | "Medium" | "Low" | "Informational";

/** Which identifier of an entity a result column fills. */
export interface FieldMapping {
  readonly identifier: string;
  readonly columnName: string;
}

export interface EntityMapping {
  readonly entityType: string;
  readonly fieldMappings: readonly FieldMapping[];
}

/**
 * One hunt: a Sentinel hunting query with what the runner needs to know of it. Times are
 * milliseconds.
 */
export interface Rule {
  /** The folder's name; what people call the rule by. */
  readonly slug: string;
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly severity: Severity;
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
  readonly query: string;
  /** events: each result row stems from one row of the source, so that time can be cut anywhere. */
  readonly shape: "events";
  /**
   * Where the query names the ASIM parser: offsets of its first and after its last character, in
   * order.
   */
  readonly parserAt: readonly (readonly [from: number, to: number])[];
  readonly entityMappings: readonly EntityMapping[];
  /** Tables whose events it looks at, of which a workspace may have some. */
  readonly dataTypes: readonly string[];
  readonly hunt: HuntOptions;
}

export interface HuntOptions {
  /** How often the rule is due. */
  readonly every: number;
  /** How late a row may arrive and still be found by the overlap. */
  readonly lateness: number;
  /** How far before its window the query may read. */
  readonly reach: number;
  /** The result column that holds the event time. */
  readonly time: string;
  /** The columns that make a finding the same finding. */
  readonly key: readonly string[];
  readonly slot: number;
  readonly span: number;
  /** The columns whose values make one incident, or one grouped bookmark. */
  readonly group: readonly string[];
  /** How many findings of one slot get resources of their own; the rest go to the span's storm. */
  readonly cap: number;
  readonly refine: Refinement;
  /** Risk of every finding, 0 to 100, before its features. */
  readonly score: number;
  /** What adds to a finding's risk. */
  readonly features: readonly Feature[];
  /** How findings leave: the name of a delivery (delivery/kinds). */
  readonly delivery: string;
  /** The technique that derives columns from its command lines (src/techniques); many have none. */
  readonly technique?: string | undefined;
}

/** Decisions taken in code, on each row the query gives. */
export interface Refinement {
  /** Columns that must be known; a row without one is unanswered, neither hit nor miss. */
  readonly known: readonly string[];
  /** A row for which this does not hold is no finding. */
  readonly when: Condition | undefined;
}
