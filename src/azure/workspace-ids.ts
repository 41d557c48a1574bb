import { CallError } from "../hunt/base/call-error.ts";
import type { Workspace, WorkspacePlace } from "../hunt/base/workspace.ts";
import type { AzureAccess } from "./access.ts";
import { armReads } from "./arm-reads.ts";
import { workspaceRemedy } from "./remedies.ts";

/** The workspace at a place, with the id (GUID) by which it is queried. @throws CallError */
export async function workspaceAt(place: WorkspacePlace, access: AzureAccess): Promise<Workspace> {
  const what = `read of workspace ${place.name}`;
  const { customerId } = await armReads(access)(what, { id: "", ...place }, "", workspaceRemedy);
  if (typeof customerId === "string" && customerId !== "")
    return { id: customerId.toLowerCase(), ...place };
  throw new CallError(
    `${what}: the answer does not say its id (customerId)`,
    "name the workspace by its id (a GUID) instead",
  );
}
