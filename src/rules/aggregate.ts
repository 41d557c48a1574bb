import { isoDuration } from "../hunt/base/duration.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { DAY } from "../hunt/base/window.ts";
import type { HuntOptions, Rule } from "../hunt/findings/rule.ts";
import { clockTexts } from "./clocks.ts";
import type { LookBack, Place, QueryFacts } from "./query-facts.ts";
import type { Places, Shaped, StatedOptions } from "./shaped.ts";
import { unrepeatableNotices } from "./unrepeatable.ts";

/** How late rows may arrive by default, ms: a cell is judged once, after this. */
const LATENESS = 15 * 60_000;

/** The columns whose time a look-back counts for, beside the rule's own. */
const TIME_COLUMNS = ["TimeGenerated", "Timestamp"];

/**
 * A rule whose query merges rows, or depends on the time at which it runs, because of `merging`.
 */
export function shapeAggregate(
  rule: Rule,
  stated: StatedOptions,
  facts: QueryFacts,
  merging: Place,
  places: Places,
): Shaped {
  const back = longestLookBack(facts.lookBacks, rule.hunt.time);
  const key = stated.key ?? stableColumns(facts) ?? rule.hunt.key;
  const hunt: HuntOptions = {
    ...rule.hunt,
    lateness: stated.lateness ?? LATENESS,
    period: stated.period ?? Math.max(rule.hunt.every, wholeMinutes(back?.back ?? 0)),
    reach: 0,
    key,
    slot: rule.hunt.every,
    span: stated.span ?? spanFor(rule.hunt.every, stated.suppression),
    group: groupFor(rule, stated, key),
  };
  const problems = [
    ...shortPeriod(hunt.period, back, places),
    ...unstableKey(stated.key ?? [], facts.unstableColumns, places),
    ...unusedOptions(stated, hunt, merging, places),
  ];
  if (problems.length > 0) return { problems };
  return {
    rule: { ...rule, shape: "aggregate", clockAt: clockTexts(facts.clocks), hunt },
    notices: [
      ...unrepeatableNotices(facts.unrepeatable, places),
      ...suppressionNotice(stated, hunt, places),
    ],
  };
}

/** The columns that the query groups by, without those that may differ each time it runs. */
function stableColumns({ keyColumns, unstableColumns }: QueryFacts): string[] | undefined {
  return keyColumns?.filter((column) => !unstableColumns.includes(column));
}

function longestLookBack(all: readonly LookBack[], time: string): LookBack | undefined {
  const counted = all.filter(({ column }) => column === time || TIME_COLUMNS.includes(column));
  return counted.reduce<LookBack | undefined>(
    (most, one) => (most && most.back >= one.back ? most : one),
    undefined,
  );
}

function wholeMinutes(ms: number): number {
  return Math.ceil(ms / 60_000) * 60_000;
}

/**
 * The shortest span that holds whole cells and lasts a day or, where alerts are suppressed, as long
 * as that.
 */
function spanFor(every: number, suppression: number | undefined): number {
  return Math.ceil((suppression ?? DAY) / every) * every;
}

function groupFor(rule: Rule, { alerts, group }: StatedOptions, key: readonly string[]) {
  if (group || alerts === undefined) return rule.hunt.group;
  return alerts === "each" ? key : [];
}

/** Log Analytics reads no row before the period, and does not say so. */
function shortPeriod(period: number, back: LookBack | undefined, places: Places): Problem[] {
  if (!back || back.back <= period) return [];
  const [needed, given] = [isoDuration(wholeMinutes(back.back)), isoDuration(period)];
  return [
    {
      where: places.query(back.start),
      message: `the query looks back ${needed}, but a run reads only its period of ${given}`,
      remedy: `set queryPeriod or hunt.period to ${needed} or more, or look back less far`,
    },
  ];
}

function unstableKey(
  key: readonly string[],
  unstable: readonly string[],
  places: Places,
): Problem[] {
  return key
    .filter((column) => unstable.includes(column))
    .map((column) => ({
      where: places.field(["hunt", "key"]),
      message: `hunt.key contains ${column}, which may differ each time the query runs`,
      remedy: "remove it from the key",
    }));
}

/** Options for queries about single events. */
function unusedOptions(
  { reach = 0, slot }: StatedOptions,
  { every }: HuntOptions,
  { name, start }: Place,
  places: Places,
): Problem[] {
  const refuse = (field: string, remedy: string): Problem => ({
    where: places.field(["hunt", field]),
    message:
      `hunt.${field} is for queries about single events, and ${name} (${places.query(start)}) ` +
      "merges rows or depends on the time of the run",
    remedy,
  });
  return [
    ...(reach > 0
      ? [refuse("reach", "remove it; hunt.period says how far back each run reads")]
      : []),
    ...(slot === undefined || slot === every
      ? []
      : [refuse("slot", `remove it; rows are merged by hunt.every, ${isoDuration(every)}`)]),
  ];
}

function suppressionNotice(
  { suppression, span }: StatedOptions,
  hunt: HuntOptions,
  places: Places,
): Problem[] {
  if (suppression === undefined || span !== undefined) return [];
  return [
    {
      where: places.field(["suppressionDuration"]),
      message:
        `suppressionDuration becomes a span of ${isoDuration(hunt.span)}: findings within it join ` +
        "one incident, where Sentinel would not look at all",
      remedy: "set hunt.span for another length",
    },
  ];
}
