import { windowText } from "../../src/hunt/base/window.ts";
import type { Workspace } from "../../src/hunt/base/workspace.ts";
import type { RunRecord } from "../../src/hunt/ledger/run-record.ts";
import { COUNTED_ENTRY } from "./cell-shapes.ts";
import { ANALYST, nameOf } from "./changes.ts";
import { expectedOf } from "./expected.ts";
import { leftOutOf } from "./merged.ts";
import type { Played } from "./played.ts";
import { countInBookmark, findingOfBookmark } from "./read-resource.ts";
import { type BandShape, overlaps, type RuleShape } from "./rule-shapes.ts";
import type { Violation } from "./violation.ts";
import { bookmarksOf } from "./watch.ts";

/** Nothing that was found is taken back, whatever a later run finds. */
export function checkKept({ changes }: Played): Violation[] {
  return changes
    .filter(({ how, by }) => how === "deleted" && by !== ANALYST)
    .map(({ by, kind, id }) => ({
      check: "a finding is withdrawn",
      text: `${by} deleted ${kind} ${nameOf(id)}`,
    }));
}

/** A query merges the rows of its whole cell, and no others. */
export function checkMerged(
  { schedule, changes }: Played,
  shape: BandShape,
  workspace: Workspace,
): Violation[] {
  if (!shape.merging || overlaps(shape) || shape.bookmarkFor === "group") return [];
  const wanted = new Map(expectedOf(schedule, shape).map((one) => [one.name, one.counts]));
  return bookmarksOf(changes, shape, workspace).flatMap((resource): Violation[] => {
    const [name, count] = [findingOfBookmark(resource), countInBookmark(resource) ?? 0];
    // What is no finding at all is another check's.
    const [least, most] = wanted.get(name) ?? [count, count];
    return least <= count && count <= most
      ? []
      : [
          {
            check: "other rows are merged",
            text: `${name} has ${count} starts, not ${least}${most > least ? ` to ${most}` : ""}`,
          },
        ];
  });
}

/**
 * A rule that merges rows is run by whole cells, and counts what its entries leave out; one that
 * looks back by a clock is run in windows that its query reads as a whole.
 */
export function checkWindows(played: Played, shape: RuleShape): Violation[] {
  const { rule, merging, looksBack } = shape;
  if (!merging && looksBack === undefined) return [];
  return played.ticks.flatMap(({ name, outcomes }) =>
    outcomes.flatMap(({ record }): Violation[] => {
      const { window, job, state } = record;
      if (record.ruleId !== rule.id || job !== "window" || state !== "ok") return [];
      const [length, where] = [window.to - window.from, `${name}: ${windowText(window)}`];
      const fits = merging
        ? length === merging.every && window.from % merging.every === 0
        : length <= (looksBack ?? 0);
      return fits
        ? leftOutWrongly(played, shape, record)
        : [{ check: "a window is not as the query needs", text: where }];
    }),
  );
}

/** As many starts as the schedule has that the entry before merging hides. */
function leftOutWrongly(
  { schedule }: Played,
  shape: RuleShape,
  { window, pushed }: RunRecord,
): Violation[] {
  const [least, most] = leftOutOf(schedule, shape, window);
  const count = pushed[COUNTED_ENTRY] ?? 0;
  return least <= count && count <= most
    ? []
    : [
        {
          check: "counts disagree",
          text: `${windowText(window)}: ${count} starts left out, not ${least} to ${most}`,
        },
      ];
}
