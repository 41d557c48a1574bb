import type { Workspace } from "../base/workspace.ts";

/** One call of Azure Resource Manager below a workspace, as it is on the wire. */
export interface ArmCall {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Below the workspace's ARM id, with its leading slash. */
  readonly path: string;
  readonly version: string;
  /** Parameters beside the version. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly ifMatch?: string;
}

/** What was answered, whatever its status. */
export interface ArmAnswer {
  readonly status: number;
  /** "" where there is no error. */
  readonly code: string;
  readonly message: string;
  /** The parsed body; undefined where it has none that is JSON. */
  readonly body: unknown;
  /** How long it took with its repetitions, ms. */
  readonly ms: number;
}

/**
 * Calls that the clients of SentinelResources do not make, or whose statuses and bodies matter as
 * they are.
 */
export interface ArmCalls {
  /**
   * Repeats what Azure asks to repeat. @throws CallError where there is no answer, or only one that
   * asks to come again
   */
  send(workspace: Workspace, call: ArmCall): Promise<ArmAnswer>;
}
