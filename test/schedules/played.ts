import type { Workspace } from "../../src/hunt/base/workspace.ts";
import type { JobOutcome } from "../../src/hunt/runs/job.ts";
import type { Change, ObservedResources } from "./changes.ts";
import type { LedgerTruth } from "./ledger-truth.ts";
import type { RuleShape } from "./rule-shapes.ts";
import type { Schedule } from "./schedule.ts";
import type { Violation } from "./violation.ts";

export interface PlayedTick {
  readonly name: string;
  readonly outcomes: readonly JobOutcome[];
  /** Its process came to the end of it. */
  readonly ended: boolean;
  readonly failures: readonly string[];
}

/** What a schedule that was played left. */
export interface Played {
  readonly schedule: Schedule;
  readonly shapes: readonly RuleShape[];
  readonly workspaces: readonly Workspace[];
  readonly resources: ObservedResources;
  readonly changes: readonly Change[];
  readonly truth: LedgerTruth;
  readonly ticks: readonly PlayedTick[];
  /** When something went wrong, ms. */
  readonly wentWrong: readonly number[];
  /** What was seen on the way. */
  readonly violations: readonly Violation[];
  /** What happened, one line each. */
  readonly log: readonly string[];
}
