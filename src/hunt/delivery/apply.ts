import { groupBy } from "../base/by-key.ts";
import { relationName, stormId } from "../base/ids.ts";
import { type Finding, type GroupKey, ownerOf } from "../findings/finding.ts";
import {
  placeOf,
  type Reserved,
  type SlotRecord,
  type Stood,
  type Written,
} from "../ledger/slot.ts";
import type { WriteStatus } from "../ledger/write-status.ts";
import {
  type Attempt,
  attempt,
  failedWrite,
  recordFailure,
  type SetAside,
  setAside,
} from "./attempt.ts";
import type { Delivery, DeliveryContext } from "./delivery.ts";
import { lookFor } from "./look-for.ts";
import type { SentinelResources } from "./sentinel-resources.ts";
import {
  type BookmarkWrite,
  type IncidentWrite,
  refOf,
  type Write,
  type WriteResult,
} from "./write.ts";

export interface ApplyTarget {
  readonly delivery: Delivery;
  readonly context: DeliveryContext;
  readonly sentinel: SentinelResources;
  /** What time it is where the events come from, ms. */
  readonly now: number;
}

/**
 * One incident of a group, and what has become of it: `gone` was written and is not there any more.
 */
export interface Generation {
  readonly number: number;
  readonly incident: IncidentWrite;
  readonly state: "open" | "closed" | "gone" | "absent";
}

export interface Generations {
  readonly byGroup: ReadonlyMap<string, readonly Generation[]>;
  readonly results: readonly WriteResult[];
}

/**
 * The incidents that the findings' groups have so far, and the one that comes next; a group that
 * cannot be read is left out.
 */
export async function readGenerations(
  findings: readonly Finding[],
  slots: readonly SlotRecord[],
  target: ApplyTarget,
): Promise<Generations> {
  const byGroup = new Map<string, readonly Generation[]>();
  const results: WriteResult[] = [];
  const written = writtenGenerations(slots);
  const reserved = new Set(slots.flatMap((record) => record.reserved.map(({ group }) => group)));
  for (const key of new Map(findings.map(({ group }) => [group.id, group])).values()) {
    const before = { written: written.get(key.id) ?? 0, tried: reserved.has(key.id) };
    await attempt(async () => {
      byGroup.set(key.id, await generationsOf(key, before, target, results));
    });
  }
  return { byGroup, results };
}

async function generationsOf(
  key: GroupKey,
  { written, tried }: { readonly written: number; readonly tried: boolean },
  target: ApplyTarget,
  results: WriteResult[],
): Promise<Generation[]> {
  const generations: Generation[] = [];
  for (let number = 1; ; number++) {
    const incident = target.delivery.incident(key, number, target.context) as IncidentWrite;
    const found = await recordFailure(incident, results, () =>
      lookFor(refOf(incident), tried, target.context.workspace, target.sentinel),
    );
    const state = found
      ? found.closed
        ? "closed"
        : "open"
      : number <= written
        ? "gone"
        : "absent";
    generations.push({ number, incident, state });
    if (state === "absent" || (state === "open" && number >= written)) return generations;
  }
}

/** By group the highest generation that the ledger says was written; 0 where none was. */
export function writtenGenerations(slots: readonly SlotRecord[]): ReadonlyMap<string, number> {
  const written = new Map<string, number>();
  for (const { reserved } of slots)
    for (const { group, outcome, delivered, stood } of reserved)
      if (outcome !== "storm")
        written.set(group, Math.max(written.get(group) ?? 0, delivered, stood?.incident ?? 0));
  return written;
}

/**
 * What was written; a finding is delivered where its writes all stood (generation 1 without
 * incidents).
 */
export interface Applied extends Written {
  readonly results: readonly WriteResult[];
  /**
   * Resources that were written though an earlier try, which ended before it was recorded, may have
   * written them, too.
   */
  readonly repeated: number;
}

/**
 * What the ledger holds of the findings' spans: when the job began, and with the places that it
 * gave.
 */
export interface Reservations {
  readonly before: readonly SlotRecord[];
  readonly now: readonly SlotRecord[];
}

/**
 * Writes the resources of reserved findings: reads first, creates only what is absent and was never
 * ours; a bookmark before the incident that shows it. A failed write fails its own finding, a
 * failed incident its group; nothing is thrown for it.
 */
export async function apply(
  reserved: readonly Reserved[],
  { before, now }: Reservations,
  generations: Generations,
  target: ApplyTarget,
): Promise<Applied> {
  const run: Run = {
    ...target,
    slots: now,
    written: writtenGenerations(now),
    ...earlierOf(reserved, before),
    results: [],
    delivered: new Map(),
    stood: new Map(),
    refused: new Map(),
    waiting: new Map(),
    repeated: 0,
  };
  for (const group of groupsOf(reserved)) {
    const own = generations.byGroup.get(group.key.id);
    if (group.storm) noteRefusal(await attempt(() => applyStorm(group, run)), group.members, run);
    else if (own) await applyIncident(group, own, run);
    else await applyBookmarks(group, run);
  }
  const { delivered, stood, repeated } = run;
  const all = [...generations.results, ...run.results];
  const aside = withWaiting(setAside(run.refused, all, run.now), run);
  const results = all.map(
    (result): WriteResult => (aside.writes.has(result) ? { ...result, status: "refused" } : result),
  );
  return {
    results,
    delivered,
    stood,
    repeated,
    aside: new Set([...aside.findings].map(placeOfFinding)),
  };
}

/**
 * What the ledger knew of the findings and their groups; of the other findings of their spans there
 * can be hundreds of thousands.
 */
function earlierOf(
  reserved: readonly Reserved[],
  before: readonly SlotRecord[],
): Pick<Run, "known" | "tried" | "reached" | "shown"> {
  const ids = new Set(reserved.map(({ finding }) => finding.id));
  const groups = new Set(reserved.map(({ finding }) => finding.group.id));
  const [known, tried, shown] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const reached = new Map<string, number>();
  for (const record of before)
    for (const { id, group, generation, delivered, stood } of record.reserved) {
      const stands = delivered > 0 || stood?.bookmark === true;
      if (ids.has(id)) tried.add(id);
      if (groups.has(group)) reached.set(group, Math.max(reached.get(group) ?? 0, generation));
      if (stands && ids.has(id)) known.add(id);
      if (stands && groups.has(group)) shown.add(group);
    }
  return { known, tried, reached, shown };
}

function placeOfFinding({ id, group }: Finding): string {
  return placeOf(id, group.id);
}

/**
 * Findings that wait for a bookmark of their incident are set aside with the last one that could
 * come.
 */
function withWaiting(
  { writes, findings }: SetAside<Finding>,
  { waiting, slots }: Run,
): SetAside<Finding> {
  if (waiting.size === 0) return { writes, findings };
  const now = new Set([...findings].map(placeOfFinding));
  const mayCome = new Set(
    slots.flatMap(({ reserved }) =>
      reserved.flatMap(({ id, group, outcome, aside }) =>
        outcome === "bookmark" && !aside && !now.has(placeOf(id, group)) ? [group] : [],
      ),
    ),
  );
  const given = [...waiting].filter(([{ group }]) => !mayCome.has(group.id));
  return {
    writes: new Set([...writes, ...given.map(([, result]) => result)]),
    findings: new Set([...findings, ...given.map(([finding]) => finding)]),
  };
}

interface Run extends ApplyTarget {
  readonly slots: readonly SlotRecord[];
  readonly written: ReadonlyMap<string, number>;
  /**
   * Findings whose bookmark stood, in whichever group: the rule may have grouped them otherwise
   * then.
   */
  readonly known: ReadonlySet<string>;
  /** Findings that an earlier job gave a place: it may have written more than it could record. */
  readonly tried: ReadonlySet<string>;
  /** By group the highest generation in which an earlier job gave a place. */
  readonly reached: ReadonlyMap<string, number>;
  /** Groups of which a bookmark stands. */
  readonly shown: Set<string>;
  readonly results: WriteResult[];
  readonly delivered: Map<string, number>;
  readonly stood: Map<string, Stood>;
  /** Findings of which Azure refuses a write, with its result. */
  readonly refused: Map<Finding, WriteResult>;
  /** Findings whose incident is not written before a bookmark that it shows. */
  readonly waiting: Map<Finding, WriteResult>;
  repeated: number;
}

/**
 * The findings of one resource group: a storm is the group of all findings above the cap in its
 * span.
 */
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
  const before = run.slots.filter(
    ({ slot }) => key.span.from <= slot.from && slot.from < key.span.to,
  );
  const known = before.some(({ reserved }) =>
    reserved.some(({ outcome, delivered }) => outcome === "storm" && delivered > 0),
  );
  const tried = members.some(({ finding }) => run.tried.has(finding.id));
  await ensure(run.delivery.storm(id, key.span, run.context), { known, tried }, run);
  for (const { finding } of members) run.delivered.set(placeOfFinding(finding), 1);
}

/** A bookmark for each finding, or one for the whole group. */
async function applyBookmarks({ key, members }: Group, run: Run): Promise<void> {
  const written = (run.written.get(key.id) ?? 0) > 0;
  const tried = new Map<string, Attempt>();
  for (const member of members) {
    const { finding } = member;
    const bookmark = run.delivery.bookmark(finding, run.context);
    const whole = bookmark.id === key.id;
    const known = whole ? written : run.known.has(finding.id);
    const before = {
      known,
      tried: (whole ? members : [member]).some((one) => run.tried.has(one.finding.id)),
    };
    const outcome =
      tried.get(bookmark.id) ??
      (await attempt(async () => void (await ensure(bookmark, before, run))));
    tried.set(bookmark.id, outcome);
    if (outcome === "stood") run.delivered.set(placeOfFinding(finding), 1);
    else noteRefusal(outcome, [member], run);
  }
}

/** Bookmarks first: an incident without one says nothing to an analyst. */
async function applyIncident(
  { key, members }: Group,
  generations: readonly Generation[],
  run: Run,
): Promise<void> {
  const incidents = new Map<number, Attempt>();
  const made = new Set<number>();
  const isShown = ({ reservation }: Reserved) => reservation.outcome === "bookmark";
  for (const member of [...members.filter(isShown), ...members.filter((one) => !isShown(one))]) {
    const outcome = await attempt(async () => {
      const { finding, reservation } = member;
      const bookmark = run.delivery.bookmark(finding, run.context);
      const there = isShown(member) ? await ensureBookmark(bookmark, finding, run) : undefined;
      const home = await homeOf(bookmark, reservation, generations, run);
      const ensureHome = async () => {
        if (await ensureIncident(home, key, run)) made.add(home.number);
      };
      const stands = incidents.get(home.number) ?? (await attempt(ensureHome));
      incidents.set(home.number, stands);
      if (stands !== "stood") throw stands;
      // One that was there before is another finding's: should it go before this one is related to
      // it, this one gets its own.
      const place = placeOfFinding(finding);
      if (made.has(home.number))
        run.stood.set(place, { ...run.stood.get(place), incident: home.number });
      if (there && !reservation.unrelated) await ensureRelated(bookmark, there, home, member, run);
      run.delivered.set(place, home.number);
    });
    noteRefusal(outcome, [member], run);
  }
}

function noteRefusal(
  outcome: Attempt,
  members: readonly Reserved[],
  { refused, waiting }: Run,
): void {
  if (outcome === "stood") return;
  const { result, why } = outcome;
  const kept = { refused, waits: waiting, failed: undefined }[why];
  for (const { finding } of members) kept?.set(finding, result);
}

async function ensureBookmark(
  bookmark: BookmarkWrite,
  finding: Finding,
  run: Run,
): Promise<WriteStatus> {
  const { id, group } = finding;
  const status = await ensure(
    bookmark,
    { known: run.known.has(id), tried: run.tried.has(id) },
    run,
  );
  run.stood.set(placeOfFinding(finding), { bookmark: true });
  run.shown.add(group.id);
  return status;
}

/** Its generation was read just now: it is not read again. @returns whether it was made now */
async function ensureIncident(
  { incident, state, number }: Generation,
  { id }: GroupKey,
  run: Run,
): Promise<boolean> {
  const { context, sentinel, results } = run;
  const there = { open: "existing", closed: "existing", gone: "removed" } as const;
  if (state !== "absent") {
    results.push({ write: incident, status: there[state] });
    return false;
  }
  const message = "it is not written before a bookmark that it shows";
  if (!run.shown.has(id))
    throw failedWrite({ write: incident, status: "failed", message }, results, "waits");
  const status = await recordFailure(incident, results, () =>
    sentinel.create(context.workspace, incident),
  );
  results.push({ write: incident, status });
  if (status === "created" && number <= (run.reached.get(id) ?? 0)) run.repeated += 1;
  return true;
}

async function ensureRelated(
  bookmark: BookmarkWrite,
  there: WriteStatus,
  { incident, state }: Generation,
  { finding, reservation: { delivered } }: Reserved,
  run: Run,
): Promise<void> {
  const relation = {
    kind: "relation",
    id: relationName(incident.id, bookmark.id),
    incident: incident.id,
    bookmark: bookmark.id,
  } as const;
  const known = delivered > 0 || state === "gone" || there === "removed";
  await ensure(relation, { known, tried: run.tried.has(finding.id) }, run);
}

/**
 * Where a finding belongs: the generation that the ledger names, else the one that it is related to
 * already, else the last one.
 */
async function homeOf(
  bookmark: BookmarkWrite,
  { group, delivered, stood }: Reserved["reservation"],
  generations: readonly Generation[],
  { sentinel, context, results }: Run,
): Promise<Generation> {
  const named = delivered || (stood?.incident ?? 0);
  if (named > 0) {
    const home = generations[named - 1];
    if (!home)
      throw new Error(`the ledger names generation ${named} of ${group}, which was never read`);
    return home;
  }
  for (const generation of generations.slice(0, -1)) {
    if (generation.state === "gone") continue;
    const { incident } = generation;
    const ref = {
      kind: "relation",
      id: relationName(incident.id, bookmark.id),
      incident: incident.id,
    } as const;
    if (await recordFailure(bookmark, results, () => sentinel.read(context.workspace, ref)))
      return generation;
  }
  return generations.at(-1) as Generation;
}

/**
 * What the ledger says of a resource: that it was written, or that a job may have written it and
 * could not say so.
 */
interface Before {
  readonly known: boolean;
  readonly tried: boolean;
}

/** Reads, and creates what is absent; what the ledger knows as written is never created again. */
async function ensure(write: Write, { known, tried }: Before, run: Run): Promise<WriteStatus> {
  const { context, sentinel, results } = run;
  const status = await recordFailure(write, results, async () => {
    const found = await lookFor(refOf(write), known || tried, context.workspace, sentinel);
    if (found) return "existing" as const;
    return known ? ("removed" as const) : sentinel.create(context.workspace, write);
  });
  if (status === "created" && tried) run.repeated += 1;
  results.push({ write, status });
  return status;
}
