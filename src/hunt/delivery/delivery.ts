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
  /** The workspace's name of the ASIM parser. */
  readonly parser: string;
  readonly source: SourceKnowledge;
  readonly entities: EntityTypes;
}

/** How findings leave. Pure: what is written is decided here, when and whether in apply.ts. */
export interface Delivery {
  /** What a rule's hunt.delivery calls it; part of every group's id. */
  readonly name: string;
  /**
   * Whether findings are gathered in incidents. Then an incident shows a limited number of
   * bookmarks, and a slot that closes gets comments.
   */
  readonly writesIncidents: boolean;
  /** The bookmark that stands for a finding: its own, or its group's. */
  bookmark(finding: Finding, context: DeliveryContext): BookmarkWrite;
  /** The incident of a group; undefined where the delivery writes none. */
  incident(
    group: GroupKey,
    generation: number,
    context: DeliveryContext,
  ): IncidentWrite | undefined;
  /** What stands for the findings above a slot's cap: one resource for the whole span. */
  storm(id: string, span: Window, context: DeliveryContext): BookmarkWrite | IncidentWrite;
  /**
   * The comment for a group (or storm) when a slot closes; undefined where the delivery writes
   * none. `last`: no more will follow.
   */
  comment(
    target: CommentTarget,
    findings: readonly Finding[],
    context: DeliveryContext,
  ): CommentWrite | undefined;
  /** What says that the rule, or its whole workspace, is in trouble. */
  trouble(notice: Notice, context: DeliveryContext): BookmarkWrite | IncidentWrite;
  /** The word that it is over. */
  recovery(notice: Notice, context: DeliveryContext): BookmarkWrite | CommentWrite;
}

export interface CommentTarget {
  /** The group's or the storm's id. */
  readonly group: string;
  readonly incident: string;
  readonly slot: Window;
  readonly storm: boolean;
  readonly last: boolean;
}

/**
 * A trouble with the names of the rules that are behind; none where it is the context's rule alone.
 */
export interface Notice extends Omit<Trouble, "rules"> {
  readonly rules: readonly string[];
}

export type Deliveries = ReadonlyMap<string, Delivery>;
