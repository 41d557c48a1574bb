import { CallError, orCallError } from "../base/call-error.ts";
import { makeOwner } from "../findings/finding.ts";
import type { RunRecord } from "../ledger/run-record.ts";
import { askWindow, type WindowAnswer } from "./ask-window.ts";
import { deliver } from "./deliver.ts";
import type { Job, JobOutcome, JobReport, RunPorts } from "./job.ts";
import { findingsOnly, type Judged, joinJudged, judge } from "./judge.ts";
import { failedOutcome, makeOutcome } from "./outcome.ts";

export interface JobOptions {
  /** The longest window that is asked for at once, ms; default: as long as it is. */
  readonly longest?: number;
  /** Whether to begin no further part after one that ended. */
  readonly isOver?: (last: JobReport) => boolean;
}

/**
 * Asks a window, writes what it finds, and only then counts it as covered; a window that is asked
 * in parts part by part, each with an outcome and a record of its own, so that no more is held than
 * one answer. The outcomes follow each other in time and are the whole window, unless it is over
 * before: a part that fails stops none after it, but for MOST_FAILED in a row, after which the rest
 * fails unasked. Never throws for what Azure answers.
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
    // It ends with the first part that has no answer.
    for await (const { window, answer, tooMuch } of askWindow(
      { ...job, window: { from, to } },
      ports,
      longest,
    )) {
      const outcome = await runPart({ ...job, window }, answer, tooMuch, ports);
      // A clock that is ahead would count time as covered that has not come where the events are.
      if (outcome.record.state === "ok")
        await coverWindow({ ...job, window }, Math.min(asked, outcome.servedAt ?? asked), ports);
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
 * Parts of a window that fail one after another: the fault lasts, and each of the others would cost
 * as many calls.
 */
const MOST_FAILED = 3;

function notAskedError({ message, remedy, status, code }: CallError): CallError {
  return new CallError(
    `not asked, since the ${MOST_FAILED} parts before failed: ${message}`,
    remedy,
    status,
    undefined,
    code,
  );
}

/**
 * Counts a window that was `asked` for (ms) as covered as far as its time had come, and as settled
 * as far as its late rows had.
 */
export async function coverWindow(
  { rule, workspace, window }: Omit<Job, "known">,
  asked: number,
  ports: RunPorts,
): Promise<void> {
  const to = Math.min(window.to, asked);
  if (window.from < to)
    await ports.store.cover(
      makeOwner(rule, workspace),
      { from: window.from, to },
      asked - rule.hunt.lateness,
    );
}

/** The line itself: rows -> hunt -> reserve -> apply -> mark delivered. */
async function runPart(
  job: Job,
  answer: WindowAnswer | CallError,
  tooMuch: boolean,
  ports: RunPorts,
): Promise<JobOutcome> {
  if (answer instanceof CallError) return failedOutcome(job, "window", answer, tooMuch);
  return orFailed(job, "window", async () => {
    const judged = await judge(job, answer, tooMuch, ports);
    return makeOutcome(job, "window", judged, await deliver(job, judged.hunted.findings, ports));
  });
}

/**
 * A slot that closes: all its findings are delivered together, and of its other events the counts
 * are kept.
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
