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
  /** How findings of a workspace are delivered. */
  readonly deliveries: (workspace: Workspace) => Deliveries;
  readonly knowledge: Knowledge;
  /** The name of the ASIM parser in the workspaces. */
  readonly parser: string;
  /** The address of the Azure portal, for links. */
  readonly portal: string;
  /** The most rows that one answer may have; default MOST_ROWS. */
  readonly mostRows?: number;
  /** The current time where the events come from, ms; time after it cannot be covered yet. */
  readonly clock: () => number;
}

/** One rule, one workspace, one window. */
export interface Job {
  readonly rule: Rule;
  readonly workspace: Workspace;
  readonly window: Window;
  /**
   * What to do with findings that, according to the ledger, were delivered before: read their
   * resources again, or skip them.
   */
  readonly known: "read" | "skip";
}

/** What a window's job found and wrote, and its record. */
export interface JobOutcome extends JobReport {
  /** For a closing slot, only its findings; its windows reported the rest. */
  readonly hunted: Found;
  readonly reserved: readonly Reserved[];
  readonly results: readonly WriteResult[];
}

/** The part of a job's outcome that is kept when its events are dropped. */
export interface JobReport {
  readonly record: RunRecord;
  /** Its window was too much for one answer, or is part of one that was. */
  readonly tooMuch: boolean;
  /**
   * Its size as a share of what one answer may hold: 1 is a full answer; undefined without an
   * answer.
   */
  readonly fill: number | undefined;
  /** The workspace's own time when it answered, ms; undefined if the answer did not give it. */
  readonly servedAt: number | undefined;
  readonly heard: Heard;
}

/**
 * How a workspace responded. answered: it answered; silent: a call got no answer; nothing: no call
 * was made, or none could run to its end.
 */
export type Heard = "answered" | "silent" | "nothing";
