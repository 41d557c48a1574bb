import type { ProblemCode } from "../base/problem.ts";
import type { Window } from "../base/window.ts";
import type { Identifier } from "../findings/entity.ts";
import type { Severity } from "../findings/rule.ts";
import type { WriteStatus } from "../ledger/write-status.ts";

/**
 * One intended change at Azure, as data. Bodies depend on the finding, or on group and span, never
 * on a job's window.
 */
export type Write = BookmarkWrite | IncidentWrite | RelationWrite | CommentWrite;

export interface BookmarkWrite {
  readonly kind: "bookmark";
  readonly id: string;
  readonly displayName: string;
  readonly notes: string;
  readonly labels: readonly string[];
  /** KQL that shows the evidence, bound to `evidence`. */
  readonly query: string;
  /**
   * One row of the query as a JSON object: the finding's, or the grouping columns. The portal's raw
   * view shows it.
   */
  readonly queryResult?: string;
  readonly evidence: Window;
  /** Event time, ms; the span's start for a grouped bookmark. */
  readonly eventTime: number;
  readonly entityMappings: readonly {
    readonly entityType: string;
    readonly fieldMappings: readonly Identifier[];
  }[];
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
}

export interface IncidentWrite {
  readonly kind: "incident";
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  readonly labels: readonly string[];
  /**
   * The event time that it stands for: its first and last activity. Not its findings' times, which
   * come one by one.
   */
  readonly span: Window;
}

export interface RelationWrite {
  readonly kind: "relation";
  /** The relation's name. */
  readonly id: string;
  readonly incident: string;
  readonly bookmark: string;
}

export interface CommentWrite {
  readonly kind: "comment";
  readonly id: string;
  readonly incident: string;
  /** Markdown, at most 30,000 characters. */
  readonly message: string;
}

/** What names a resource of a Write. */
export type ResourceRef =
  | { readonly kind: "bookmark" | "incident"; readonly id: string }
  | { readonly kind: "relation" | "comment"; readonly id: string; readonly incident: string };

export function writeRef(write: Write): ResourceRef {
  return "incident" in write
    ? { kind: write.kind, id: write.id, incident: write.incident }
    : { kind: write.kind, id: write.id };
}

export interface WriteResult {
  readonly write: Write;
  readonly status: WriteStatus;
  /** Why it failed, or is refused; its code where something is decided by that. */
  readonly message?: string;
  readonly code?: ProblemCode;
}
