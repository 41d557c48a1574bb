import type { Workspace } from "../hunt/base/workspace.ts";

/** The workspace that local data is served as, if the settings name none. */
export const LOCAL_WORKSPACE: Workspace = {
  id: "00000000-0000-4000-8000-000000000001",
  subscriptionId: "00000000-0000-4000-8000-000000000002",
  resourceGroup: "local",
  name: "local",
};
