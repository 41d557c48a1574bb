import { quote } from "../hunt/base/escape.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { fieldsIn } from "../hunt/conditions/condition.ts";
import { fieldText, type HuntEvent, type LineReader } from "../hunt/conditions/event.ts";
import { matcher } from "../hunt/conditions/matcher.ts";
import { partMatcher } from "../hunt/conditions/part-matcher.ts";
import { foldCase } from "../hunt/conditions/text-test.ts";
import type { IgnoreEntry, IgnoreList } from "../hunt/ignore/ignore.ts";
import { findWeakness } from "./weakness.ts";

/** What each rule (by slug) is tested to find: the events of its hit cases. */
export type KnownHits = ReadonlyMap<string, readonly HuntEvent[]>;

export interface BreadthOptions {
  readonly known: KnownHits;
  readonly reader: LineReader;
  /** All rules, with or without known hits: what "all" means. */
  readonly slugs: readonly string[];
}

/** Fewer hits than this say little about what a rule finds. */
const ENOUGH = 4;

/**
 * Removes entries that hide most of the known hits of a rule: such an entry is refused for that
 * rule, and reported; for other rules it stays. Hits that do not differ in the columns that the
 * entry reads count once, so that an entry for a line is not refused because many cases have that
 * line. If the entry's text is weak, each hit counts.
 */
export function withoutBroad(
  { entries, problems }: IgnoreList,
  options: BreadthOptions,
): IgnoreList {
  const measure = measurer(options);
  const kept: IgnoreEntry[] = [];
  const broad: Problem[] = [];
  for (const entry of entries) {
    const shares = entry.active ? measure(entry) : [];
    const refused = shares.map(({ slug }) => slug);
    const rules = (entry.rules === "all" ? options.slugs : entry.rules).filter(
      (slug) => !refused.includes(slug),
    );
    if (shares.length > 0) broad.push(broadProblem(entry, shares, rules));
    if (shares.length === 0) kept.push(entry);
    else if (rules.length > 0) kept.push({ ...entry, rules });
  }
  return { entries: kept, problems: [...problems, ...broad] };
}

/**
 * Reports rules for which entries are in force, but whose known hits are too few to measure them:
 * an entry may hide everything.
 */
export function unmeasuredNotices(entries: readonly IgnoreEntry[], known: KnownHits): Problem[] {
  return [...known].flatMap(([slug, hits]): Problem[] => {
    const concerns = ({ active, rules }: IgnoreEntry) =>
      active && (rules === "all" || rules.includes(slug));
    if (hits.length === 0 || hits.length >= ENOUGH || !entries.some(concerns)) return [];
    const message =
      `${slug} has ${hits.length} known hit${hits.length === 1 ? "" : "s"}, too few to measure ` +
      "how much an entry hides";
    return [
      {
        where: slug,
        message,
        remedy: `add hit cases until there are ${ENOUGH}; hunts test shows which entry hides a hit`,
      },
    ];
  });
}

/** How many of a rule's known hits an entry hides. */
interface Share {
  readonly slug: string;
  readonly hidden: number;
  readonly all: number;
  /** Whether hits that do not differ in the columns that the entry reads count once. */
  readonly differ: boolean;
}

function measurer({ known, reader }: BreadthOptions): (entry: IgnoreEntry) => Share[] {
  const apart = new Map<string, readonly HuntEvent[]>();
  return ({ rules, when, idle = [] }) => {
    const fields = [...new Set(fieldsIn(when))].filter((field) => !idle.includes(field)).sort();
    const hides =
      idle.length === 0
        ? matcher(when, reader)
        : partMatcher(when, reader, (field) => !idle.includes(field));
    const isWeak = findWeakness(when, new Set(idle)) !== undefined;
    return [...known].flatMap(([slug, hits]): Share[] => {
      if (rules !== "all" && !rules.includes(slug)) return [];
      const key = `${slug} ${fields.join(" ")}`;
      const events = apart.get(key) ?? differing(hits, fields);
      apart.set(key, events);
      // If the hits hardly differ, as the hosts in one laboratory's tests hardly do, only a weak
      // text shows that the entry hides other events too.
      const different = events.length < ENOUGH ? 0 : countMost(events, hides);
      if (different > 0) return [{ slug, hidden: different, all: events.length, differ: true }];
      const hidden = isWeak ? countMost(hits, hides) : 0;
      return hidden > 0 ? [{ slug, hidden, all: hits.length, differ: false }] : [];
    });
  };
}

/**
 * How many events are hidden if that is most of them (or all, if they are few); otherwise 0, as
 * soon as that is certain.
 */
function countMost(events: readonly HuntEvent[], hides: (event: HuntEvent) => boolean): number {
  const mayStay = events.length < ENOUGH ? 0 : Math.ceil(events.length / 2) - 1;
  let stay = 0;
  for (const event of events) {
    if (hides(event)) continue;
    stay += 1;
    if (stay > mayStay) return 0;
  }
  return events.length - stay;
}

function differing(events: readonly HuntEvent[], fields: readonly string[]): HuntEvent[] {
  const eventText = (event: HuntEvent) =>
    JSON.stringify(fields.map((field) => foldCase(fieldText(event, field))));
  return [...new Map(events.map((event) => [eventText(event), event])).values()];
}

function broadProblem(
  entry: IgnoreEntry,
  shares: readonly Share[],
  rules: readonly string[],
): Problem {
  const { id, origin, unverified, when, idle = [] } = entry;
  const all = [...new Set(fieldsIn(when))];
  const fields = all.filter((field) => !idle.includes(field)).join(", ");
  const without = all.filter((field) => idle.includes(field)).join(" and ");
  const differText = (differ: boolean) => (differ ? ` that differ in ${fields}` : "");
  const parts = shares.map(
    ({ slug, hidden, all, differ }) =>
      `${hidden} of the ${all} known hits of ${slug}${differText(differ)}`,
  );
  const text = "value" in when ? quote(String(when.value), 60) : "";
  const left = rules.length === 0 ? "it hides nothing" : `it is used for ${rules.join(", ")} only`;
  return {
    where: unverified === undefined ? origin : id,
    message:
      `${unverified === undefined ? `the entry ${id}` : `the term ${text}`} hides ` +
      `${parts.join(", and ")}${without && `, whatever ${without}`}: too many, so ${left}`,
    remedy: "make the entry more specific; to stop a rule, name it in RULES_DISABLED",
  };
}
