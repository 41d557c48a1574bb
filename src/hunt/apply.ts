import type { Delivery, DeliveryContext } from "./delivery.ts";
import type { GroupKey } from "./finding.ts";
import { ownerOf } from "./finding.ts";
import { incidentId, relationName, stormId } from "./ids.ts";
import { CallError, type SentinelResources } from "./ports.ts";
import type { Reserved, SlotRecord } from "./slot.ts";
import { cellAt } from "./window.ts";
import { type BookmarkWrite, type IncidentWrite, refOf, type Write, type WriteResult } from "./write.ts";

export interface Applied {
  readonly results: readonly WriteResult[];
  /** Findings whose writes all stood, with the incident generation they are in (1 without incidents). */
  readonly delivered: ReadonlyMap<string, number>;
}

interface Target {
  readonly delivery: Delivery;
  readonly context: DeliveryContext;
  readonly sentinel: SentinelResources;
}

/**
 * Brings the resources of reserved findings about: read first, create only what is absent and was never ours. A failed
 * write fails its own group only; nothing is thrown for it.
 */
export async function apply(reserved: readonly Reserved[], slots: readonly SlotRecord[], target: Target): Promise<Applied> {
  const results: WriteResult[] = [];
  const delivered = new Map<string, number>();
  for (const group of groupsOf(reserved)) {
    try {
      for (const [id, generation] of await applyGroup(group, slots, target, results)) delivered.set(id, generation);
    } catch (error) {
      if (!(error instanceof WriteFailed)) throw error;
    }
  }
  return { results, delivered };
}

/** The findings of one resource group: a storm is the group of all findings above the cap in its span. */
interface Group {
  readonly key: GroupKey;
  readonly storm: boolean;
  readonly members: readonly Reserved[];
}

function groupsOf(reserved: readonly Reserved[]): Group[] {
  const groups = new Map<string, Reserved[]>();
  for (const entry of reserved) {
    const storm = entry.reservation.outcome === "storm";
    const id = storm ? `storm ${entry.finding.group.span.from}` : entry.finding.group.id;
    groups.set(id, [...(groups.get(id) ?? []), entry]);
  }
  return [...groups.values()].map((members) => {
    const first = members[0] as Reserved;
    return { key: first.finding.group, storm: first.reservation.outcome === "storm", members };
  });
}

async function applyGroup(
  group: Group,
  slots: readonly SlotRecord[],
  target: Target,
  results: WriteResult[],
): Promise<Map<string, number>> {
  const ensure = ensurer(target, results);
  const ids = (generation: number) => new Map(group.members.map(({ finding }) => [finding.id, generation]));
  if (group.storm) {
    const { rule, workspace } = target.context;
    const id = stormId(ownerOf(rule, workspace), group.key.span.from);
    await ensure(target.delivery.storm(id, group.key.span, target.context), knownIn(slots, "storm", group.key.span.from, target));
    return ids(1);
  }
  if (!target.delivery.incident(group.key, 1, target.context)) return applyBookmarks(group, slots, target, ensure);
  return applyIncident(group, slots, target, ensure, results);
}

/** Whether the ledger says that the storm of a span was written. */
function knownIn(slots: readonly SlotRecord[], outcome: "storm", span: number, { context }: Target): boolean {
  return slots
    .filter(({ slot }) => cellAt(slot.from, context.rule.hunt.span).from === span)
    .some(({ reserved }) => reserved.some((entry) => entry.outcome === outcome && entry.delivered > 0));
}

type Ensure = (write: Write, known: boolean) => Promise<void>;

async function applyBookmarks(
  group: Group,
  slots: readonly SlotRecord[],
  { delivery, context }: Target,
  ensure: Ensure,
): Promise<Map<string, number>> {
  const done = new Map<string, number>();
  const seen = new Set<string>();
  const written = writtenGenerations(slots, group.key.id) > 0;
  for (const { finding, reservation } of group.members) {
    const bookmark = delivery.bookmark(finding, context);
    const known = bookmark.id === group.key.id ? written : reservation.delivered > 0;
    if (!seen.has(bookmark.id)) await ensure(bookmark, known);
    seen.add(bookmark.id);
    done.set(finding.id, 1);
  }
  return done;
}

interface Generation {
  readonly number: number;
  readonly incident: IncidentWrite;
  readonly state: "open" | "closed" | "gone" | "absent";
}

async function applyIncident(
  group: Group,
  slots: readonly SlotRecord[],
  target: Target,
  ensure: Ensure,
  results: WriteResult[],
): Promise<Map<string, number>> {
  const generations = await generationsOf(group.key, slots, target, results);
  const done = new Map<string, number>();
  const ensured = new Set<number>();
  for (const { finding, reservation } of group.members) {
    const known = reservation.delivered > 0;
    const bookmark = target.delivery.bookmark(finding, target.context);
    const home = known ? generations[reservation.delivered - 1] : await homeOf(bookmark, generations, target, results);
    if (!home) throw new Error(`the ledger names generation ${reservation.delivered} of ${group.key.id}, which was never read`);
    if (!ensured.has(home.number)) await ensure(home.incident, home.state !== "absent");
    ensured.add(home.number);
    if (reservation.outcome === "bookmark") await ensureRelated(bookmark, home, known, ensure);
    done.set(finding.id, home.number);
  }
  return done;
}

async function ensureRelated(bookmark: BookmarkWrite, { incident, state }: Generation, known: boolean, ensure: Ensure): Promise<void> {
  await ensure(bookmark, known);
  const relation = { kind: "relation", id: relationName(incident.id, bookmark.id), incident: incident.id, bookmark: bookmark.id } as const;
  await ensure(relation, known || state === "gone");
}

/** The group's incidents so far, and the one that comes next. */
async function generationsOf(key: GroupKey, slots: readonly SlotRecord[], target: Target, results: WriteResult[]): Promise<Generation[]> {
  const written = writtenGenerations(slots, key.id);
  const generations: Generation[] = [];
  for (let number = 1; ; number++) {
    const incident = target.delivery.incident(key, number, target.context) as IncidentWrite;
    const found = await guarded(incident, results, () => target.sentinel.read(target.context.workspace, refOf(incident)));
    const state = found ? (found.closed ? "closed" : "open") : number <= written ? "gone" : "absent";
    generations.push({ number, incident, state });
    if (state === "absent" || (state === "open" && number >= written)) return generations;
  }
}

/** The highest generation that the ledger says was written; 0 without any. */
export function writtenGenerations(slots: readonly SlotRecord[], group: string): number {
  const own = slots.flatMap(({ reserved }) => reserved.filter((entry) => entry.group === group && entry.outcome !== "storm"));
  return Math.max(0, ...own.map(({ delivered }) => delivered));
}

/** Where a finding belongs that the ledger does not know: the generation it is related to already, else the last one. */
async function homeOf(
  bookmark: BookmarkWrite,
  generations: readonly Generation[],
  target: Target,
  results: WriteResult[],
): Promise<Generation> {
  const last = generations.at(-1) as Generation;
  for (const generation of generations) {
    if (generation.state !== "open" && generation.state !== "closed") continue;
    if (generation === last) break;
    const { incident } = generation;
    const ref = { kind: "relation", id: relationName(incident.id, bookmark.id), incident: incident.id } as const;
    if (await guarded(bookmark, results, () => target.sentinel.read(target.context.workspace, ref))) return generation;
  }
  return last;
}

/** Stops the group that a write failed for; the failure itself stands in the results. */
class WriteFailed extends Error {}

async function guarded<T>(write: Write, results: WriteResult[], call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    results.push({ write, status: "failed", message: `${error.message}; ${error.remedy}` });
    throw new WriteFailed();
  }
}

/** Reads, and creates what is absent; what the ledger knows as written is never created again. */
function ensurer({ context, sentinel }: Target, results: WriteResult[]): Ensure {
  return async (write, known) => {
    const status = await guarded(write, results, async () => {
      const found = await sentinel.read(context.workspace, refOf(write));
      if (found) return "existing" as const;
      return known ? ("removed" as const) : sentinel.create(context.workspace, write);
    });
    results.push({ write, status });
  };
}

/** The generation of a group that comments go to: the last that is there and open. */
export async function openIncident(group: string, slots: readonly SlotRecord[], target: Target): Promise<string | undefined> {
  const written = writtenGenerations(slots, group);
  for (let number = written; number >= 1; number--) {
    const id = incidentId(group, number);
    const found = await target.sentinel.read(target.context.workspace, { kind: "incident", id });
    if (found && !found.closed) return id;
  }
  return undefined;
}

export type { Target as ApplyTarget };
