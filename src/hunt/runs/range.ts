import { CallError } from "../base/call-error.ts";
import type { Window } from "../base/window.ts";
import type { Workspace } from "../base/workspace.ts";
import type { Rule } from "../findings/rule.ts";
import { closeSlots } from "./close.ts";
import type { JobOutcome, RunPorts } from "./job.ts";
import { failedOutcome } from "./outcome.ts";
import { coverWindow, runJob } from "./run.ts";

/** A window to query; if it is `empty` (known to hold no data), it is covered without a query. */
export interface PlannedWindow {
  readonly window: Window;
  readonly empty: boolean;
}

const NOT_CLOSED = new CallError(
  "the slot was not closed: the workspace gave no answer for an earlier slot",
  "run it again",
);

/**
 * Runs windows of one rule in one workspace one after another, and closes the slots that become
 * due. A failure does not stop the others; what is not done has an outcome that says so.
 */
export async function runWindows(
  rule: Rule,
  workspace: Workspace,
  windows: readonly PlannedWindow[],
  ports: RunPorts,
  progress: (window: Window) => void = () => undefined,
): Promise<JobOutcome[]> {
  const outcomes: JobOutcome[] = [];
  for (const { window, empty } of windows) {
    progress(window);
    if (empty) await coverWindow({ rule, workspace, window }, ports.clock(), ports);
    else
      for await (const outcome of runJob({ rule, workspace, window, known: "read" }, ports))
        outcomes.push(outcome);
  }
  const asked = windows.filter(({ empty }) => !empty).map(({ window }) => window);
  const left: Window[] = [];
  for await (const outcome of closeSlots(rule, workspace, ports, asked, {
    leave: (slot) => left.push(slot),
  }))
    outcomes.push(outcome);
  const notClosed = (window: Window) =>
    failedOutcome({ rule, workspace, window, known: "read" }, "closing", NOT_CLOSED, false);
  return [...outcomes, ...left.map(notClosed)];
}
