import type { Workspace } from "../base/workspace.ts";
import type { ResourceRef, Write } from "./write.ts";

export interface ResourceState {
  /** An incident that an analyst closed. */
  readonly closed: boolean;
  /** What the analyst closed it as, such as TruePositive. */
  readonly classification?: string | undefined;
}

/** The Sentinel resources of a workspace. */
export interface SentinelResources {
  /**
   * Asks for one incident, any: @throws CallError where there is no such workspace with Sentinel,
   * or no right to read it
   */
  reach(workspace: Workspace): Promise<void>;
  /** undefined where there is no such resource. @throws CallError */
  read(workspace: Workspace, ref: ResourceRef): Promise<ResourceState | undefined>;
  /**
   * Creates what was just read as absent, once. @returns planned where nothing is written @throws
   * CallError
   */
  create(workspace: Workspace, write: Write): Promise<"created" | "planned">;
}
