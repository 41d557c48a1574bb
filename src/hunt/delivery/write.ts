import type { ProblemCode } from "../base/problem.ts";
import type { Window } from "../base/window.ts";
import type { Identifier } from "../findings/entity.ts";
import type { Severity } from "../findings/rule.ts";
import type { WriteStatus } from "../ledger/write-status.ts";
import type { ColumnName } from "./findings-table/columns.ts";

/**
 * One intended change in Azure, as data. Its content depends on the finding, or on group and span,
 * never on a job's window.
 */
export type Write = SentinelWrite | RowWrite;

/** A write that creates a resource of Sentinel. */
export type SentinelWrite = BookmarkWrite | IncidentWrite | RelationWrite | CommentWrite;

export interface BookmarkWrite {
  readonly kind: "bookmark";
  readonly id: string;
  readonly displayName: string;
  readonly notes: string;
  readonly labels: readonly string[];
  /** KQL that shows the evidence, bound to `evidence`. */
  readonly query: string;
  /**
   * One row as a JSON object: the finding's row, or the grouping columns. The portal's raw view
   * shows it.
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
  /** The object id of a user or group in Entra; undefined for none. */
  readonly owner?: string | undefined;
  /**
   * The event time that it is about: its first and last activity. Not the times of its findings,
   * since those arrive one by one.
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

/** A row of the table of findings. It cannot be read back: it is stored some time later. */
export interface RowWrite {
  readonly kind: "row";
  /** Its FindingId: rows with the same one count as one. */
  readonly id: string;
  /** Whether an analytics rule makes an alert of it. */
  readonly alerts: boolean;
  /** Its other columns, but for the time of writing. Times are ISO 8601 in UTC. */
  readonly values: Readonly<Partial<Record<ColumnName, unknown>>>;
}

/** Identifies what a Write writes. */
export type WriteRef = ResourceRef | { readonly kind: "row"; readonly id: string };

/** Identifies a resource of Sentinel. */
export type ResourceRef =
  | { readonly kind: "bookmark" | "incident"; readonly id: string }
  | { readonly kind: "relation" | "comment"; readonly id: string; readonly incident: string };

export function writeRef(write: SentinelWrite): ResourceRef;
export function writeRef(write: Write): WriteRef;
export function writeRef(write: Write): WriteRef {
  return "incident" in write
    ? { kind: write.kind, id: write.id, incident: write.incident }
    : { kind: write.kind, id: write.id };
}

export interface WriteResult {
  readonly write: Write;
  readonly status: WriteStatus;
  /** Why it failed or was refused; with a code if something depends on it. */
  readonly message?: string;
  readonly code?: ProblemCode;
}
