import type { Workspace } from "../base/workspace.ts";
import type { ResourceState, SentinelResources } from "./sentinel-resources.ts";
import type { WriteRef } from "./write.ts";

/**
 * Looks for a resource; twice if it may have been written, since after a single wrong 404 it would
 * be overwritten, or counted as deleted.
 */
export async function lookFor(
  ref: WriteRef,
  twice: boolean,
  workspace: Workspace,
  sentinel: SentinelResources,
): Promise<ResourceState | undefined> {
  return (
    (await sentinel.read(workspace, ref)) ?? (twice ? sentinel.read(workspace, ref) : undefined)
  );
}
