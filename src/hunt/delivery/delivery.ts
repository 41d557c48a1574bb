import type { Window } from "../base/window.ts";
import type { Workspace } from "../base/workspace.ts";
import type { SourceKnowledge } from "../conditions/event.ts";
import type { EntityTypes } from "../findings/entity.ts";
import type { Finding, GroupKey } from "../findings/finding.ts";
import type { Rule } from "../findings/rule.ts";
import type { Trouble } from "../ledger/lane-memory.ts";
import type { BookmarkWrite, CommentWrite, IncidentWrite, RowWrite } from "./write.ts";

/** What a delivery knows when it words its writes. */
export interface DeliveryContext {
  readonly rule: Rule;
  readonly workspace: Workspace;
  /** The name of the ASIM parser in the workspace. */
  readonly parser: string;
  /** The address of the Azure portal, for links. */
  readonly portal: string;
  readonly source: SourceKnowledge;
  readonly entities: EntityTypes;
}

/**
 * Which Sentinel resources findings become, and how these are worded. Pure: apply.ts decides when
 * and whether they are written. A channel outside Sentinel also needs a new kind of `Write`.
 */
export interface Delivery {
  /** Its name in a rule's hunt.delivery and hunt.bands; part of every group's id. */
  readonly name: string;
  /**
   * What it writes. Incidents show a limited number of bookmarks, and get comments when a slot
   * closes. Of rows, analytics rules make alerts and incidents in Sentinel.
   */
  readonly writes: "incidents" | "bookmarks" | "rows";
  /** What represents a finding: a bookmark, its own or its group's, or a row of the table. */
  represent(finding: Finding, context: DeliveryContext): BookmarkWrite | RowWrite;
  /** A row of the table of findings, if one is written besides. */
  row?(finding: Finding, context: DeliveryContext): RowWrite;
  /** The incident of a group; undefined if the delivery writes none. */
  incident(
    group: GroupKey,
    generation: number,
    context: DeliveryContext,
  ): IncidentWrite | undefined;
  /**
   * The resource that represents the findings of a band above a slot's cap: one for the whole span;
   * undefined if each slot's are reported when it closes.
   */
  storm(
    id: string,
    group: Storm,
    context: DeliveryContext,
  ): BookmarkWrite | IncidentWrite | undefined;
  /**
   * The report about the findings of a slot above its cap, once their number is final; `late`: they
   * were found after the slot had closed.
   */
  stormReport?(
    storm: string,
    slot: Window,
    findings: readonly Finding[],
    context: DeliveryContext,
    late?: "late",
  ): RowWrite;
  /** What delivered its findings before the app changed how it makes incidents. */
  readonly before?: Delivery;
  /**
   * The comment for a group (or storm) when a slot closes; undefined if the delivery writes none.
   * `last`: no further comment will follow.
   */
  comment(
    target: CommentTarget,
    findings: readonly Finding[],
    context: DeliveryContext,
  ): CommentWrite | undefined;
  /** The report that the rule, or its whole workspace, is in trouble. */
  trouble(notice: Notice, context: DeliveryContext): BookmarkWrite | IncidentWrite | RowWrite;
  /** The report that the trouble is over. */
  recovery(notice: Notice, context: DeliveryContext): BookmarkWrite | CommentWrite | RowWrite;
}

/** What the findings above the cap of a slot have in common. */
export type Storm = Pick<GroupKey, "band" | "span">;

export interface CommentTarget {
  /** The group's or the storm's id. */
  readonly group: string;
  readonly incident: string;
  readonly slot: Window;
  readonly storm: boolean;
  readonly last: boolean;
}

/**
 * A trouble with the names of the rules that are behind; none if only the context's rule is.
 */
export interface Notice extends Omit<Trouble, "rules"> {
  readonly rules: readonly string[];
}

export type Deliveries = ReadonlyMap<string, Delivery>;

export function deliveryNamed(name: string, deliveries: Deliveries): Delivery {
  const delivery = deliveries.get(name);
  if (!delivery) throw new Error(`no delivery ${name}`);
  return delivery;
}
