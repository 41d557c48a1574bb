import type { Workspace } from "../base/workspace.ts";

/** One call of Azure Resource Manager below a workspace, as it is sent. */
export interface ArmCall {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Below the workspace's ARM id, with its leading slash. */
  readonly path: string;
  readonly version: string;
  /** Query parameters other than the version. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly ifMatch?: string;
}

/** An answer of any status. */
export interface ArmAnswer {
  readonly status: number;
  /** The error's code; "" if there is no error. */
  readonly code: string;
  readonly message: string;
  /** The parsed body; undefined if there is none, or it is not JSON. */
  readonly body: unknown;
  /** How long the call took, including its retries, ms. */
  readonly ms: number;
}

/**
 * Calls that SentinelResources does not offer, or whose raw statuses and bodies matter.
 */
export interface ArmCalls {
  /**
   * Sends the call, and retries it when Azure says so.
   * @throws CallError if there is no answer, or the last one still says to retry
   */
  send(workspace: Workspace, call: ArmCall): Promise<ArmAnswer>;
}
