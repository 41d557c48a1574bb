import type { EntityTypes } from "./entity.ts";
import { fieldText, type HuntEvent, type Row, type SourceKnowledge, toEvent } from "./event.ts";
import { type Finding, inOrder, toFinding } from "./finding.ts";
import { type IgnoreEntry, type Suppression, suppressor } from "./ignore.ts";
import { matcher } from "./matcher.ts";
import type { Rule, Workspace } from "./rule.ts";
import { scorer } from "./score.ts";

/** What code makes of the rows of one window. */
export interface Hunted {
  readonly findings: readonly Finding[];
  readonly suppressions: readonly Suppression[];
  readonly unanswered: readonly Unanswered[];
  /** Rows without a readable event time: the window they came in is not done. */
  readonly unreadable: number;
}

/** An event the rule cannot judge, and why: neither a hit nor a miss. */
export interface Unanswered {
  readonly event: HuntEvent;
  readonly reason: string;
}

export interface Knowledge {
  readonly source: SourceKnowledge;
  readonly entities: EntityTypes;
  readonly ignore: readonly IgnoreEntry[];
  /** What time it is for entries that expire, ms. */
  readonly now: () => number;
}

export type Hunt = (rows: readonly Row[]) => Hunted;

/** Rows -> events -> refine -> suppress -> score -> findings, for one rule and workspace. */
export function hunter(rule: Rule, workspace: Workspace, knowledge: Knowledge): Hunt {
  const suppress = suppressor(knowledge.ignore, { rule, workspace, now: knowledge.now() }, knowledge.source);
  const { known, when } = rule.hunt.refine;
  const riskOf = scorer(rule, knowledge.source);
  const wanted = when ? matcher(when, knowledge.source) : () => true;
  return (rows) => {
    const events = rows.flatMap((row) => toEvent(row, rule.hunt.time, knowledge.source) ?? []);
    const unanswered = events.flatMap((event) => unansweredOf(event, known));
    const unknown = new Set(unanswered.map(({ event }) => event));
    const { kept, suppressions, returned } = suppress(events.filter((event) => !unknown.has(event) && wanted(event)));
    const judged = (event: HuntEvent) => ({ risk: riskOf(event), returned: returned.get(event) });
    const findings = inOrder(kept.map((event) => toFinding(event, rule, workspace, knowledge.entities, judged(event))));
    return { findings, suppressions, unanswered, unreadable: rows.length - events.length };
  };
}

function unansweredOf(event: HuntEvent, known: readonly string[]): Unanswered[] {
  const missing = known.filter((column) => fieldText(event, column) === "");
  return missing.length === 0 ? [] : [{ event, reason: `${missing.join(", ")} is not known` }];
}
