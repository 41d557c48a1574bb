import { CallError, codeField } from "../hunt/base/call-error.ts";
import type { ProblemCode } from "../hunt/base/problem.ts";
import type { Workspace } from "../hunt/base/workspace.ts";
import type { ArmCalls } from "../hunt/delivery/arm-call.ts";
import type { DeliverySettings } from "../hunt/delivery/deliveries-for.ts";
import type { Incidents } from "../hunt/delivery/incidents.ts";
import type { SentinelResources } from "../hunt/delivery/sentinel-resources.ts";
import type { QueryWorkspace } from "../hunt/findings/query-workspace.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import type { TablePlans } from "../hunt/findings/table-plans.ts";
import type { IgnoreList } from "../hunt/ignore/ignore.ts";

/** The result of a check, in one line, with a remedy if it did not pass. */
export interface CheckLine {
  readonly workspace: string;
  readonly check: string;
  readonly state: "ok" | "warning" | "failed" | "skipped";
  readonly message: string;
  /** The kind of error from Azure, if anything depends on it. */
  readonly code?: ProblemCode;
  /** "" if there is nothing to do. */
  readonly remedy: string;
}

/** A workspace whose logs are checked. */
export interface Patient {
  readonly workspace: Workspace;
  readonly rules: readonly Rule[];
  readonly queries: QueryWorkspace;
  readonly tables: TablePlans;
  /** The name of the ASIM parser in the workspace. */
  readonly parser: string;
  readonly cloud: string;
  /** The current time, ms; undefined for a recording, whose events are from another time. */
  readonly clock: (() => number) | undefined;
}

/** A workspace whose Sentinel is checked too. */
export interface SentinelPatient extends Patient {
  readonly sentinel: SentinelResources;
  readonly incidents: Incidents;
  readonly arm: ArmCalls;
  /** Who makes incidents, for workspaces with a table of findings. */
  readonly incidentsBy: DeliverySettings["incidentsBy"];
  /** Reads the watchlist of ignore entries; undefined if the settings name none. */
  readonly watchlist: (() => Promise<IgnoreList>) | undefined;
  /** Whether to write the marked bookmark. */
  readonly apply: boolean;
}

type Result = Pick<CheckLine, "state" | "message" | "remedy" | "code">;

export const passCheck = (message: string): Result => ({ state: "ok", message, remedy: "" });
export const failCheck = (message: string, remedy: string): Result => ({
  state: "failed",
  message,
  remedy,
});
export const warnCheck = (message: string, remedy: string): Result => ({
  state: "warning",
  message,
  remedy,
});
export const skipCheck = (message: string, remedy = ""): Result => ({
  state: "skipped",
  message,
  remedy,
});

/**
 * Runs a check. An error from Azure fails it, with the explanation from `explain` if there is one.
 * A bug in the check fails only this check.
 */
export async function runCheck(
  run: () => Promise<Result>,
  explain: (error: CallError) => Result | undefined = () => undefined,
): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof CallError))
      return failCheck(`a bug in the doctor: ${(error as Error).message}`, "report it");
    const isTransient = TRANSIENT.includes(error.status ?? 0);
    const result =
      explain(error) ??
      failCheck(error.message, isTransient ? "try again in a minute" : error.remedy);
    return { ...result, ...codeField(error) };
  }
}

/** Statuses of transient errors, after which a hunt retries the call by itself. */
const TRANSIENT = [409, 412, 429, 500, 502, 503, 504];
