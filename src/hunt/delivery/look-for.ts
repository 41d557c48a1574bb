import type { Workspace } from "../base/workspace.ts";
import type { ResourceState, SentinelResources } from "./sentinel-resources.ts";
import type { ResourceRef } from "./write.ts";

/**
 * Looks for a resource: twice where it may have been written, since one wrong 404 would write over
 * it, or count it as deleted.
 */
export async function lookFor(
  ref: ResourceRef,
  twice: boolean,
  workspace: Workspace,
  sentinel: SentinelResources,
): Promise<ResourceState | undefined> {
  return (
    (await sentinel.read(workspace, ref)) ?? (twice ? sentinel.read(workspace, ref) : undefined)
  );
}
