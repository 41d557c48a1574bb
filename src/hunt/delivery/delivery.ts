import type { Window } from "../base/window.ts";
import type { Workspace } from "../base/workspace.ts";
import type { SourceKnowledge } from "../conditions/event.ts";
import type { EntityTypes } from "../findings/entity.ts";
import type { Finding, GroupKey } from "../findings/finding.ts";
import type { Rule } from "../findings/rule.ts";
import type { Trouble } from "../ledger/lane-memory.ts";
import type { BookmarkWrite, CommentWrite, IncidentWrite } from "./write.ts";

/** What a delivery knows when it words its writes. */
export interface DeliveryContext {
  readonly rule: Rule;
  readonly workspace: Workspace;
  /** The name of the ASIM parser in the workspace. */
  readonly parser: string;
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
   * Whether findings are gathered in incidents. If so, an incident shows a limited number of
   * bookmarks, and a slot gets comments when it closes.
   */
  readonly writesIncidents: boolean;
  /** The bookmark that represents a finding: its own, or its group's. */
  bookmark(finding: Finding, context: DeliveryContext): BookmarkWrite;
  /** The incident of a group; undefined if the delivery writes none. */
  incident(
    group: GroupKey,
    generation: number,
    context: DeliveryContext,
  ): IncidentWrite | undefined;
  /**
   * The resource that represents the findings of a band above a slot's cap: one for the whole span.
   */
  storm(id: string, group: Storm, context: DeliveryContext): BookmarkWrite | IncidentWrite;
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
  trouble(notice: Notice, context: DeliveryContext): BookmarkWrite | IncidentWrite;
  /** The report that the trouble is over. */
  recovery(notice: Notice, context: DeliveryContext): BookmarkWrite | CommentWrite;
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
