import type { Window } from "../base/window.ts";
import type { Workspace } from "../base/workspace.ts";
import {
  fieldText,
  type HuntEvent,
  type Row,
  rowEvent,
  type SourceKnowledge,
} from "../conditions/event.ts";
import { matcher } from "../conditions/matcher.ts";
import { type IgnoreEntry, type Suppression, suppressor } from "../ignore/ignore.ts";
import { eventOf, readsOtherCells, spanEvent } from "./cells.ts";
import type { EntityTypes } from "./entity.ts";
import { appliesToResult } from "./entry-place.ts";
import { emptyCellFinding, type Finding, identify, inOrder, toFinding } from "./finding.ts";
import type { Rule } from "./rule.ts";
import { scorer } from "./score.ts";
import { applyTrigger, wantsNoRows } from "./trigger.ts";
import { type Paired, pairTwins } from "./twins.ts";

/**
 * The outcome for the rows of one window. Every row is counted exactly once: rows = findings +
 * suppressions + unanswered + unwanted + twins + unreadable. Only a cell that is a finding because
 * it has no rows is not a row.
 */
export interface Hunted {
  /** The number of rows in the window, without those read beyond its ends. */
  readonly rows: number;
  readonly findings: readonly Finding[];
  readonly suppressions: readonly Suppression[];
  readonly unanswered: readonly Unanswered[];
  /**
   * Events for which the rule's refinement does not hold, and all events that stayed of a cell where
   * they do not meet the rule's trigger.
   */
  readonly unwanted: readonly HuntEvent[];
  /** Events of a process start that another event represents. */
  readonly twins: readonly HuntEvent[];
  /** Ids of the findings that rows would be if each were a start of its own, where twins were found. */
  readonly linked: readonly string[];
  /** Rows without a readable event time. Their window does not count as covered. */
  readonly unreadable: number;
}

/** An event that the rule cannot judge, so that it is neither a hit nor a miss. */
export interface Unanswered {
  readonly event: HuntEvent;
  readonly reason: string;
}

export interface Knowledge {
  /** What is known of the events of rules with a technique (`hunt.technique`), or with none. */
  readonly sourceFor: (technique: string | undefined) => SourceKnowledge;
  readonly entities: EntityTypes;
  readonly ignore: readonly IgnoreEntry[];
  /** The time by which ignore entries expire, ms. */
  readonly now: () => number;
}

/**
 * `known` are the ids of findings in the ledger. Without a window, all rows are processed; rows of a
 * rule that merges rows need their cell.
 */
export type Hunt = (rows: readonly Row[], window?: Window, known?: ReadonlySet<string>) => Hunted;

const ALWAYS: Window = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/**
 * Returns the pipeline for one rule and workspace: rows, events, process starts, refinement,
 * suppression, score, findings.
 */
export function hunter(rule: Rule, workspace: Workspace, knowledge: Knowledge): Hunt {
  const { entities } = knowledge;
  const source = knowledge.sourceFor(rule.hunt.technique);
  const suppress = suppressor(
    entriesForResult(rule, knowledge.ignore),
    { rule, workspace, now: knowledge.now() },
    source,
  );
  const { known: wantedColumns, when } = rule.hunt.refine;
  const riskOf = scorer(rule, source);
  const overlapping = readsOtherCells(rule);
  const isWanted = when ? matcher(when, source) : () => true;
  return (rows, window = ALWAYS, known = new Set()) => {
    const events = rows.flatMap((row) => eventOf(row, rule, window, source) ?? []);
    const isKnown = (event: HuntEvent) =>
      known.size > 0 && known.has(identify(event, rule, workspace));
    const { starts, twins, linked } =
      rule.shape === "aggregate"
        ? singly(events)
        : pairTwins(events, { window, isKnown, key: rule.hunt.key, derive: source.derive });
    const unanswered = starts.flatMap(({ event }) => findUnanswered(event, wantedColumns));
    const unknown = new Set(unanswered.map(({ event }) => event));
    const answered = starts.filter(({ event }) => !unknown.has(event));
    const wanted = answered.filter(({ event }) => isWanted(event));
    const stays = new Set(wanted);
    const unwanted = answered.filter((start) => !stays.has(start)).map(({ event }) => event);
    const { kept, suppressions, returned } = suppress(wanted.map(({ event }) => event));
    const { found, unwanted: uncounted } = applyTrigger(rule, kept);
    const twinsOf = new Map(wanted.map((start) => [start.event, start.twins]));
    const judge = (event: HuntEvent) => ({
      risk: riskOf(event),
      returned: returned.get(event),
      twins: twinsOf.get(event) ?? [],
      shown: overlapping ? spanEvent(event, rule, source) : undefined,
    });
    const empty = kept.length === 0 && wantsNoRows(rule) ? [rowEvent({}, window.from, source)] : [];
    const { ordered, repeated } = inOrder([
      ...found.map((event) => toFinding(event, rule, workspace, entities, judge(event))),
      ...empty.map((event) => emptyCellFinding(event, rule, workspace, riskOf(event))),
    ]);
    return {
      rows: starts.length + twins.length + rows.length - events.length,
      findings: ordered,
      suppressions,
      unanswered,
      unwanted: [...unwanted, ...uncounted],
      twins: [...twins, ...repeated],
      linked: linked.map((event) => identify(event, rule, workspace)),
      unreadable: rows.length - events.length,
    };
  };
}

/** Events that were merged already: none of them is the same start as another. */
function singly(events: readonly HuntEvent[]): Paired {
  return { starts: events.map((event) => ({ event, twins: [] })), twins: [], linked: [] };
}

/** The query itself applies the entries that read other columns than those of the result. */
function entriesForResult(
  { entriesAt }: Rule,
  entries: readonly IgnoreEntry[],
): readonly IgnoreEntry[] {
  return entriesAt ? entries.filter((entry) => appliesToResult(entry, entriesAt)) : entries;
}

function findUnanswered(event: HuntEvent, known: readonly string[]): Unanswered[] {
  const missing = known.filter((column) => fieldText(event, column) === "");
  return missing.length === 0 ? [] : [{ event, reason: `${missing.join(", ")} is not known` }];
}
