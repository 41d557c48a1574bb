import type { Window } from "../base/window.ts";
import { cellText, fieldText, type HuntEvent, type Row } from "../conditions/event.ts";

/**
 * Two sources log one process start at most this far apart, ms: windows are read as much past both
 * ends.
 */
export const TWIN_MS = 2_000;

/** A process start: the row that stands for it, with what other rows of the same start add. */
export interface Start {
  readonly event: HuntEvent;
  /** The other rows, as they came. */
  readonly twins: readonly HuntEvent[];
}

export interface Paired {
  /** The starts of the window. */
  readonly starts: readonly Start[];
  /** Rows of the window that belong to a start that another row stands for. */
  readonly twins: readonly HuntEvent[];
  /**
   * Where any two rows, in the window or beside it, are one start: all rows that may be one with
   * another.
   */
  readonly linked: readonly HuntEvent[];
}

export interface PairOptions {
  /** Rows outside it only tell which rows in it are twins. */
  readonly window: Window;
  /**
   * Whether the ledger knows an event as a finding: then it stands for its start, even where an
   * earlier row came later.
   */
  readonly isKnown: (event: HuntEvent) => boolean;
  /**
   * The columns that make a finding's id: they stay as the row that stands for the start has them.
   */
  readonly key: readonly string[];
  readonly derive: (row: Row) => HuntEvent["derived"];
}

/**
 * Finds the rows that two sources gave of one process start: host, process id and command line
 * agree, and no more than TWIN_MS lie between. The earliest stands for the start. Whether a row
 * does depends on rows within TWIN_MS of it alone, so that it does not matter how time is cut.
 */
export function pairTwins(events: readonly HuntEvent[], options: PairOptions): Paired {
  const heads = new Map<HuntEvent, HuntEvent>();
  const buckets = alikeIn(events);
  for (const alike of buckets) {
    for (const [event, head] of headsOf(alike, options)) heads.set(event, head);
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
    .map((event) => startOf(event, twinsOf.get(event) ?? [], options));
  const twins = inWindow.filter((event) => heads.has(event));
  return { starts, twins, linked: buckets.flat() };
}

/**
 * Events of one process id and command line on hosts of one name, in order; only where there are
 * several.
 */
function alikeIn(events: readonly HuntEvent[]): HuntEvent[][] {
  const buckets = new Map<string, HuntEvent[]>();
  for (const event of events) {
    const parts = [
      hostOf(event).name,
      processIdOf(event),
      fieldText(event, "CommandLine").trim(),
      sourceOf(event),
    ];
    if (parts.includes("")) continue;
    const key = JSON.stringify(parts.slice(0, 3));
    const bucket = buckets.get(key);
    if (bucket) bucket.push(event);
    else buckets.set(key, [event]);
  }
  return [...buckets.values()].filter((bucket) => bucket.length > 1).map(inOrder);
}

function inOrder(bucket: readonly HuntEvent[]): HuntEvent[] {
  const keyed = bucket.map((event) => ({
    event,
    text: `${sourceOf(event)} ${JSON.stringify(event.row)}`,
  }));
  keyed.sort((a, b) => a.event.time - b.event.time || (a.text < b.text ? -1 : 1));
  return keyed.map(({ event }) => event);
}

/** Each event that is a twin, with the event that stands for its start. */
function headsOf(alike: readonly HuntEvent[], { isKnown }: PairOptions): Map<HuntEvent, HuntEvent> {
  const heads = new Map<HuntEvent, HuntEvent>();
  const known = alike.filter(isKnown);
  const standing = new Set(known);
  const latest = new Map<string, HuntEvent>();
  let first = 0;
  for (const event of alike) {
    while (known[first] && (known[first]?.time ?? 0) < event.time - TWIN_MS) first += 1;
    if (!standing.has(event)) {
      const partner = partnerIn(latest.values(), event) ?? partnerIn(from(known, first), event);
      if (partner) heads.set(event, heads.get(partner) ?? partner);
    }
    latest.set(`${sourceOf(event)} ${hostOf(event).domain}`, event);
  }
  return heads;
}

/** The events from a place on that lie near enough in time: they are in order. */
function* from(events: readonly HuntEvent[], first: number): Generator<HuntEvent, void> {
  for (let at = first; at < events.length; at++) {
    const event = events[at];
    if (!event || event.time > (events[first]?.time ?? 0) + 2 * TWIN_MS) return;
    yield event;
  }
}

/** The nearest event of another source and the same host, within TWIN_MS. */
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
 * One source that logs a start twice means two starts. A host without a domain may be the one with
 * it.
 */
function isOtherSource(a: HuntEvent, b: HuntEvent): boolean {
  const [one, other] = [hostOf(a).domain, hostOf(b).domain];
  return sourceOf(a) !== sourceOf(b) && (one === other || one === "" || other === "");
}

function sourceOf(event: HuntEvent): string {
  return fieldText(event, "Type");
}

function hostOf(event: HuntEvent): { name: string; domain: string } {
  const [name = "", ...domain] = fieldText(event, "Dvc").toLowerCase().split(".");
  return { name, domain: domain.filter((label) => label !== "").join(".") };
}

/** In decimal, as the parser gives it: 4688 logs 0x1a4 for 420. */
function processIdOf(event: HuntEvent): string {
  const text = fieldText(event, "TargetProcessId").trim();
  return /^0x[0-9a-f]{1,8}$/i.test(text) ? String(Number.parseInt(text, 16)) : text;
}

/**
 * The row, with what it lacks taken from the start's other rows; the parent's own line goes before
 * a joined one.
 */
function startOf(
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
