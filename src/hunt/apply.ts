import { groupBy } from "./by-key.ts";
import type { Delivery, DeliveryContext } from "./delivery.ts";
import { type Finding, type GroupKey, ownerOf } from "./finding.ts";
import { relationName, stormId } from "./ids.ts";
import { CallError, type SentinelResources } from "./ports.ts";
import type { Reserved, SlotRecord } from "./slot.ts";
import { type BookmarkWrite, type IncidentWrite, refOf, type Write, type WriteResult, type WriteStatus } from "./write.ts";

export interface ApplyTarget {
  readonly delivery: Delivery;
  readonly context: DeliveryContext;
  readonly sentinel: SentinelResources;
}

/** One incident of a group, and what has become of it: `gone` was written and is not there any more. */
export interface Generation {
  readonly number: number;
  readonly incident: IncidentWrite;
  readonly state: "open" | "closed" | "gone" | "absent";
}

export interface Generations {
  readonly byGroup: ReadonlyMap<string, readonly Generation[]>;
  readonly results: readonly WriteResult[];
}

/** The incidents that the findings' groups have so far, and the one that comes next; a group that cannot be read is left out. */
export async function readGenerations(
  findings: readonly Finding[],
  slots: readonly SlotRecord[],
  target: ApplyTarget,
): Promise<Generations> {
  const byGroup = new Map<string, readonly Generation[]>();
  const results: WriteResult[] = [];
  const written = writtenGenerations(slots);
  for (const key of new Map(findings.map(({ group }) => [group.id, group])).values()) {
    await orFailed(async () => {
      byGroup.set(key.id, await generationsOf(key, written.get(key.id) ?? 0, target, results));
    });
  }
  return { byGroup, results };
}

async function generationsOf(key: GroupKey, written: number, target: ApplyTarget, results: WriteResult[]): Promise<Generation[]> {
  const generations: Generation[] = [];
  for (let number = 1; ; number++) {
    const incident = target.delivery.incident(key, number, target.context) as IncidentWrite;
    const found = await guarded(incident, results, () => target.sentinel.read(target.context.workspace, refOf(incident)));
    const state = found ? (found.closed ? "closed" : "open") : number <= written ? "gone" : "absent";
    generations.push({ number, incident, state });
    if (state === "absent" || (state === "open" && number >= written)) return generations;
  }
}

/** By group the highest generation that the ledger says was written; 0 where none was. */
export function writtenGenerations(slots: readonly SlotRecord[]): ReadonlyMap<string, number> {
  const written = new Map<string, number>();
  for (const { reserved } of slots)
    for (const { group, outcome, delivered } of reserved)
      if (outcome !== "storm") written.set(group, Math.max(written.get(group) ?? 0, delivered));
  return written;
}

export interface Applied {
  readonly results: readonly WriteResult[];
  /** Findings whose writes all stood, with the incident generation they are in (1 without incidents). */
  readonly delivered: ReadonlyMap<string, number>;
}

/**
 * Brings the resources of reserved findings about: read first, create only what is absent and was never ours. A failed
 * write fails its own finding, a failed incident its group; nothing is thrown for it.
 */
export async function apply(
  reserved: readonly Reserved[],
  slots: readonly SlotRecord[],
  generations: Generations,
  target: ApplyTarget,
): Promise<Applied> {
  const before = slots.flatMap((record) => record.reserved.filter(({ delivered }) => delivered > 0));
  const known = new Set(before.map(({ id }) => id));
  const run: Run = { ...target, slots, written: writtenGenerations(slots), known, results: [], delivered: new Map() };
  for (const group of groupsOf(reserved)) {
    const own = generations.byGroup.get(group.key.id);
    if (group.storm) await orFailed(() => applyStorm(group, run));
    else if (own) await applyIncident(group, own, run);
    else await applyBookmarks(group, run);
  }
  return { results: [...generations.results, ...run.results], delivered: run.delivered };
}

interface Run extends ApplyTarget {
  readonly slots: readonly SlotRecord[];
  readonly written: ReadonlyMap<string, number>;
  /** Findings that were delivered, in whichever group: the rule may have grouped them otherwise then. */
  readonly known: ReadonlySet<string>;
  readonly results: WriteResult[];
  readonly delivered: Map<string, number>;
}

/** The findings of one resource group: a storm is the group of all findings above the cap in its span. */
interface Group {
  readonly key: GroupKey;
  readonly storm: boolean;
  readonly members: readonly Reserved[];
}

export function groupsOf(reserved: readonly Reserved[]): Group[] {
  const groups = groupBy(reserved, ({ finding: { group }, reservation }) =>
    reservation.outcome === "storm" ? `storm ${group.span.from}` : group.id,
  );
  return [...groups.values()].map((members) => {
    const first = members[0] as Reserved;
    return { key: first.finding.group, storm: first.reservation.outcome === "storm", members };
  });
}

async function applyStorm({ key, members }: Group, run: Run): Promise<void> {
  const { rule, workspace } = run.context;
  const id = stormId(ownerOf(rule, workspace), key.span.from);
  const before = run.slots.filter(({ slot }) => key.span.from <= slot.from && slot.from < key.span.to).flatMap((record) => record.reserved);
  const known = before.some(({ outcome, delivered }) => outcome === "storm" && delivered > 0);
  await ensure(run.delivery.storm(id, key.span, run.context), known, run);
  for (const { finding } of members) run.delivered.set(finding.id, 1);
}

/** A bookmark for each finding, or one for the whole group. */
async function applyBookmarks({ key, members }: Group, run: Run): Promise<void> {
  const written = (run.written.get(key.id) ?? 0) > 0;
  const stood = new Map<string, boolean>();
  for (const { finding } of members) {
    const bookmark = run.delivery.bookmark(finding, run.context);
    const known = bookmark.id === key.id ? written : run.known.has(finding.id);
    if (!stood.has(bookmark.id)) stood.set(bookmark.id, await orFailed(async () => void (await ensure(bookmark, known, run))));
    if (stood.get(bookmark.id)) run.delivered.set(finding.id, 1);
  }
}

async function applyIncident({ members }: Group, generations: readonly Generation[], run: Run): Promise<void> {
  const incidents = new Map<number, boolean>();
  for (const { finding, reservation } of members) {
    await orFailed(async () => {
      const bookmark = run.delivery.bookmark(finding, run.context);
      const home = reservation.delivered > 0 ? generations[reservation.delivered - 1] : await homeOf(bookmark, generations, run);
      if (!home) throw new Error(`the ledger names generation ${reservation.delivered} of ${reservation.group}, which was never read`);
      if (!incidents.has(home.number)) incidents.set(home.number, await orFailed(() => ensureIncident(home, run)));
      if (!incidents.get(home.number)) return;
      if (reservation.outcome === "bookmark") await ensureRelated(bookmark, run.known.has(finding.id), home, reservation, run);
      run.delivered.set(finding.id, home.number);
    });
  }
}

/** Its generation was read just now: it is not read again. */
async function ensureIncident({ incident, state }: Generation, { context, sentinel, results }: Run): Promise<void> {
  const there = { open: "existing", closed: "existing", gone: "removed" } as const;
  const status = state === "absent" ? await guarded(incident, results, () => sentinel.create(context.workspace, incident)) : there[state];
  results.push({ write: incident, status });
}

async function ensureRelated(
  bookmark: BookmarkWrite,
  known: boolean,
  { incident, state }: Generation,
  { delivered, unrelated }: Reserved["reservation"],
  run: Run,
): Promise<void> {
  const there = await ensure(bookmark, known, run);
  if (unrelated) return;
  const relation = { kind: "relation", id: relationName(incident.id, bookmark.id), incident: incident.id, bookmark: bookmark.id } as const;
  await ensure(relation, delivered > 0 || state === "gone" || there === "removed", run);
}

/** Where a finding belongs that the ledger does not know: the generation it is related to already, else the last one. */
async function homeOf(
  bookmark: BookmarkWrite,
  generations: readonly Generation[],
  { sentinel, context, results }: Run,
): Promise<Generation> {
  const last = generations.at(-1) as Generation;
  for (const generation of generations.slice(0, -1)) {
    if (generation.state === "gone") continue;
    const { incident } = generation;
    const ref = { kind: "relation", id: relationName(incident.id, bookmark.id), incident: incident.id } as const;
    if (await guarded(bookmark, results, () => sentinel.read(context.workspace, ref))) return generation;
  }
  return last;
}

/** A write that failed; the failure itself stands in the results. */
class WriteFailed extends Error {}

/** false where a write in it failed. */
async function orFailed(run: () => Promise<void>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (error) {
    if (!(error instanceof WriteFailed)) throw error;
    return false;
  }
}

async function guarded<T>(write: Write, results: WriteResult[], call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    results.push({ write, status: "failed", message: error.line });
    throw new WriteFailed();
  }
}

/** Reads, and creates what is absent; what the ledger knows as written is never created again. */
async function ensure(write: Write, known: boolean, { context, sentinel, results }: Run): Promise<WriteStatus> {
  const status = await guarded(write, results, async () => {
    const found = await sentinel.read(context.workspace, refOf(write));
    if (found) return "existing" as const;
    return known ? ("removed" as const) : sentinel.create(context.workspace, write);
  });
  results.push({ write, status });
  return status;
}
