import type { Workspace } from "../base/workspace.ts";
import type { ResourceRef, SentinelWrite, Write, WriteRef } from "./write.ts";

export interface ResourceState {
  /** It is an incident that an analyst closed. */
  readonly closed: boolean;
  /** What the analyst closed it as, such as TruePositive. */
  readonly classification?: string | undefined;
}

/** What is written to a workspace: resources of Sentinel, and rows of the table of findings. */
export interface SentinelResources {
  /**
   * Requests any one incident.
   * @throws CallError if there is no such workspace with Sentinel, or no right to read it
   */
  reach(workspace: Workspace): Promise<void>;
  /** undefined if there is no such resource, and for a row. @throws CallError */
  read(workspace: Workspace, ref: WriteRef): Promise<ResourceState | undefined>;
  /**
   * Creates a resource that has just been read as absent, or writes a row.
   * @returns planned if nothing is written
   * @throws CallError
   */
  create(workspace: Workspace, write: Write): Promise<"created" | "planned">;
}

/** The resources alone. */
export interface ArmResources {
  reach: SentinelResources["reach"];
  read(workspace: Workspace, ref: ResourceRef): Promise<ResourceState | undefined>;
  create(workspace: Workspace, write: SentinelWrite): Promise<"created" | "planned">;
}
