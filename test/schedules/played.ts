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
  /** Whether its process reached the end of the tick. */
  readonly ended: boolean;
  readonly failures: readonly string[];
}

/** What a schedule left after it was played. */
export interface Played {
  readonly schedule: Schedule;
  readonly shapes: readonly RuleShape[];
  readonly workspaces: readonly Workspace[];
  readonly resources: ObservedResources;
  readonly changes: readonly Change[];
  readonly truth: LedgerTruth;
  readonly ticks: readonly PlayedTick[];
  /** The times when something went wrong, ms. */
  readonly wentWrong: readonly number[];
  /** What was seen while the schedule was played. */
  readonly violations: readonly Violation[];
  /** What happened, one line each. */
  readonly log: readonly string[];
}
