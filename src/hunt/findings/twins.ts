import type { Window } from "../base/window.ts";
import { cellText, fieldText, type HuntEvent, type Row } from "../conditions/event.ts";

/**
 * The greatest difference between the times at which two sources log the same process start, ms.
 * Windows are read this much beyond both ends.
 */
export const TWIN_MS = 2_000;

/** A process start: the event that represents it, completed from the other events of the start. */
export interface Start {
  readonly event: HuntEvent;
  /** The other events, unchanged. */
  readonly twins: readonly HuntEvent[];
}

export interface Paired {
  /** The process starts in the window. */
  readonly starts: readonly Start[];
  /** Events in the window whose start is represented by another event. */
  readonly twins: readonly HuntEvent[];
  /**
   * If any twins were found, in the window or beyond its ends: all events that may be the same start
   * as another.
   */
  readonly linked: readonly HuntEvent[];
}

export interface PairOptions {
  /** Events outside of it only serve to recognise twins inside. */
  readonly window: Window;
  /**
   * Whether the ledger knows an event as a finding. Such an event represents its start, even if an
   * earlier event of the start arrives later.
   */
  readonly isKnown: (event: HuntEvent) => boolean;
  /** The columns of a finding's id, which are never filled from another event. */
  readonly key: readonly string[];
  readonly derive: (row: Row) => HuntEvent["derived"];
}

/**
 * Pairs events that different sources logged for the same process start: they agree in host,
 * process id and command line, and are at most TWIN_MS apart. The earliest represents the start.
 * Whether an event does depends only on events within TWIN_MS, so that the result does not depend
 * on how time is split.
 */
export function pairTwins(events: readonly HuntEvent[], options: PairOptions): Paired {
  const heads = new Map<HuntEvent, HuntEvent>();
  const buckets = groupSimilar(events);
  for (const similar of buckets) {
    for (const [event, head] of findHeads(similar, options)) heads.set(event, head);
  }
  const within = ({ time }: HuntEvent) => options.window.from <= time && time < options.window.to;
  const inWindow = events.filter(within);
  if (heads.size === 0) {
    return { starts: inWindow.map((event) => ({ event, twins: [] })), twins: [], linked: [] };
  }
  const twinsOf = new Map<HuntEvent, HuntEvent[]>();
  for (const [event, head] of heads) {
    const twins = twinsOf.get(head);
    if (twins) twins.push(event);
    else twinsOf.set(head, [event]);
  }
  const starts = inWindow
    .filter((event) => !heads.has(event))
    .map((event) => mergeStart(event, twinsOf.get(event) ?? [], options));
  const twins = inWindow.filter((event) => heads.has(event));
  return { starts, twins, linked: buckets.flat() };
}

/** Groups of two or more events with the same host name, process id and command line, by time. */
function groupSimilar(events: readonly HuntEvent[]): HuntEvent[][] {
  const buckets = new Map<string, HuntEvent[]>();
  for (const event of events) {
    const parts = [
      splitHost(event).name,
      processNumber(event),
      fieldText(event, "CommandLine").trim(),
      sourceTable(event),
    ];
    if (parts.includes("")) continue;
    const key = JSON.stringify(parts.slice(0, 3));
    const bucket = buckets.get(key);
    if (bucket) bucket.push(event);
    else buckets.set(key, [event]);
  }
  return [...buckets.values()].filter((bucket) => bucket.length > 1).map(sortByTime);
}

function sortByTime(bucket: readonly HuntEvent[]): HuntEvent[] {
  const keyed = bucket.map((event) => ({
    event,
    text: `${sourceTable(event)} ${JSON.stringify(event.row)}`,
  }));
  keyed.sort((a, b) => a.event.time - b.event.time || (a.text < b.text ? -1 : 1));
  return keyed.map(({ event }) => event);
}

/** Maps each event that is a twin to the event that represents its start. */
function findHeads(
  similar: readonly HuntEvent[],
  { isKnown }: PairOptions,
): Map<HuntEvent, HuntEvent> {
  const heads = new Map<HuntEvent, HuntEvent>();
  const known = similar.filter(isKnown);
  const representing = new Set(known);
  const latest = new Map<string, HuntEvent>();
  let first = 0;
  for (const event of similar) {
    while (known[first] && (known[first]?.time ?? 0) < event.time - TWIN_MS) first += 1;
    if (!representing.has(event)) {
      const partner = partnerIn(latest.values(), event) ?? partnerIn(from(known, first), event);
      if (partner) heads.set(event, heads.get(partner) ?? partner);
    }
    latest.set(`${sourceTable(event)} ${splitHost(event).domain}`, event);
  }
  return heads;
}

/** The events from an index on that can be near enough in time; `events` is sorted. */
function* from(events: readonly HuntEvent[], first: number): Generator<HuntEvent, void> {
  for (let at = first; at < events.length; at++) {
    const event = events[at];
    if (!event || event.time > (events[first]?.time ?? 0) + 2 * TWIN_MS) return;
    yield event;
  }
}

/** The nearest event from another source on the same host, within TWIN_MS. */
function partnerIn(candidates: Iterable<HuntEvent>, event: HuntEvent): HuntEvent | undefined {
  let nearest: HuntEvent | undefined;
  const distance = (other: HuntEvent) => Math.abs(event.time - other.time);
  for (const other of candidates) {
    if (other === event || distance(other) > TWIN_MS || !isOtherSource(other, event)) continue;
    if (!nearest || distance(other) < distance(nearest)) nearest = other;
  }
  return nearest;
}

/**
 * Whether two events come from different sources on the same host. Two events of one source are two
 * starts. A host without a domain may be the same as one with a domain.
 */
function isOtherSource(a: HuntEvent, b: HuntEvent): boolean {
  const [one, other] = [splitHost(a).domain, splitHost(b).domain];
  return sourceTable(a) !== sourceTable(b) && (one === other || one === "" || other === "");
}

function sourceTable(event: HuntEvent): string {
  return fieldText(event, "Type");
}

function splitHost(event: HuntEvent): { name: string; domain: string } {
  const [name = "", ...domain] = fieldText(event, "Dvc").toLowerCase().split(".");
  return { name, domain: domain.filter((label) => label !== "").join(".") };
}

/** The process id in decimal, as the parser returns it; 4688 logs it in hexadecimal. */
function processNumber(event: HuntEvent): string {
  const text = fieldText(event, "TargetProcessId").trim();
  return /^0x[0-9a-f]{1,8}$/i.test(text) ? String(Number.parseInt(text, 16)) : text;
}

/**
 * The start that `head` represents: its empty columns are filled from the twins, and a parent
 * command line that a source logged itself replaces a joined one.
 */
function mergeStart(
  head: HuntEvent,
  twins: readonly HuntEvent[],
  { key, derive }: PairOptions,
): Start {
  const near = twins.filter(({ time }) => Math.abs(time - head.time) <= TWIN_MS);
  const added: Record<string, Row[string]> = {};
  for (const { row } of near) {
    for (const [column, cell] of Object.entries(row)) {
      if (cellText(head.row[column]) !== "" || column in added || key.includes(column)) continue;
      if (cellText(cell) !== "") added[column] = cell;
    }
  }
  const own = [head, ...near].find((event) => fieldText(event, "ParentLineSource") === "own");
  if (own && own !== head) {
    for (const column of ["ParentCommandLine", "ParentLineSource"])
      added[column] = own.row[column] ?? null;
  }
  if (Object.keys(added).length === 0) return { event: head, twins };
  const row = { ...head.row, ...added };
  return { event: { row, time: head.time, derived: derive(row) }, twins };
}
