import { cellAt, coalesce, type Window } from "../base/window.ts";
import type { Workspace } from "../base/workspace.ts";
import { writesIncidents } from "../delivery/writes-incidents.ts";
import { makeOwner } from "../findings/finding.ts";
import type { Rule } from "../findings/rule.ts";
import type { SlotRecord } from "../ledger/slot.ts";
import type { LedgerKey } from "../ledger/store.ts";
import { closeSilently, writeComments } from "./finish-slot.ts";
import type { Job, JobOutcome, JobReport, RunPorts } from "./job.ts";
import { ALL_TIME, type AskedTime, overSlots } from "./over-slots.ts";
import { runSlot } from "./run.ts";

export interface ClosingOptions {
  readonly time?: AskedTime;
  /**
   * Whether to stop closing slots; `last` is the outcome of the previous one. Default: stop if that
   * got no answer, since each further slot would wait as long.
   */
  readonly isOver?: (last: JobReport | undefined) => boolean;
  /** Called with each slot, or part of one, that was left because of `isOver`. */
  readonly leave?: (slot: Window) => unknown;
}

/**
 * Closes the slots whose time is over: covered through their end and the rule's lateness. Each slot
 * is queried once more, so that its comments list everything in it, whichever windows found it; it
 * stays open until its comments are written. Closed slots that overlap the `asked` windows are
 * queried too, but their comments are only read back. A rule that merges rows has none to close: the
 * job of a cell closes its slot.
 */
export async function* closeSlots(
  rule: Rule,
  workspace: Workspace,
  ports: RunPorts,
  asked: readonly Window[],
  { time = ALL_TIME, isOver = gaveNoAnswer, leave = () => undefined }: ClosingOptions = {},
): AsyncGenerator<JobOutcome, void> {
  if (rule.shape === "aggregate") return;
  const key = makeOwner(rule, workspace);
  const { coverage, open } = await ports.store.read(key);
  const due = overSlots(rule, coverage, open, time);
  const closed = (
    await slotsIn(
      asked.map((window) => ({ from: cellAt(window.from, rule.hunt.slot).from, to: window.to })),
      key,
      ports,
    )
  ).filter(({ state }) => state === "closed");
  const known = asked.length > 0 ? "read" : "skip";
  let last: JobOutcome | undefined;
  for (const { slot, part } of [...closed.map(({ slot }) => ({ slot, part: slot })), ...due]) {
    if (isOver(last)) {
      leave(part);
      continue;
    }
    const outcome = await closeSlot(
      slot,
      { rule, workspace, known, window: part },
      coverage.longest,
      ports,
    );
    if (!outcome) continue;
    await ports.store.record(outcome.record);
    yield outcome;
    last = outcome;
  }
}

/** Whether a job ended without an answer from its workspace. */
export function gaveNoAnswer(last: JobReport | undefined): boolean {
  return last !== undefined && last.heard !== "answered";
}

async function slotsIn(
  windows: readonly Window[],
  key: LedgerKey,
  ports: RunPorts,
): Promise<readonly SlotRecord[]> {
  const found = await Promise.all(
    coalesce(windows).map((window) => ports.store.slots(key, window)),
  );
  return found.flat();
}

async function closeSlot(
  slot: Window,
  job: Job,
  longest: number,
  ports: RunPorts,
): Promise<JobOutcome | undefined> {
  if (!writesIncidents(job.rule)) {
    await closeSilently(slot, job, ports);
    return undefined;
  }
  const outcome = await runSlot(job, ports, longest);
  if (outcome.record.state === "failed") return outcome;
  return writeComments(slot, outcome, job, ports);
}
