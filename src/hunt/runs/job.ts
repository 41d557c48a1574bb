import type { Window } from "../base/window.ts";
import type { Workspace } from "../base/workspace.ts";
import type { Deliveries } from "../delivery/delivery.ts";
import type { SentinelResources } from "../delivery/sentinel-resources.ts";
import type { WriteResult } from "../delivery/write.ts";
import type { Knowledge } from "../findings/hunt.ts";
import type { QueryWorkspace } from "../findings/query-workspace.ts";
import type { Rule } from "../findings/rule.ts";
import type { Reserved } from "../ledger/reserve.ts";
import type { RunRecord } from "../ledger/run-record.ts";
import type { CoverageStore } from "../ledger/store.ts";
import type { Found } from "./judge.ts";

export interface RunPorts {
  readonly queries: QueryWorkspace;
  readonly sentinel: SentinelResources;
  readonly store: CoverageStore;
  readonly deliveries: Deliveries;
  readonly knowledge: Knowledge;
  /** The workspaces' name of the ASIM parser. */
  readonly parser: string;
  /** Rows of one answer at most; default MOST_ROWS. */
  readonly mostRows?: number;
  /** What time it is where the events come from, ms; what lies after it cannot be covered yet. */
  readonly clock: () => number;
}

/** One rule, one workspace, one window. */
export interface Job {
  readonly rule: Rule;
  readonly workspace: Workspace;
  readonly window: Window;
  /**
   * What is done for findings that the ledger says were delivered: their resources are read once
   * more, or nothing.
   */
  readonly known: "read" | "skip";
}

/** What a window's job found and wrote, and its record. */
export interface JobOutcome extends JobReport {
  /** Of a slot that closes the findings alone: its windows had the others. */
  readonly hunted: Found;
  readonly reserved: readonly Reserved[];
  readonly results: readonly WriteResult[];
}

/** What is kept of a job when its events are not. */
export interface JobReport {
  readonly record: RunRecord;
  /** Its window was too much to be answered at once, or is part of one that was. */
  readonly tooMuch: boolean;
  /**
   * How much of what one answer may hold it took: 1 is all; undefined where there was no answer.
   */
  readonly fill: number | undefined;
  /** What time the workspace had as it answered, ms; undefined where it did not say. */
  readonly servedAt: number | undefined;
  readonly heard: Heard;
}

/**
 * Of a workspace: it answered; something was asked for that nothing answered; or nothing was asked
 * to its end.
 */
export type Heard = "answered" | "silent" | "nothing";
