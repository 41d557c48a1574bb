import { type Applied, type ApplyTarget, apply, readGenerations } from "./apply.ts";
import { askWindow, type WindowAnswer } from "./ask-window.ts";
import { sumCounts } from "./by-key.ts";
import type { Deliveries, DeliveryContext } from "./delivery.ts";
import { type Finding, ownerOf } from "./finding.ts";
import { type Hunted, hunter, type Knowledge } from "./hunt.ts";
import type { Problem } from "./ignore.ts";
import { CallError, type CoverageStore, NoAnswer, OutOfTime, type QueryWorkspace, type SentinelResources, TooMuch } from "./ports.ts";
import type { Rule, Workspace } from "./rule.ts";
import { added, countBy, NOTHING, type RunRecord } from "./run-record.ts";
import { untilSilence } from "./silence.ts";
import { markWritten, merged, type Reserved, reserve, type SlotRecord, undelivered } from "./slot.ts";
import { TWIN_MS } from "./twins.ts";
import { cellAt, type Window, widened, windowText } from "./window.ts";
import type { WriteResult } from "./write.ts";

export interface RunPorts {
  readonly queries: QueryWorkspace;
  readonly sentinel: SentinelResources;
  readonly store: CoverageStore;
  readonly deliveries: Deliveries;
  readonly knowledge: Knowledge;
  /** The workspaces' name of the ASIM parser. */
  readonly parser: string;
  /** What time it is where the events come from, ms; what lies after it cannot be covered yet. */
  readonly clock: () => number;
}

/** One rule, one workspace, one window. */
export interface Job {
  readonly rule: Rule;
  readonly workspace: Workspace;
  readonly window: Window;
  /** What is done for findings that the ledger says were delivered: their resources are read once more, or nothing. */
  readonly known: "read" | "skip";
}

/** What a job found and wrote, and its record. */
export interface JobOutcome {
  readonly record: RunRecord;
  readonly hunted: Hunted;
  readonly reserved: readonly Reserved[];
  readonly results: readonly WriteResult[];
  /** Its window was too long to be answered at once. */
  readonly tooMuch: boolean;
  /** What time the workspace had as it answered, ms; undefined where it did not say. */
  readonly servedAt: number | undefined;
  readonly heard: Heard;
}

/** Of a workspace: it answered; something was asked for that nothing answered; or nothing was asked to its end. */
export type Heard = "answered" | "silent" | "nothing";

/** Asks a window, writes what it finds, and only then counts it as covered. Never throws for what Azure answers. */
export async function runJob(job: Job, ports: RunPorts): Promise<JobOutcome> {
  const asked = ports.clock();
  const outcome = await huntWindow(job, ports, "window");
  // A clock that is ahead would count time as covered that has not come where the events are.
  if (outcome.record.state === "ok") await coverWindow(job, Math.min(asked, outcome.servedAt ?? asked), ports);
  await ports.store.record(outcome.record);
  return outcome;
}

/** Counts a window that was `asked` for (ms) as covered as far as its time had come, and as settled as far as its late rows had. */
export async function coverWindow({ rule, workspace, window }: Omit<Job, "known">, asked: number, ports: RunPorts): Promise<void> {
  const to = Math.min(window.to, asked);
  if (window.from < to) await ports.store.cover(ownerOf(rule, workspace), { from: window.from, to }, asked - rule.hunt.lateness);
}

/** The line itself: query -> hunt -> reserve -> apply -> mark delivered. */
export async function huntWindow(job: Job, ports: RunPorts, kind: RunRecord["job"]): Promise<JobOutcome> {
  try {
    const answer = await askWindow({ ...job, window: widened(job.window, TWIN_MS) }, ports);
    const hunted = await huntRows(answer.rows, job, ports);
    return outcomeOf(job, kind, answer, hunted, await deliver(job, hunted, ports));
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const problem = { where: `${job.rule.slug} ${windowText(job.window)}`, message: error.message, remedy: error.remedy };
    return failed(job, kind, problem, error);
  }
}

/** A row that came late may be of a start that is in the ledger under another row's id: that one stands for it, then. */
async function huntRows(rows: WindowAnswer["rows"], { rule, workspace, window }: Job, ports: RunPorts): Promise<Hunted> {
  const hunt = hunter(rule, workspace, ports.knowledge);
  const hunted = hunt(rows, window);
  if (!hunted.linked) return hunted;
  const { from, to } = widened(window, TWIN_MS);
  const spans = { from: cellAt(from, rule.hunt.span).from, to: cellAt(to, rule.hunt.span).to };
  const slots = await ports.store.slots(ownerOf(rule, workspace), spans);
  const known = new Set(slots.flatMap(({ reserved }) => reserved.map(({ id }) => id)));
  return known.size === 0 ? hunted : hunt(rows, window, known);
}

interface Delivered {
  /** Every finding that has a place. */
  readonly reserved: readonly Reserved[];
  /** How many of them an earlier run delivered, and were not looked at again. */
  readonly known: number;
  readonly applied: Applied;
  readonly heard: Heard;
}

async function deliver(job: Job, hunted: Hunted, ports: RunPorts): Promise<Delivered> {
  const { rule, workspace } = job;
  const delivery = ports.deliveries.get(rule.hunt.delivery);
  if (!delivery) throw new Error(`no delivery ${rule.hunt.delivery}`);
  const key = ownerOf(rule, workspace);
  const { sentinel, isSilent } = untilSilence(ports.sentinel);
  const target: ApplyTarget = { delivery, context: contextOf(job, ports), sentinel, now: ports.clock() };
  const spans = spansOf(hunted, rule);
  const before = spans ? await ports.store.slots(key, spans) : [];
  const wanted = new Set(job.known === "skip" ? undelivered(hunted.findings, before) : hunted.findings);
  const { generations, places } = await reservePlaces(hunted.findings, wanted, before, target);
  await ports.store.putSlots(key, places.changed);
  const slots = merged(before, places.changed);
  const asked = places.reserved.filter(({ finding }) => wanted.has(finding));
  const applied = await apply(asked, { before, now: slots }, generations, target);
  await ports.store.putSlots(key, markWritten(slots, applied));
  return { reserved: places.reserved, known: places.reserved.length - asked.length, applied, heard: isSilent() ? "silent" : "answered" };
}

/** Places for the findings, in the generation that their group is at: what has no place in an incident reads none. */
async function reservePlaces(
  findings: readonly Finding[],
  wanted: ReadonlySet<Finding>,
  slots: readonly SlotRecord[],
  target: ApplyTarget,
) {
  const { cap, delivery } = target.context.rule.hunt;
  const limitBookmarks = delivery === "incident";
  const first = reserve(findings, slots, { cap, limitBookmarks, homes: new Map() });
  if (!limitBookmarks) return { generations: { byGroup: new Map(), results: [] }, places: first };
  const placed = first.reserved
    .filter(({ finding, reservation }) => wanted.has(finding) && reservation.outcome !== "storm")
    .map(({ finding }) => finding);
  const generations = await readGenerations(placed, slots, target);
  const homes = new Map([...generations.byGroup].map(([group, all]) => [group, all.length]));
  const unread = new Set(placed.filter(({ group }) => !homes.has(group.id)).map(({ group }) => group.id));
  const readable = findings.filter((finding) => !wanted.has(finding) || !unread.has(finding.group.id));
  return { generations, places: reserve(readable, slots, { cap, limitBookmarks, homes }) };
}

/** The whole spans that the findings lie in: caps and generations are counted over them. */
function spansOf({ findings }: Hunted, rule: Rule): Window | undefined {
  const [first, last] = [findings[0], findings.at(-1)];
  if (!first || !last) return undefined;
  return { from: cellAt(first.time, rule.hunt.span).from, to: cellAt(last.time, rule.hunt.span).to };
}

export function contextOf({ rule, workspace }: Pick<Job, "rule" | "workspace">, { parser, knowledge }: RunPorts): DeliveryContext {
  return { rule, workspace, parser, source: knowledge.source, entities: knowledge.entities };
}

function outcomeOf(
  job: Job,
  kind: RunRecord["job"],
  answer: WindowAnswer,
  hunted: Hunted,
  { reserved, known, applied: { results, repeated }, heard }: Delivered,
): JobOutcome {
  const { queryMs, hidden } = answer;
  const problems = [
    ...answer.problems,
    ...unreadable(job, hunted),
    ...results
      .filter(({ status }) => status === "failed")
      .map((result) => writeProblem(job, result, "the window stays open and is asked again")),
  ];
  const asides = results.filter(({ status }) => status === "refused");
  const suppressions = [...hunted.suppressions, ...hidden.flatMap(({ samples }) => samples)];
  const pushed = sumCounts(hidden.map(({ entry, events }) => ({ [entry.id]: events })));
  const record: RunRecord = {
    ...emptyRecord(job, kind),
    state: problems.length === 0 ? "ok" : "failed",
    rows: hunted.rows,
    queryMs,
    findings: reserved.length,
    known,
    late: reserved.filter(({ late }) => late).length,
    truncated: reserved.filter(({ reservation }) => reservation.outcome === "storm").length,
    suppressed: added(
      countBy(hunted.suppressions, ({ entry }) => entry.id),
      pushed,
    ),
    pushed,
    unverified: [...new Set(suppressions.flatMap(({ entry }) => (entry.unverified ? [entry.id] : [])))],
    returned: countBy(
      hunted.findings.flatMap((finding) => finding.returned ?? []),
      ({ id }) => id,
    ),
    unanswered: countBy(hunted.unanswered, ({ reason }) => reason),
    unwanted: hunted.unwanted.length,
    unreadable: hunted.unreadable,
    twins: hunted.twins.length,
    writes: countBy(results, ({ status }) => status),
    repeated,
    problems: [...problems, ...asides.map((result) => writeProblem(job, result, "it is set aside, and the window goes on without it"))],
  };
  return { record, hunted: { ...hunted, suppressions }, reserved, results, tooMuch: answer.split, servedAt: answer.servedAt, heard };
}

function unreadable({ rule, window }: Job, hunted: Hunted): Problem[] {
  if (hunted.unreadable === 0) return [];
  const message = `${hunted.unreadable} rows have no readable time in the column ${rule.hunt.time}; the others were used`;
  return [{ where: `${rule.slug} ${windowText(window)}`, message, remedy: "correct the query or hunt.time; the window stays open" }];
}

function writeProblem({ rule }: Job, { write, message = "" }: WriteResult, remedy: string): Problem {
  return { where: `${rule.slug} ${write.kind} ${write.id}`, message, remedy };
}

function failed(job: Job, kind: RunRecord["job"], problem: Problem, error: CallError): JobOutcome {
  const nothing = { findings: [], suppressions: [], unanswered: [], unwanted: [], twins: [] };
  const hunted: Hunted = { ...nothing, rows: 0, linked: false, unreadable: 0 };
  const record: RunRecord = { ...emptyRecord(job, kind), state: "failed", problems: [problem] };
  const nowhere = { reserved: [], results: [], servedAt: undefined };
  return { record, hunted, ...nowhere, tooMuch: error instanceof TooMuch, heard: heardOf(error) };
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
