import { CallError, codeField, Refused } from "../base/call-error.ts";
import { commentId, incidentId, stormId } from "../base/ids.ts";
import { keepLast } from "../base/keep-last.ts";
import type { Window } from "../base/window.ts";
import { setAside } from "../delivery/attempt.ts";
import {
  type Deliveries,
  type Delivery,
  type DeliveryContext,
  deliveryNamed,
} from "../delivery/delivery.ts";
import { writtenGenerations } from "../delivery/generations.ts";
import { makeGroups } from "../delivery/groups.ts";
import { lookFor } from "../delivery/look-for.ts";
import type { SentinelResources } from "../delivery/sentinel-resources.ts";
import { type CommentWrite, type RowWrite, type WriteResult, writeRef } from "../delivery/write.ts";
import { bandName } from "../findings/band.ts";
import { type Finding, makeOwner } from "../findings/finding.ts";
import type { Reserved } from "../ledger/reserve.ts";
import { addCounts, countBy, type RunRecord } from "../ledger/run-record.ts";
import { isSameSlot, MOST_COMMENTS, type SlotRecord } from "../ledger/slot.ts";
import type { JobOutcome, RunPorts } from "./job.ts";
import { writeProblem } from "./outcome.ts";

export interface Commented extends WriteResult {
  /** The incident, or the storm of which a row says how many findings it has. */
  readonly incident: string;
}

/** Writes a slot's comments on the incidents of its groups, each once. */
export async function commentSlot(
  outcome: JobOutcome,
  current: SlotRecord,
  slots: readonly SlotRecord[],
  context: DeliveryContext,
  ports: RunPorts,
): Promise<Commented[]> {
  const results: Commented[] = [];
  const refused = new Map<Pick<Finding, "slot">, Commented>();
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
  for (const group of groupsIn(outcome, context, ports.deliveries(context.workspace))) {
    const report = group.storm
      ? group.delivery.stormReport?.(group.id, current.slot, group.findings, context)
      : undefined;
    const incidents = incidentIds(group, written);
    // A comment that lists many findings takes long to word, and is asked for several times.
    const word = keepLast((incident) => {
      const before = comments.get(incident) ?? 0;
      const target = {
        group: group.id,
        incident,
        slot: current.slot,
        storm: group.storm,
        last: before === MOST_COMMENTS - 1,
      };
      return before < MOST_COMMENTS
        ? group.delivery.comment(target, group.findings, context)
        : undefined;
    });
    try {
      const result = await (report
        ? ensureStormReport(report, slot, context, ports.sentinel)
        : ensureComment(incidents, slot, word, context, ports.sentinel));
      if (result) results.push(result);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      const incident = report?.id ?? incidents[0] ?? group.id;
      const result: Commented = {
        ...codeField(error),
        write: report ?? emptyComment(group, incident, current.slot),
        status: "failed",
        message: error.line,
        incident,
      };
      results.push(result);
      if (error instanceof Refused) refused.set({ slot: current.slot }, result);
    }
  }
  const aside = setAside(refused, results, ports.clock());
  return results.map((result) =>
    aside.writes.has(result) ? { ...result, status: "refused" } : result,
  );
}

function emptyComment({ id }: SlotGroup, incident: string, slot: Window): CommentWrite {
  return { kind: "comment", id: commentId(id, slot.from), incident, message: "" };
}

/** The ids of a group's incidents, newest first. */
function incidentIds({ id, storm }: SlotGroup, written: ReadonlyMap<string, number>): string[] {
  const generations = storm ? 1 : Math.max(written.get(id) ?? 0, 1);
  return Array.from({ length: generations }, (_, index) => incidentId(id, generations - index));
}

/** What the ledger knows about a slot's comments. */
interface CommentedSlot {
  readonly state: SlotRecord["state"];
  /** A job that was interrupted before it could record them may have written some. */
  readonly tried: boolean;
  /** Incidents that have their comment. */
  readonly commented: ReadonlySet<string>;
}

/**
 * Finds a group's comment for a slot, or writes it on the newest incident that still exists, closed
 * or not. A comment that was written before is only read back, and so are all comments of a closed
 * slot. undefined if no comment is due: the incident is full, or was deleted.
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
    if (write && (await lookFor(writeRef(write), known, workspace, sentinel)))
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
  readonly delivery: Delivery;
  readonly storm: boolean;
  /** In order of time; those without a bookmark first, since only the comment shows them. */
  readonly findings: readonly Finding[];
}

/**
 * Writes the row about a slot's storm, unless the ledger knows that it was written. An interrupted
 * job may have written it too: a repeated row counts once.
 */
async function ensureStormReport(
  write: RowWrite,
  { state, commented }: CommentedSlot,
  { workspace }: DeliveryContext,
  sentinel: SentinelResources,
): Promise<Commented | undefined> {
  const incident = write.id;
  if (commented.has(incident)) return { write, status: "existing", incident };
  if (state === "closed") return undefined;
  return { write, status: await sentinel.create(workspace, write), incident };
}

/**
 * The groups whose delivery writes incidents, and the storms of one that writes rows: others get
 * nothing when a slot closes. What was delivered before the app changed how it makes incidents is
 * told as it was then.
 */
function groupsIn(
  { reserved }: JobOutcome,
  { rule, workspace }: DeliveryContext,
  deliveries: Deliveries,
): SlotGroup[] {
  const isListed = ({ reservation }: Reserved) => reservation.outcome === "listed";
  const isRow = ({ reservation }: Reserved) => reservation.row === true;
  const isBefore = (one: Reserved) => one.reservation.delivered > 0 && !isRow(one);
  return makeGroups(reserved).flatMap(({ key, storm, members }) => {
    const delivery = deliveryNamed(key.band.delivery, deliveries);
    const owner = makeOwner(rule, workspace);
    const id = storm ? stormId(owner, key.span.from, bandName(key.band)) : key.id;
    const groupOf = (by: Delivery, own: readonly Reserved[]): SlotGroup[] => {
      const ordered = [...own.filter(isListed), ...own.filter((entry) => !isListed(entry))];
      const findings = ordered.map(({ finding }) => finding);
      return findings.length > 0 ? [{ id, delivery: by, storm, findings }] : [];
    };
    if (delivery.writes === "bookmarks") return [];
    const others = members.filter((one) => !isRow(one));
    if (delivery.writes === "incidents") return groupOf(delivery, others);
    const before = delivery.before ? groupOf(delivery.before, members.filter(isBefore)) : [];
    const own = storm ? members.filter((one) => !isBefore(one)) : [];
    return [...before, ...groupOf(delivery, own)];
  });
}

export function withComments(
  record: RunRecord,
  results: readonly WriteResult[],
  tried: boolean,
): RunRecord {
  const remedies = {
    failed: "the slot stays open and is closed by a later run",
    refused: "it is set aside, and the slot closes without it",
  };
  const problems = results.flatMap((result) =>
    result.status === "failed" || result.status === "refused"
      ? [writeProblem(record.rule, result, remedies[result.status])]
      : [],
  );
  const state = results.some(({ status }) => status === "failed") ? "failed" : record.state;
  const writes = countBy(results, ({ status }) => status);
  return {
    ...record,
    state,
    writes: addCounts(record.writes, writes),
    repeated: record.repeated + (tried ? (writes["created"] ?? 0) : 0),
    problems: [...record.problems, ...problems],
  };
}
