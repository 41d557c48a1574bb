import type { Workspace } from "../base/workspace.ts";

/** Reads the plans of a workspace's tables. */
export interface TablePlans {
  /**
   * The plan as the API reports it (Analytics, Basic, Auxiliary or another); undefined if the
   * workspace has no such table.
   * @throws CallError
   */
  plan(workspace: Workspace, table: string): Promise<string | undefined>;
}
