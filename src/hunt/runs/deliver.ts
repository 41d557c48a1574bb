import { CallError, orCallError } from "../base/call-error.ts";
import { cellsAround, type Window } from "../base/window.ts";
import { type Applied, apply } from "../delivery/apply.ts";
import { type DeliveryContext, deliveryNamed } from "../delivery/delivery.ts";
import { type Generations, readGenerations } from "../delivery/generations.ts";
import { untilSilence } from "../delivery/silence.ts";
import type { ApplyTarget } from "../delivery/target.ts";
import { capOf } from "../findings/band.ts";
import { type Finding, type GroupKey, makeOwner } from "../findings/finding.ts";
import type { Rule } from "../findings/rule.ts";
import { type Reserved, reserve } from "../ledger/reserve.ts";
import { mergeSlots, type SlotRecord } from "../ledger/slot.ts";
import { markWritten, undelivered } from "../ledger/written.ts";
import type { Heard, Job, RunPorts } from "./job.ts";

/** What became of a job's findings. */
export interface Delivered {
  /** Every finding that has a place. */
  readonly reserved: readonly Reserved[];
  /** How many of them an earlier run delivered, so that this one skipped them. */
  readonly known: number;
  readonly applied: Applied;
  /** Why the ledger does not know what was written; undefined if it does. */
  readonly unmarked: CallError | undefined;
  readonly heard: Heard;
}

/** Gives findings their places in the ledger, writes them, and marks what was written. */
export async function deliver(
  job: Job,
  findings: readonly Finding[],
  ports: RunPorts,
): Promise<Delivered> {
  const { rule, workspace } = job;
  const key = makeOwner(rule, workspace);
  const { sentinel, isSilent } = untilSilence(ports.sentinel);
  const target: ApplyTarget = {
    deliveries: ports.deliveries(workspace),
    context: makeContext(job, ports),
    sentinel,
    now: ports.clock(),
  };
  const spans = spansAround(findings, rule);
  const before = spans ? await ports.store.slots(key, spans) : [];
  const wanted = new Set(job.known === "skip" ? undelivered(findings, before) : findings);
  const { generations, places } = await reservePlaces(findings, wanted, before, target);
  await ports.store.putSlots(key, places.changed);
  const slots = mergeSlots(before, places.changed);
  const asked = places.reserved.filter(({ finding }) => wanted.has(finding));
  const applied = await apply(asked, { before, now: slots }, generations, target);
  // What was written is reported even if the ledger cannot note it: a resource that an analyst had
  // deleted may have been among it.
  const marked = await orCallError(() => ports.store.putSlots(key, markWritten(slots, applied)));
  return {
    reserved: places.reserved,
    known: places.reserved.length - asked.length,
    applied,
    unmarked: marked instanceof CallError ? marked : undefined,
    heard: isSilent() ? "silent" : "answered",
  };
}

/**
 * Reserves places for the findings, in the current generation of their group. Only groups that have
 * a place in an incident are read. If a group cannot be read, its findings wait, and other findings
 * may take their places, whose groups are then read, too.
 */
async function reservePlaces(
  findings: readonly Finding[],
  wanted: ReadonlySet<Finding>,
  slots: readonly SlotRecord[],
  target: ApplyTarget,
) {
  const capOfGroup = ({ band }: GroupKey) => capOf(band, target.context.rule);
  const limitsBookmarks = ({ band }: GroupKey) =>
    deliveryNamed(band.delivery, target.deliveries).writes === "incidents";
  let [readable, byGroup, results] = [
    findings,
    new Map() as Generations["byGroup"],
    [] as Generations["results"],
  ];
  for (;;) {
    const homes = new Map([...byGroup].map(([group, all]) => [group, all.length]));
    const places = reserve(readable, slots, { capOf: capOfGroup, limitsBookmarks, homes });
    const unread = places.reserved
      .filter(
        ({ finding, reservation }) =>
          wanted.has(finding) &&
          reservation.outcome !== "storm" &&
          limitsBookmarks(finding.group) &&
          !homes.has(finding.group.id),
      )
      .map(({ finding }) => finding);
    if (unread.length === 0) return { generations: { byGroup, results }, places };
    const read = await readGenerations(unread, slots, target);
    byGroup = new Map([...byGroup, ...read.byGroup]);
    results = [...results, ...read.results];
    const failed = new Set(
      unread.filter(({ group }) => !read.byGroup.has(group.id)).map(({ group }) => group.id),
    );
    readable = readable.filter((finding) => !wanted.has(finding) || !failed.has(finding.group.id));
  }
}

/** The whole spans that the findings lie in: caps and generations apply per span. */
function spansAround(findings: readonly Finding[], rule: Rule): Window | undefined {
  const [first, last] = [findings[0], findings.at(-1)];
  if (!first || !last) return undefined;
  return cellsAround({ from: first.time, to: last.time }, rule.hunt.span);
}

export function makeContext(
  { rule, workspace }: Pick<Job, "rule" | "workspace">,
  { parser, portal, knowledge }: RunPorts,
): DeliveryContext {
  const source = knowledge.sourceFor(rule.hunt.technique);
  return { rule, workspace, parser, portal, source, entities: knowledge.entities };
}
