import { CallError } from "../hunt/base/call-error.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { windowText } from "../hunt/base/window.ts";
import type { HuntEvent } from "../hunt/conditions/event.ts";
import { becomesIncident } from "../hunt/delivery/writes-incidents.ts";
import { findBand } from "../hunt/findings/band.ts";
import { appliesToResult } from "../hunt/findings/entry-place.ts";
import { groupKey, identify } from "../hunt/findings/finding.ts";
import { hunter } from "../hunt/findings/hunt.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { scorer } from "../hunt/findings/score.ts";
import type { IgnoreEntry } from "../hunt/ignore/ignore.ts";
import { countBy } from "../hunt/ledger/run-record.ts";
import { askWindow } from "../hunt/runs/ask-window.ts";
import type { PlannedWindow } from "../hunt/runs/range.ts";
import { asInForce } from "./as-in-force.ts";
import { previewMerged } from "./preview-merged.ts";
import type { Session } from "./session.ts";

/** What an entry would hide among a rule's events in a workspace. */
export interface Preview {
  readonly hidden: readonly HuntEvent[];
  /** The events among them that no other entry hides. */
  readonly fresh: readonly HuntEvent[];
  /** Events that no entry hides. */
  readonly kept: readonly HuntEvent[];
  /** Set for an entry that the query applies before it merges rows. */
  readonly merged?: MergedPreview;
  readonly problems: readonly Problem[];
}

/** What an entry does to the rows that a query merges. */
export interface MergedPreview {
  /** How many rows it hides. */
  readonly rows: number;
  /** Findings that are there only because the rows are not: fewer rows can be what a rule finds. */
  readonly fresh: readonly HuntEvent[];
}

/**
 * Queries the windows once and evaluates the rows twice: with this entry alone, as if it were in
 * force, and with all other entries.
 */
export async function previewEntry(
  rule: Rule,
  entry: IgnoreEntry,
  { workspace, ports }: Session,
  windows: readonly PlannedWindow[],
  progress: (text: string) => void,
): Promise<Preview> {
  const { knowledge } = ports;
  if (rule.entriesAt && !appliesToResult(entry, rule.entriesAt))
    return previewMerged(rule, entry, { workspace, ports }, windows, progress);
  const alone = hunter(rule, workspace, {
    ...knowledge,
    ignore: [asInForce(entry)],
  });
  const otherEntries = knowledge.ignore.filter(({ id }) => id !== entry.id);
  const others = hunter(rule, workspace, { ...knowledge, ignore: otherEntries });
  const findingName = (event: HuntEvent) => identify(event, rule, workspace);
  const hidden: HuntEvent[] = [];
  const kept: HuntEvent[] = [];
  const problems: Problem[] = [];
  const fresh: HuntEvent[] = [];
  const applied = rule.entriesAt ? otherEntries : [];
  const asking = { ...ports, knowledge: { ...knowledge, ignore: applied } };
  for (const planned of windows) {
    if (planned.empty) continue;
    progress(`${rule.slug} ${windowText(planned.window)}`);
    for await (const { window, answer } of askWindow(
      { rule, workspace, window: planned.window },
      asking,
    )) {
      if (answer instanceof CallError) throw answer;
      problems.push(...answer.problems);
      const hunted = alone(answer.rows, window);
      const known = new Set(
        others(answer.rows, window).suppressions.map(({ event }) => findingName(event)),
      );
      const own = hunted.suppressions.map(({ event }) => event);
      for (const event of own) hidden.push(event);
      for (const event of own) if (!known.has(findingName(event))) fresh.push(event);
      for (const { event } of hunted.findings) if (!known.has(findingName(event))) kept.push(event);
    }
  }
  return { hidden, fresh, kept, problems };
}

/**
 * The incidents' groups of the events that only this entry would hide, each with how many of its
 * events would be hidden.
 */
export function countGroups(
  { fresh, kept }: Preview,
  rule: Rule,
  { workspace, ports }: Session,
): { id: string; hidden: number; all: number }[] {
  const riskOf = scorer(rule, ports.knowledge.sourceFor(rule.hunt.technique));
  const groupIds = (events: readonly HuntEvent[]) =>
    events.flatMap((event) => {
      const band = findBand(riskOf(event).points, rule);
      return becomesIncident(band) ? [groupKey(event, band, rule, workspace).id] : [];
    });
  const stay = countBy(groupIds(kept), (id) => id);
  return Object.entries(countBy(groupIds(fresh), (id) => id)).map(([id, count]) => ({
    id,
    hidden: count,
    all: count + (stay[id] ?? 0),
  }));
}
