import { CallError, type QueryWorkspace, type SentinelResources } from "../hunt/ports.ts";
import type { Rule, Workspace } from "../hunt/rule.ts";

/** What a check found, as one line for people; what is not well says what to do. */
export interface CheckLine {
  readonly workspace: string;
  readonly check: string;
  readonly state: "ok" | "warning" | "failed" | "skipped";
  readonly message: string;
  /** "" where there is nothing to do. */
  readonly remedy: string;
}

export interface Patient {
  readonly workspace: Workspace;
  readonly rules: readonly Rule[];
  readonly queries: QueryWorkspace;
  readonly sentinel: SentinelResources;
  /** The workspace's name of the ASIM parser. */
  readonly parser: string;
  readonly cloud: string;
  /** Ms; undefined where the workspace is a recording, whose time is another. */
  readonly clock: (() => number) | undefined;
  /** Whether the one marked bookmark is written. */
  readonly apply: boolean;
}

type Said = Pick<CheckLine, "state" | "message" | "remedy">;

export const well = (message: string): Said => ({ state: "ok", message, remedy: "" });
export const failed = (message: string, remedy: string): Said => ({ state: "failed", message, remedy });
export const warning = (message: string, remedy: string): Said => ({ state: "warning", message, remedy });
export const skipped = (message: string, remedy = ""): Said => ({ state: "skipped", message, remedy });

/** Runs a check; what Azure answers in place of an answer is its failure. `explain` may know more than the error's own line. */
export async function checked(run: () => Promise<Said>, explain: (error: CallError) => Said | undefined = () => undefined): Promise<Said> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return explain(error) ?? failed(error.message, error.remedy);
  }
}
