import type { Workspace } from "../base/workspace.ts";

/** What tables a workspace has. */
export interface TablePlans {
  /**
   * Analytics, Basic, Auxiliary or what else the API says; undefined where there is no such table.
   * @throws CallError
   */
  plan(workspace: Workspace, table: string): Promise<string | undefined>;
}
