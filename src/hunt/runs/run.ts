import {
  CallError,
  codeOf,
  NoAnswer,
  OutOfTime,
  orCallError,
  TooMuch,
} from "../base/call-error.ts";
import type { Problem } from "../base/problem.ts";
import { cellsAround, type Window, windowText } from "../base/window.ts";
import type { Workspace } from "../base/workspace.ts";
import {
  type Applied,
  type ApplyTarget,
  apply,
  type Generations,
  readGenerations,
} from "../delivery/apply.ts";
import type { Deliveries, DeliveryContext } from "../delivery/delivery.ts";
import type { SentinelResources } from "../delivery/sentinel-resources.ts";
import { untilSilence } from "../delivery/silence.ts";
import type { WriteResult } from "../delivery/write.ts";
import { type Finding, ownerOf } from "../findings/finding.ts";
import type { Knowledge } from "../findings/hunt.ts";
import type { QueryWorkspace } from "../findings/query-workspace.ts";
import type { Rule } from "../findings/rule.ts";
import { countBy, NOTHING, type RunRecord } from "../ledger/run-record.ts";
import {
  markWritten,
  merged,
  type Reserved,
  reserve,
  type SlotRecord,
  undelivered,
} from "../ledger/slot.ts";
import type { CoverageStore } from "../ledger/store.ts";
import { askWindow, type WindowAnswer } from "./ask-window.ts";
import { type Found, findingsOnly, type Judged, joined, judge, NOTHING_FOUND } from "./judge.ts";

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
          unasked(answer),
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

function unasked({ message, remedy, status, code }: CallError): CallError {
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
      ownerOf(rule, workspace),
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
    return outcomeOf(job, "window", judged, await deliver(job, judged.hunted.findings, ports));
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
    const judged = joined(parts);
    return outcomeOf(job, "closing", judged, await deliver(job, judged.hunted.findings, ports));
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

interface Delivered {
  /** Every finding that has a place. */
  readonly reserved: readonly Reserved[];
  /** How many of them an earlier run delivered, and were not looked at again. */
  readonly known: number;
  readonly applied: Applied;
  readonly heard: Heard;
}

async function deliver(
  job: Job,
  findings: readonly Finding[],
  ports: RunPorts,
): Promise<Delivered> {
  const { rule, workspace } = job;
  const delivery = ports.deliveries.get(rule.hunt.delivery);
  if (!delivery) throw new Error(`no delivery ${rule.hunt.delivery}`);
  const key = ownerOf(rule, workspace);
  const { sentinel, isSilent } = untilSilence(ports.sentinel);
  const target: ApplyTarget = {
    delivery,
    context: contextOf(job, ports),
    sentinel,
    now: ports.clock(),
  };
  const spans = spansOf(findings, rule);
  const before = spans ? await ports.store.slots(key, spans) : [];
  const wanted = new Set(job.known === "skip" ? undelivered(findings, before) : findings);
  const { generations, places } = await reservePlaces(findings, wanted, before, target);
  await ports.store.putSlots(key, places.changed);
  const slots = merged(before, places.changed);
  const asked = places.reserved.filter(({ finding }) => wanted.has(finding));
  const applied = await apply(asked, { before, now: slots }, generations, target);
  await ports.store.putSlots(key, markWritten(slots, applied));
  return {
    reserved: places.reserved,
    known: places.reserved.length - asked.length,
    applied,
    heard: isSilent() ? "silent" : "answered",
  };
}

/**
 * Places for the findings, in the generation that their group is at: what has no place in an
 * incident reads none. Where a group cannot be read its findings wait, and others may take their
 * places: their groups are then read, too.
 */
async function reservePlaces(
  findings: readonly Finding[],
  wanted: ReadonlySet<Finding>,
  slots: readonly SlotRecord[],
  target: ApplyTarget,
) {
  const { cap, delivery } = target.context.rule.hunt;
  const limitBookmarks = delivery === "incident";
  let [readable, byGroup, results] = [
    findings,
    new Map() as Generations["byGroup"],
    [] as Generations["results"],
  ];
  for (;;) {
    const homes = new Map([...byGroup].map(([group, all]) => [group, all.length]));
    const places = reserve(readable, slots, { cap, limitBookmarks, homes });
    const unread = places.reserved
      .filter(
        ({ finding, reservation }) =>
          wanted.has(finding) && reservation.outcome !== "storm" && !homes.has(finding.group.id),
      )
      .map(({ finding }) => finding);
    if (!limitBookmarks || unread.length === 0)
      return { generations: { byGroup, results }, places };
    const read = await readGenerations(unread, slots, target);
    byGroup = new Map([...byGroup, ...read.byGroup]);
    results = [...results, ...read.results];
    const failed = new Set(
      unread.filter(({ group }) => !read.byGroup.has(group.id)).map(({ group }) => group.id),
    );
    readable = readable.filter((finding) => !wanted.has(finding) || !failed.has(finding.group.id));
  }
}

/** The whole spans that the findings lie in: caps and generations are counted over them. */
function spansOf(findings: readonly Finding[], rule: Rule): Window | undefined {
  const [first, last] = [findings[0], findings.at(-1)];
  if (!first || !last) return undefined;
  return cellsAround({ from: first.time, to: last.time }, rule.hunt.span);
}

export function contextOf(
  { rule, workspace }: Pick<Job, "rule" | "workspace">,
  { parser, knowledge }: RunPorts,
): DeliveryContext {
  return { rule, workspace, parser, source: knowledge.source, entities: knowledge.entities };
}

function outcomeOf(
  job: Job,
  kind: RunRecord["job"],
  { hunted, counts, problems: before, fill, tooMuch, servedAt }: Judged,
  { reserved, known, applied: { results, repeated }, heard }: Delivered,
): JobOutcome {
  const failures = results.filter(({ status }) => status === "failed");
  const problems = [
    ...before,
    ...failures.map((result) =>
      writeProblem(job, result, "the window stays open and is asked again"),
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
        writeProblem(job, result, "it is set aside, and the window goes on without it"),
      ),
    ],
  };
  return { record, hunted, reserved, results, tooMuch, fill, servedAt, heard };
}

function writeProblem(
  { rule }: Job,
  { write, message = "", code }: WriteResult,
  remedy: string,
): Problem {
  const where = `${rule.slug} ${write.kind} ${write.id}`;
  return { ...(code ? { code } : {}), where, message, remedy };
}

/** Of a job that ended with an error. */
export function failedOutcome(
  job: Job,
  kind: RunRecord["job"],
  error: CallError,
  tooMuch: boolean,
): JobOutcome {
  const problem = {
    ...codeOf(error),
    where: `${job.rule.slug} ${windowText(job.window)}`,
    message: error.message,
    remedy: error.remedy,
  };
  const record: RunRecord = { ...emptyRecord(job, kind), state: "failed", problems: [problem] };
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
    heard: heardOf(error),
  };
}

function heardOf(error: CallError): Heard {
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
