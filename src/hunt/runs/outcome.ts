import { type CallError, codeField, NoAnswer, OutOfTime, TooMuch } from "../base/call-error.ts";
import type { Problem } from "../base/problem.ts";
import { windowText } from "../base/window.ts";
import type { WriteResult } from "../delivery/write.ts";
import { countBy, NOTHING, type RunRecord } from "../ledger/run-record.ts";
import type { Delivered } from "./deliver.ts";
import type { Heard, Job, JobOutcome } from "./job.ts";
import { type Judged, NOTHING_FOUND } from "./judge.ts";

/** The outcome of a job whose findings were delivered as far as possible. */
export function makeOutcome(
  job: Job,
  kind: RunRecord["job"],
  { hunted, counts, problems: before, fill, tooMuch, servedAt }: Judged,
  { reserved, known, applied: { results, repeated }, unmarked, heard }: Delivered,
): JobOutcome {
  const failures = results.filter(({ status }) => status === "failed");
  const problems = [
    ...before,
    ...(unmarked ? [jobProblem(job, unmarked)] : []),
    ...failures.map((result) =>
      writeProblem(job.rule.slug, result, "the window stays open and is queried again"),
    ),
  ];
  const asides = results.filter(({ status }) => status === "refused");
  const record: RunRecord = {
    ...emptyRecord(job, kind),
    ...counts,
    state: problems.length === 0 ? "ok" : "failed",
    findings: reserved.length,
    known,
    late: reserved.filter(({ late }) => late).length,
    truncated: reserved.filter(({ reservation }) => reservation.outcome === "storm").length,
    writes: countBy(results, ({ status }) => status),
    repeated,
    problems: [
      ...problems,
      ...asides.map((result) =>
        writeProblem(job.rule.slug, result, "it is set aside, and the window goes on without it"),
      ),
    ],
  };
  return { record, hunted, reserved, results, tooMuch, fill, servedAt, heard };
}

/** A write of a rule that failed or was set aside, as a problem. */
export function writeProblem(rule: string, result: WriteResult, remedy: string): Problem {
  const { write, message = "" } = result;
  return { ...codeField(result), where: `${rule} ${write.kind} ${write.id}`, message, remedy };
}

/** The outcome of a job that ended with an error. */
export function failedOutcome(
  job: Job,
  kind: RunRecord["job"],
  error: CallError,
  tooMuch: boolean,
): JobOutcome {
  const problems = [jobProblem(job, error)];
  const record: RunRecord = { ...emptyRecord(job, kind), state: "failed", problems };
  const nothing = {
    hunted: NOTHING_FOUND,
    reserved: [],
    results: [],
    fill: undefined,
    servedAt: undefined,
  };
  return {
    record,
    ...nothing,
    tooMuch: tooMuch || error instanceof TooMuch,
    heard: classifyError(error),
  };
}

/** The record of a job whose ledger does not know what it wrote. */
export function unmarkedRecord(record: RunRecord, job: Job, error: CallError): RunRecord {
  return { ...record, state: "failed", problems: [...record.problems, jobProblem(job, error)] };
}

function jobProblem({ rule, window }: Job, error: CallError): Problem {
  const { message, remedy } = error;
  return { ...codeField(error), where: `${rule.slug} ${windowText(window)}`, message, remedy };
}

function classifyError(error: CallError): Heard {
  if (error instanceof NoAnswer) return "silent";
  return error instanceof OutOfTime ? "nothing" : "answered";
}

function emptyRecord({ rule, workspace, window }: Job, job: RunRecord["job"]): RunRecord {
  return {
    version: 1,
    rule: rule.slug,
    ruleId: rule.id,
    workspace: workspace.id,
    job,
    window,
    state: "ok",
    ...NOTHING,
  };
}
