import type { Workspace } from "../../base/workspace.ts";
import type { ArmResources, SentinelResources } from "../sentinel-resources.ts";
import type { RowWrite } from "../write.ts";

/** The table of findings of each workspace. */
export interface FindingsTable {
  /**
   * Adds a row. If the answer is lost, the row may have been added all the same, and a repeated one
   * is a second row: who reads the table counts each FindingId once.
   * @throws CallError
   */
  add(workspace: Workspace, row: RowWrite): Promise<void>;
}

/** Sentinel's resources and the table of findings behind one port. */
export function withRows(resources: ArmResources, table: FindingsTable): SentinelResources {
  return {
    reach: (workspace) => resources.reach(workspace),
    read: async (workspace, ref) =>
      ref.kind === "row" ? undefined : resources.read(workspace, ref),
    async create(workspace, write) {
      if (write.kind !== "row") return resources.create(workspace, write);
      await table.add(workspace, write);
      return "created";
    },
  };
}
