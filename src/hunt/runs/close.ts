import { CallError, Refused } from "../base/call-error.ts";
import { commentId, incidentId, stormId } from "../base/ids.ts";
import { cellAt, coalesce, contains, overlaps, type Window } from "../base/window.ts";
import type { Workspace } from "../base/workspace.ts";
import { groupsOf, writtenGenerations } from "../delivery/apply.ts";
import { setAside } from "../delivery/attempt.ts";
import type { Delivery, DeliveryContext } from "../delivery/delivery.ts";
import { lookFor } from "../delivery/look-for.ts";
import type { SentinelResources } from "../delivery/sentinel-resources.ts";
import { untilSilence } from "../delivery/silence.ts";
import { type CommentWrite, refOf, type WriteResult } from "../delivery/write.ts";
import { type Finding, ownerOf } from "../findings/finding.ts";
import type { Rule } from "../findings/rule.ts";
import { added, countBy, type RunRecord } from "../ledger/run-record.ts";
import { MOST_COMMENTS, type Reserved, type SlotRecord } from "../ledger/slot.ts";
import type { Coverage, LedgerKey } from "../ledger/store.ts";
import {
  contextOf,
  type Job,
  type JobOutcome,
  type JobReport,
  type RunPorts,
  runSlot,
} from "./run.ts";

/** Which part of a slot will ever be asked for. */
export interface AskedTime {
  /** Event time before which nothing is asked for by itself, ms. */
  readonly start: number;
  /** Windows of this rule and workspace that somebody asked for, and that are still to be run. */
  readonly waiting: readonly Window[];
}

/** All of it, as where a person names the time. */
export const ALL_TIME: AskedTime = { start: Number.NEGATIVE_INFINITY, waiting: [] };

export interface ClosingOptions {
  readonly time?: AskedTime;
  /**
   * Whether to close no further slot; `last` is the outcome of the one before. Default: it got no
   * answer, and the others would wait as long.
   */
  readonly isOver?: (last: JobReport | undefined) => boolean;
  /** Is told the slots, or parts of them, that it was over for. */
  readonly leave?: (slot: Window) => unknown;
}

/**
 * Closes the slots whose time is over: covered through their end and the rule's lateness. Each is
 * asked once more, so that its comments list what the whole slot holds, whichever windows found it;
 * it stays open until its comments stood. Closed slots that overlap the `asked` windows are asked
 * too, and their comments only read back.
 */
export async function* closeSlots(
  rule: Rule,
  workspace: Workspace,
  ports: RunPorts,
  asked: readonly Window[],
  { time = ALL_TIME, isOver = gaveNoAnswer, leave = () => undefined }: ClosingOptions = {},
): AsyncGenerator<JobOutcome, void> {
  const key = ownerOf(rule, workspace);
  const { coverage, slots: open } = await ports.store.read(key);
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
  for (const { record, part } of [
    ...closed.map((record) => ({ record, part: record.slot })),
    ...due,
  ]) {
    if (isOver(last)) {
      leave(part);
      continue;
    }
    const outcome = await closeSlot(
      record,
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

/** Whether a job ended without an answer of its workspace. */
export function gaveNoAnswer(last: JobReport | undefined): boolean {
  return last !== undefined && last.heard !== "answered";
}

/**
 * A slot whose time is over, and the part of it that was asked for: all of it, but for a rule's
 * first slot.
 */
export interface OverSlot {
  readonly record: SlotRecord;
  readonly part: Window;
}

/**
 * The open slots of which all that will ever be asked for is settled, and covered through their end
 * and the rule's lateness.
 */
export function overSlots(
  rule: Rule,
  coverage: Coverage,
  open: readonly SlotRecord[],
  time: AskedTime,
): OverSlot[] {
  return open.flatMap((record) => {
    const part = overPart(rule, coverage, record.slot, time);
    return part ? [{ record, part }] : [];
  });
}

function overPart(
  { hunt }: Rule,
  { covered, settled }: Coverage,
  slot: Window,
  { start, waiting }: AskedTime,
): Window | undefined {
  if (waiting.some((window) => overlaps(window, slot))) return undefined;
  const inSlot = settled.filter((window) => overlaps(window, slot));
  const [first, last] = [inSlot[0], inSlot.at(-1)];
  // Nothing asks for more of a slot before the start: what somebody named of it is all of it.
  if (slot.to <= start)
    return (
      first && last && { from: Math.max(first.from, slot.from), to: Math.min(last.to, slot.to) }
    );
  const from = Math.max(slot.from, start);
  const own = inSlot.find((window) => contains(window, { from, to: slot.to }));
  if (!own || !covered.some((window) => contains(window, { from, to: slot.to + hunt.lateness })))
    return undefined;
  return { from: Math.max(own.from, slot.from), to: slot.to };
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
  record: SlotRecord,
  job: Job,
  longest: number,
  ports: RunPorts,
): Promise<JobOutcome | undefined> {
  const { rule, workspace } = job;
  const key = ownerOf(rule, workspace);
  const delivery = ports.deliveries.get(rule.hunt.delivery);
  if (!delivery?.writesIncidents) {
    if (record.state === "open") await ports.store.putSlots(key, [{ ...record, state: "closed" }]);
    return undefined;
  }
  const outcome = await runSlot(job, ports, longest);
  if (outcome.record.state === "failed") return outcome;
  const slots = await ports.store.slots(key, cellAt(record.slot.from, rule.hunt.span));
  const current = slots.find(({ slot }) => isSameSlot(slot, record.slot)) ?? record;
  const { sentinel, isSilent } = untilSilence(ports.sentinel);
  // What is about to be written is known to whoever comes after a crash.
  if (current.state === "open" && !current.commenting && outcome.reserved.length > 0)
    await ports.store.putSlots(key, [{ ...current, commenting: true }]);
  const results = await comment(
    outcome,
    current,
    slots,
    delivery,
    contextOf({ rule, workspace }, ports),
    { ...ports, sentinel },
  );
  const failed = results.some(({ status }) => status === "failed");
  const commented = results.flatMap(({ status, incident }) =>
    status === "failed" ? [] : [incident],
  );
  const { commenting, ...closed } = current;
  const after: SlotRecord = failed
    ? { ...closed, commenting: true, commented }
    : { ...closed, state: "closed", commented };
  if (current.state === "open" && !(failed && commented.length === 0))
    await ports.store.putSlots(key, [after]);
  const heard = isSilent() ? "silent" : outcome.heard;
  const told = withComments(outcome.record, results, commenting === true);
  return { ...outcome, heard, record: told, results: [...outcome.results, ...results] };
}

function isSameSlot(a: Window, b: Window): boolean {
  return a.from === b.from && a.to === b.to;
}

interface Commented extends WriteResult {
  readonly incident: string;
}

async function comment(
  outcome: JobOutcome,
  current: SlotRecord,
  slots: readonly SlotRecord[],
  delivery: Delivery,
  context: DeliveryContext,
  ports: RunPorts,
): Promise<Commented[]> {
  const results: Commented[] = [];
  const refused = new Map<{ readonly id: string; readonly slot: Window }, Commented>();
  const others = slots
    .filter(({ slot }) => !isSameSlot(slot, current.slot))
    .flatMap(({ commented }) => commented);
  const comments = new Map(Object.entries(countBy(others, (id) => id)));
  const written = writtenGenerations(slots);
  const slot = {
    state: current.state,
    tried: current.commenting === true,
    commented: new Set(current.commented),
  };
  for (const group of groupsIn(outcome, context)) {
    const incidents = incidentsOf(group, written);
    const word = (incident: string) => {
      const before = comments.get(incident) ?? 0;
      const target = {
        group: group.id,
        incident,
        slot: current.slot,
        storm: group.storm,
        last: before === MOST_COMMENTS - 1,
      };
      return before < MOST_COMMENTS ? delivery.comment(target, group.findings, context) : undefined;
    };
    try {
      const result = await ensureComment(incidents, slot, word, context, ports.sentinel);
      if (result) results.push(result);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      const incident = incidents[0] ?? group.id;
      const write = {
        kind: "comment",
        id: commentId(group.id, current.slot.from),
        incident,
        message: "",
      } as const;
      const result: Commented = { write, status: "failed", message: error.line, incident };
      results.push(result);
      if (error instanceof Refused) refused.set({ id: group.id, slot: current.slot }, result);
    }
  }
  const aside = setAside(refused, results, ports.clock());
  return results.map((result) =>
    aside.writes.has(result) ? { ...result, status: "refused" } : result,
  );
}

/** The incidents a group has been written to, the newest first. */
function incidentsOf({ id, storm }: SlotGroup, written: ReadonlyMap<string, number>): string[] {
  const generations = storm ? 1 : Math.max(written.get(id) ?? 0, 1);
  return Array.from({ length: generations }, (_, index) => incidentId(id, generations - index));
}

/** What the ledger says of a slot's comments. */
interface CommentedSlot {
  readonly state: SlotRecord["state"];
  /** A job that could not say so may have written some. */
  readonly tried: boolean;
  /** Incidents that got theirs. */
  readonly commented: ReadonlySet<string>;
}

/**
 * The comment of a group for a slot: where it stands already, or new on the newest incident that is
 * there, closed or not. One that stood before is only read back, and so are all of a closed slot.
 * undefined where no comment is owed: the incident is full, or was deleted.
 */
async function ensureComment(
  incidents: readonly string[],
  { state, tried, commented }: CommentedSlot,
  word: (incident: string) => CommentWrite | undefined,
  { workspace }: DeliveryContext,
  sentinel: SentinelResources,
): Promise<Commented | undefined> {
  for (const incident of incidents) {
    const write = word(incident);
    const known = tried || commented.has(incident);
    if (write && (await lookFor(refOf(write), known, workspace, sentinel)))
      return { write, status: "existing", incident };
  }
  const incident = incidents.find((id) => commented.has(id));
  if (state === "closed" || incident) {
    const write = incident ? word(incident) : undefined;
    return incident && write ? { write, status: "removed", incident } : undefined;
  }
  for (const incident of incidents) {
    if (!(await lookFor({ kind: "incident", id: incident }, true, workspace, sentinel))) continue;
    const write = word(incident);
    return write && { write, status: await sentinel.create(workspace, write), incident };
  }
  return undefined;
}

interface SlotGroup {
  readonly id: string;
  readonly storm: boolean;
  /** By time; those that have no bookmark first, since only the comment has them. */
  readonly findings: readonly Finding[];
}

function groupsIn({ reserved }: JobOutcome, { rule, workspace }: DeliveryContext): SlotGroup[] {
  const listed = ({ reservation }: Reserved) => reservation.outcome === "listed";
  return groupsOf(reserved).map(({ key, storm, members }) => {
    const ordered = [...members.filter(listed), ...members.filter((entry) => !listed(entry))];
    const id = storm ? stormId(ownerOf(rule, workspace), key.span.from) : key.id;
    return { id, storm, findings: ordered.map(({ finding }) => finding) };
  });
}

function withComments(
  record: RunRecord,
  results: readonly WriteResult[],
  tried: boolean,
): RunRecord {
  const remedies = {
    failed: "the slot stays open and is closed by a later run",
    refused: "it is set aside, and the slot closes without it",
  };
  const problems = results.flatMap(({ write, status, message = "" }) =>
    status === "failed" || status === "refused"
      ? [{ where: `${record.rule} ${write.kind} ${write.id}`, message, remedy: remedies[status] }]
      : [],
  );
  const state = results.some(({ status }) => status === "failed") ? "failed" : record.state;
  const writes = countBy(results, ({ status }) => status);
  return {
    ...record,
    state,
    writes: added(record.writes, writes),
    repeated: record.repeated + (tried ? (writes["created"] ?? 0) : 0),
    problems: [...record.problems, ...problems],
  };
}
