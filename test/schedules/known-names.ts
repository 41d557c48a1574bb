import {
  commentId,
  incidentId,
  type Owner,
  relationName,
  stormId,
} from "../../src/hunt/base/ids.ts";
import { cellAt } from "../../src/hunt/base/window.ts";
import type { Reservation } from "../../src/hunt/ledger/reservation.ts";
import type { SlotRecord } from "../../src/hunt/ledger/slot.ts";
import type { BandShape } from "./rule-shapes.ts";

/**
 * The names of all resources of a band that were written according to the ledger (ids are pinned by
 * test/hunt/base/ids.test.ts).
 */
export function knownNames(
  slots: readonly SlotRecord[],
  { rule, bookmarkFor, delivery, band }: BandShape,
  owner: Owner,
): Set<string> {
  const names = new Set<string>();
  for (const { slot, reserved, commented } of slots) {
    const storm = stormId(owner, cellAt(slot.from, rule.hunt.span).from, band);
    const own = [...reserved.where((one) => one.band === band)];
    if (own.some(({ outcome, delivered }) => outcome === "storm" && delivered > 0))
      names.add(storm);
    if (commented.includes(storm)) names.add(commentId(storm, slot.from));
    for (const one of own) {
      for (const name of namesOf(one, bookmarkFor, delivery === "incident")) names.add(name);
      if (incidentsOf(one.group).some((id) => commented.includes(id)))
        names.add(commentId(one.group, slot.from));
    }
  }
  return names;
}

function namesOf(
  one: Reservation,
  bookmarkFor: BandShape["bookmarkFor"],
  hasIncident: boolean,
): string[] {
  const { id, group, outcome, delivered, stood = {} } = one;
  if (outcome === "storm") return [];
  const bookmark =
    outcome === "bookmark" && (delivered > 0 || stood.bookmark)
      ? [bookmarkFor === "group" ? group : id]
      : [];
  if (!hasIncident) return bookmark;
  const incidents = incidentsOf(group).slice(0, Math.max(delivered, stood.incident ?? 0));
  const related =
    outcome === "bookmark" && delivered > 0 && !one.unrelated
      ? [relationName(incidentId(group, delivered), id)]
      : [];
  return [...bookmark, ...incidents, ...related];
}

const MOST_GENERATIONS = 10;

function incidentsOf(group: string): string[] {
  return Array.from({ length: MOST_GENERATIONS }, (_, index) => incidentId(group, index + 1));
}
