import type { Condition } from "../conditions/condition.ts";
import type { Band } from "./band.ts";
import type { EntryPlace } from "./entry-place.ts";
import type { Handover } from "./handover.ts";
import type { Feature } from "./score.ts";

/** As Sentinel names them, the highest first. */
export const SEVERITIES = ["High", "Medium", "Low", "Informational"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Maps a result column to an identifier of an entity. */
export interface FieldMapping {
  readonly identifier: string;
  readonly columnName: string;
}

export interface EntityMapping {
  readonly entityType: string;
  readonly fieldMappings: readonly FieldMapping[];
}

/** A Sentinel hunting query and the options for running it. Durations are in milliseconds. */
export interface Rule {
  /** The name of the rule's folder, by which people refer to the rule. */
  readonly slug: string;
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly severity: Severity;
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
  readonly query: string;
  /** The author's version of the rule's file, if it says one. */
  readonly version?: string | undefined;
  readonly shape: RuleShape;
  /**
   * events: the longest window of one query, ms, because the query itself drops older rows;
   * undefined if it drops none.
   */
  readonly longest?: number | undefined;
  /** How many rows make findings; undefined: any row does. */
  readonly trigger?: Trigger | undefined;
  /** Where the query uses the ASIM parser: half-open ranges of offsets, sorted. */
  readonly parserAt: readonly (readonly [from: number, to: number])[];
  /** What replaces the query's clocks, sorted by place; the places do not overlap. */
  readonly clockAt: readonly ClockText[];
  /** aggregate: where entries on source columns are inserted; undefined if the rule names no place. */
  readonly entriesAt?: EntryPlace | undefined;
  readonly entityMappings: readonly EntityMapping[];
  /** The title of a finding's alert or bookmark, with columns as {{Column}}; default none. */
  readonly findingName?: string | undefined;
  /** The same for the first line of its text. */
  readonly findingText?: string | undefined;
  /** The tables that the rule reads; a workspace may have only some of them. */
  readonly dataTypes: readonly string[];
  readonly hunt: HuntOptions;
  /** What a setting gives its new incidents, in order; no file says it. */
  readonly handover?: readonly Handover[] | undefined;
}

/**
 * events: each result row comes from one source row, so that time can be split anywhere. aggregate:
 * a row may depend on several source rows or on the time of the query, so that each cell of
 * `hunt.every` is queried once, as a whole.
 */
export type RuleShape = "events" | "aggregate";

/** The rows of a cell, counted after ignore entries, make findings if their number meets this. */
export interface Trigger {
  readonly operator: "gt" | "lt" | "eq" | "ne";
  readonly threshold: number;
}

/** A part of the query, by its offsets, and the text in its place. */
export interface ClockText {
  readonly from: number;
  readonly to: number;
  /** `{clock}` in it stands for the literal of the time. */
  readonly text: string;
  /** Whether the time only bounds rows from below, so that any time not too late will do. */
  readonly bounds?: true;
}

export interface HuntOptions {
  /** How often the rule is due. */
  readonly every: number;
  /** How late a row may arrive and still be found; windows overlap by this. */
  readonly lateness: number;
  /** aggregate: how much event time each run reads, up to the end of its cell. */
  readonly period: number;
  /** events: how far before its window the query may read. */
  readonly reach: number;
  /** The result column with the event time. */
  readonly time: string;
  /** The columns that identify a finding. */
  readonly key: readonly string[];
  readonly slot: number;
  readonly span: number;
  /** The columns by which findings are grouped into an incident or a grouped bookmark. */
  readonly group: readonly string[];
  /** How many findings of a slot get resources of their own; the rest go to the span's storm. */
  readonly cap: number;
  readonly refine: Refinement;
  /** The risk score of every finding before its features, 0 to 100. */
  readonly score: number;
  /** Features that raise or lower the risk score. */
  readonly features: readonly Feature[];
  /**
   * The bands of scores that are delivered differently, or with another severity, from the highest
   * to the lowest; often none.
   */
  readonly bands: readonly Band[];
  /** How findings below the bands leave: the name of a delivery (delivery/kinds). */
  readonly delivery: string;
  /** The technique that derives columns from its command lines (src/techniques); many have none. */
  readonly technique?: string | undefined;
}

/** The part of a rule that code decides for each row after the query. */
export interface Refinement {
  /** Columns that must not be empty. A row without one is unanswered: neither hit nor miss. */
  readonly known: readonly string[];
  /** The condition for a row to be a finding; undefined if there is none. */
  readonly when: Condition | undefined;
}
