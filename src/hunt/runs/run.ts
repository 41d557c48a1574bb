import { CallError, orCallError } from "../base/call-error.ts";
import { makeOwner } from "../findings/finding.ts";
import type { RunRecord } from "../ledger/run-record.ts";
import { askWindow, type WindowAnswer } from "./ask-window.ts";
import { deliver } from "./deliver.ts";
import { finishCell, tooEarly } from "./finish-cell.ts";
import type { Job, JobOutcome, JobReport, RunPorts } from "./job.ts";
import { findingsOnly, type Judged, joinJudged, judge } from "./judge.ts";
import { failedOutcome, makeOutcome } from "./outcome.ts";

export interface JobOptions {
  /** The longest window that is queried at once, ms; default: the whole window. */
  readonly longest?: number;
  /** Whether to begin no further part after one that ended. */
  readonly isOver?: (last: JobReport) => boolean;
}

/**
 * Queries a window, writes what it finds, and only then counts it as covered. A window may be
 * queried in parts: each part has an outcome and a record of its own, so that only one answer is in
 * memory at a time. The outcomes are in order of time and together make up the window, unless
 * `isOver` ends the job early. A part that fails does not stop the parts after it; but after
 * MOST_FAILED failures in a row, the rest of the window fails without being queried. Errors from
 * Azure are never thrown.
 */
export async function* runJob(
  job: Job,
  ports: RunPorts,
  { longest, isOver }: JobOptions = {},
): AsyncGenerator<JobOutcome, void> {
  const { to } = job.window;
  let failures = 0;
  for (let { from } = job.window; from < to; ) {
    let asked = ports.clock();
    // askWindow ends with the first part that has no answer; the next round goes on after it.
    for await (const { window, answer, tooMuch } of askWindow(
      { ...job, window: { from, to } },
      ports,
      longest,
    )) {
      const part = { ...job, window };
      const outcome = await runPart(part, answer, { tooMuch, asked }, ports);
      // Otherwise a clock that is ahead would count time as covered that has not yet passed in the
      // workspace.
      if (outcome.record.state === "ok")
        await coverWindow(part, Math.min(asked, outcome.servedAt ?? asked), ports);
      await ports.store.record(outcome.record);
      yield outcome;
      if (isOver?.(outcome)) return;
      asked = ports.clock();
      from = window.to;
      failures = answer instanceof CallError ? failures + 1 : 0;
      if (answer instanceof CallError && failures === MOST_FAILED && from < to) {
        const rest = failedOutcome(
          { ...job, window: { from, to } },
          "window",
          notAskedError(answer),
          false,
        );
        await ports.store.record(rest.record);
        yield rest;
        return;
      }
    }
  }
}

/**
 * How many parts of a window may fail in a row: after that the fault is likely to last, and each
 * further part would cost as many calls.
 */
const MOST_FAILED = 3;

function notAskedError({ message, remedy, status, code }: CallError): CallError {
  return new CallError(
    `not queried, because the previous ${MOST_FAILED} parts failed: ${message}`,
    remedy,
    status,
    undefined,
    code,
  );
}

/**
 * Counts a window that was queried at `asked` (ms) as covered up to that time, and as settled up to
 * the time whose late rows had arrived by then. A cell is only queried when all of it is settled.
 */
export async function coverWindow(
  { rule, workspace, window }: Omit<Job, "known">,
  asked: number,
  ports: RunPorts,
): Promise<void> {
  const to = Math.min(window.to, asked);
  const settled = rule.shape === "aggregate" ? to : asked - rule.hunt.lateness;
  if (window.from < to)
    await ports.store.cover(makeOwner(rule, workspace), { from: window.from, to }, settled);
}

/** The pipeline: rows -> hunt -> reserve -> apply -> mark delivered. */
async function runPart(
  job: Job,
  answer: WindowAnswer | CallError,
  { tooMuch, asked }: { readonly tooMuch: boolean; readonly asked: number },
  ports: RunPorts,
): Promise<JobOutcome> {
  if (answer instanceof CallError) return failedOutcome(job, "window", answer, tooMuch);
  const early = tooEarly(job, Math.min(asked, answer.servedAt ?? asked));
  if (early) return failedOutcome(job, "window", early, false);
  return orFailed(job, "window", async () => {
    const judged = await judge(job, answer, tooMuch, ports);
    const delivered = await deliver(job, judged.hunted.findings, ports);
    const outcome = makeOutcome(job, "window", judged, delivered);
    return job.rule.shape === "aggregate" ? finishCell(outcome, job, ports) : outcome;
  });
}

/**
 * Runs a closing slot: all its findings are delivered together, and only the counts of its other
 * events are kept.
 */
export async function runSlot(job: Job, ports: RunPorts, longest: number): Promise<JobOutcome> {
  return orFailed(job, "closing", async () => {
    const parts: Judged[] = [];
    for await (const { window, answer, tooMuch } of askWindow(job, ports, longest)) {
      if (answer instanceof CallError) return failedOutcome(job, "closing", answer, tooMuch);
      parts.push(findingsOnly(await judge({ ...job, window }, answer, tooMuch, ports)));
    }
    const judged = joinJudged(parts);
    return makeOutcome(job, "closing", judged, await deliver(job, judged.hunted.findings, ports));
  });
}

async function orFailed(
  job: Job,
  kind: RunRecord["job"],
  run: () => Promise<JobOutcome>,
): Promise<JobOutcome> {
  const outcome = await orCallError(run);
  return outcome instanceof CallError ? failedOutcome(job, kind, outcome, false) : outcome;
}
