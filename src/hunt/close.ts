import { type ApplyTarget, openIncident, writtenGenerations } from "./apply.ts";
import type { Delivery, DeliveryContext } from "./delivery.ts";
import { type Finding, ownerOf } from "./finding.ts";
import { commentId, incidentId, stormId } from "./ids.ts";
import { CallError, type LedgerKey } from "./ports.ts";
import type { Rule, Workspace } from "./rule.ts";
import { contextOf, huntWindow, type JobOutcome, type RunPorts } from "./run.ts";
import { MOST_COMMENTS, type SlotRecord } from "./slot.ts";
import { cellAt, coalesce, contains, type Window } from "./window.ts";
import { type CommentWrite, refOf, type WriteResult } from "./write.ts";

/**
 * Closes the slots whose time is over: covered through their end and the rule's lateness. Each is asked once more, so that
 * its comments list what the whole slot holds, whichever windows found it; it stays open until its comments stood. Closed
 * slots that overlap the `asked` windows are asked too, and their comments only read back.
 */
export async function closeSlots(rule: Rule, workspace: Workspace, ports: RunPorts, asked: readonly Window[]): Promise<JobOutcome[]> {
  const key = ownerOf(rule, workspace);
  const covered = await ports.store.covered(key);
  const due = (await ports.store.openSlots(key)).filter(({ slot }) =>
    covered.some((window) => contains(window, { from: slot.from, to: slot.to + rule.hunt.lateness })),
  );
  const closed = (
    await slotsIn(
      asked.map((window) => ({ from: cellAt(window.from, rule.hunt.slot).from, to: window.to })),
      key,
      ports,
    )
  ).filter(({ state }) => state === "closed");
  const outcomes: JobOutcome[] = [];
  for (const record of [...closed, ...due]) {
    const outcome = await closeSlot(record, rule, workspace, ports);
    if (outcome) {
      outcomes.push(outcome);
      await ports.store.record(outcome.record);
    }
  }
  return outcomes;
}

async function slotsIn(windows: readonly Window[], key: LedgerKey, ports: RunPorts): Promise<readonly SlotRecord[]> {
  const found = await Promise.all(coalesce(windows).map((window) => ports.store.slots(key, window)));
  return found.flat();
}

async function closeSlot(record: SlotRecord, rule: Rule, workspace: Workspace, ports: RunPorts): Promise<JobOutcome | undefined> {
  const key = ownerOf(rule, workspace);
  const delivery = ports.deliveries.get(rule.hunt.delivery);
  if (rule.hunt.delivery !== "incident" || !delivery) {
    if (record.state === "open") await ports.store.putSlots(key, [{ ...record, state: "closed" }]);
    return undefined;
  }
  const outcome = await huntWindow({ rule, workspace, window: record.slot }, ports, "closing");
  if (outcome.record.state === "failed") return outcome;
  const slots = await ports.store.slots(key, cellAt(record.slot.from, rule.hunt.span));
  const current = slots.find(({ slot }) => slot.from === record.slot.from) ?? record;
  const results = await comment(outcome, current, slots, delivery, contextOf({ rule, workspace }, ports), ports);
  const failed = results.some(({ status }) => status === "failed");
  const commented = results.map(({ group }) => group);
  if (!failed && current.state === "open") await ports.store.putSlots(key, [{ ...current, state: "closed", commented }]);
  return { ...outcome, record: withComments(outcome.record, results), results: [...outcome.results, ...results] };
}

interface Commented extends WriteResult {
  readonly group: string;
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
  const target: ApplyTarget = { delivery, context, sentinel: ports.sentinel };
  for (const group of groupsIn(outcome, context)) {
    const others = slots.filter(({ slot }) => slot.from !== current.slot.from);
    const before = others.flatMap(({ commented }) => commented).filter((id) => id === group.id).length;
    const known = current.commented.includes(group.id);
    if (!known && (current.state === "closed" || before >= MOST_COMMENTS)) continue;
    const word = (incident: string) =>
      delivery.comment(
        { group: group.id, incident, slot: current.slot, storm: group.storm, last: before === MOST_COMMENTS - 1 },
        group.findings,
        context,
      );
    try {
      const result = known ? await readBack(group, slots, word, target) : await write(group, slots, word, target);
      if (result) results.push({ ...result, group: group.id });
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      const failed = { kind: "comment", id: commentId(group.id, current.slot.from), incident: group.id, message: "" } as const;
      results.push({ write: failed, status: "failed", message: `${error.message}; ${error.remedy}`, group: group.id });
    }
  }
  return results;
}

type Word = (incident: string) => CommentWrite | undefined;

async function write(group: SlotGroup, slots: readonly SlotRecord[], word: Word, target: ApplyTarget): Promise<WriteResult | undefined> {
  const incident = group.storm ? group.id : await openIncident(group.id, slots, target);
  const comment = incident ? word(incident) : undefined;
  if (!comment) return undefined;
  const { sentinel, context } = target;
  const status = (await sentinel.read(context.workspace, refOf(comment))) ? "existing" : await sentinel.create(context.workspace, comment);
  return { write: comment, status };
}

/** A comment of a closed slot is in one of the group's incidents, or an analyst deleted it. */
async function readBack(
  group: SlotGroup,
  slots: readonly SlotRecord[],
  word: Word,
  { sentinel, context }: ApplyTarget,
): Promise<WriteResult | undefined> {
  const generations = group.storm ? 1 : Math.max(writtenGenerations(slots, group.id), 1);
  let last: CommentWrite | undefined;
  for (let generation = generations; generation >= 1; generation--) {
    last = word(incidentId(group.id, generation));
    if (last && (await sentinel.read(context.workspace, refOf(last)))) return { write: last, status: "existing" };
  }
  return last && { write: last, status: "removed" };
}

interface SlotGroup {
  readonly id: string;
  readonly storm: boolean;
  readonly findings: readonly Finding[];
}

function groupsIn({ reserved }: JobOutcome, { rule, workspace }: DeliveryContext): SlotGroup[] {
  const groups = new Map<string, { storm: boolean; findings: Finding[] }>();
  for (const { finding, reservation } of reserved) {
    const storm = reservation.outcome === "storm";
    const id = storm ? stormId(ownerOf(rule, workspace), finding.group.span.from) : finding.group.id;
    const group = groups.get(id) ?? { storm, findings: [] };
    group.findings.push(finding);
    groups.set(id, group);
  }
  return [...groups].map(([id, { storm, findings }]) => ({ id, storm, findings }));
}

function withComments(record: JobOutcome["record"], results: readonly WriteResult[]): JobOutcome["record"] {
  const failures = results.filter(({ status }) => status === "failed");
  if (failures.length === 0) return record;
  const problems = failures.map(({ write, message = "" }) => ({
    where: `${record.rule} ${write.kind} ${write.id}`,
    message,
    remedy: "the slot stays open and is closed by a later run",
  }));
  return { ...record, state: "failed", problems: [...record.problems, ...problems] };
}
