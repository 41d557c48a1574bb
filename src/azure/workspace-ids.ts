import { CallError } from "../hunt/base/call-error.ts";
import type { Workspace } from "../hunt/base/workspace.ts";
import { armReads } from "./arm-reads.ts";
import type { AzureAccess } from "./logs.ts";
import { workspaceRemedy } from "./remedies.ts";

/** Where a workspace is in Azure: what its resource id says. */
export type WorkspacePlace = Omit<Workspace, "id">;

const ARM_ID =
  /^\/?subscriptions\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/resourceGroups\/([^/]{1,90})\/providers\/Microsoft\.OperationalInsights\/workspaces\/([^/]{1,63})\/?$/i;

/**
 * The place that a resource id names; undefined where the text is no resource id of a workspace.
 */
export function placeIn(armId: string): WorkspacePlace | undefined {
  const [, subscriptionId, resourceGroup, name] = ARM_ID.exec(armId.trim()) ?? [];
  return subscriptionId && resourceGroup && name
    ? { subscriptionId, resourceGroup, name }
    : undefined;
}

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
