import type { Workspace } from "../base/workspace.ts";
import type { Row } from "../conditions/event.ts";
import type { CompiledQuery } from "./query.ts";

/** Queries a workspace. */
export interface QueryWorkspace {
  /** @throws CallError if there is no complete result; a partial one is an error */
  query(workspace: Workspace, query: CompiledQuery): Promise<QueryAnswer>;
}

export interface QueryAnswer {
  readonly rows: readonly Row[];
  /** The execution time reported by the service, ms; 0 if it does not report it. */
  readonly queryMs: number;
  /** The time of the service when it responded, ms; undefined if it does not report it. */
  readonly servedAt?: number | undefined;
  /** The size of the uncompressed response, bytes; undefined if it was not measured. */
  readonly bytes?: number | undefined;
}
