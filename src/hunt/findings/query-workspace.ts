import type { Workspace } from "../base/workspace.ts";
import type { Row } from "../conditions/event.ts";
import type { CompiledQuery } from "./query.ts";

/** Asks one workspace. */
export interface QueryWorkspace {
  /**
   * The rows of a complete answer.
   * @throws CallError where there is no complete answer: a partial result is none
   */
  query(workspace: Workspace, query: CompiledQuery): Promise<QueryAnswer>;
}

export interface QueryAnswer {
  readonly rows: readonly Row[];
  /** How long the service says that it executed the query, ms; 0 where it does not say. */
  readonly queryMs: number;
  /** What time the service had as it answered, ms; undefined where it does not say. */
  readonly servedAt?: number | undefined;
  /** How large the answer was, unpacked; undefined where nobody measured it. */
  readonly bytes?: number | undefined;
}
