import { CallError, codeOf } from "../hunt/base/call-error.ts";
import type { ProblemCode } from "../hunt/base/problem.ts";
import type { Workspace } from "../hunt/base/workspace.ts";
import type { Incidents } from "../hunt/delivery/incidents.ts";
import type { SentinelResources } from "../hunt/delivery/sentinel-resources.ts";
import type { QueryWorkspace } from "../hunt/findings/query-workspace.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import type { TablePlans } from "../hunt/findings/table-plans.ts";
import type { IgnoreList } from "../hunt/ignore/ignore.ts";

/** What a check found, as one line for people; what is not well says what to do. */
export interface CheckLine {
  readonly workspace: string;
  readonly check: string;
  readonly state: "ok" | "warning" | "failed" | "skipped";
  readonly message: string;
  /** Of what Azure answered in place of an answer, where something is decided by it. */
  readonly code?: ProblemCode;
  /** "" where there is nothing to do. */
  readonly remedy: string;
}

/** A workspace whose logs are looked at. */
export interface Patient {
  readonly workspace: Workspace;
  readonly rules: readonly Rule[];
  readonly queries: QueryWorkspace;
  readonly tables: TablePlans;
  /** The workspace's name of the ASIM parser. */
  readonly parser: string;
  readonly cloud: string;
  /** Ms; undefined where the workspace is a recording, whose time is another. */
  readonly clock: (() => number) | undefined;
}

/** The same with its Sentinel. */
export interface SentinelPatient extends Patient {
  readonly sentinel: SentinelResources;
  readonly incidents: Incidents;
  /** Reads the watchlist of ignore entries; undefined where the settings name none. */
  readonly watchlist: (() => Promise<IgnoreList>) | undefined;
  /** Whether the one marked bookmark is written. */
  readonly apply: boolean;
}

type Said = Pick<CheckLine, "state" | "message" | "remedy" | "code">;

export const well = (message: string): Said => ({ state: "ok", message, remedy: "" });
export const failCheck = (message: string, remedy: string): Said => ({
  state: "failed",
  message,
  remedy,
});
export const warning = (message: string, remedy: string): Said => ({
  state: "warning",
  message,
  remedy,
});
export const skipCheck = (message: string, remedy = ""): Said => ({
  state: "skipped",
  message,
  remedy,
});

/**
 * Runs a check; what Azure answers in place of an answer is its failure. `explain` may know more
 * than the error's own line. A fault of ours fails this check and no other.
 */
export async function runCheck(
  run: () => Promise<Said>,
  explain: (error: CallError) => Said | undefined = () => undefined,
): Promise<Said> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof CallError))
      return failCheck(`a fault of the doctor: ${(error as Error).message}`, "report it");
    const isPassing = NOW_AND_AGAIN.includes(error.status ?? 0);
    const said =
      explain(error) ??
      failCheck(error.message, isPassing ? "try again in a minute" : error.remedy);
    return { ...said, ...codeOf(error) };
  }
}

/** Busy, or not there for a moment: a hunt repeats such a call by itself. */
const NOW_AND_AGAIN = [409, 412, 429, 500, 502, 503, 504];
