import type { Workspace } from "../base/workspace.ts";
import type { ResourceRef, Write } from "./write.ts";

export interface ResourceState {
  /** It is an incident that an analyst closed. */
  readonly closed: boolean;
  /** What the analyst closed it as, such as TruePositive. */
  readonly classification?: string | undefined;
}

/** The Sentinel resources of a workspace. */
export interface SentinelResources {
  /**
   * Requests any one incident.
   * @throws CallError if there is no such workspace with Sentinel, or no right to read it
   */
  reach(workspace: Workspace): Promise<void>;
  /** undefined if there is no such resource. @throws CallError */
  read(workspace: Workspace, ref: ResourceRef): Promise<ResourceState | undefined>;
  /**
   * Creates a resource that has just been read as absent.
   * @returns planned if nothing is written
   * @throws CallError
   */
  create(workspace: Workspace, write: Write): Promise<"created" | "planned">;
}
