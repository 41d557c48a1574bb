import { findsNothing } from "./cell-shapes.ts";
import { checkAnalyst } from "./check-analyst.ts";
import { checkBookmarks } from "./check-bookmarks.ts";
import { checkKept, checkMerged, checkWindows } from "./check-cells.ts";
import { checkCounts } from "./check-counts.ts";
import { checkIncidents } from "./check-incidents.ts";
import { checkLedger } from "./check-ledger.ts";
import { type Calm, calmOf, checkSame } from "./check-same.ts";
import { checkStorms } from "./check-storms.ts";
import { expectedOf, isUncertain, passesCaps } from "./expected.ts";
import { play } from "./play.ts";
import type { Played } from "./played.ts";
import { shapeNamed } from "./rule-shapes.ts";
import type { Schedule } from "./schedule.ts";
import type { Sabotage } from "./tick-ports.ts";
import type { Violation } from "./violation.ts";

export interface Checked {
  readonly schedule: Schedule;
  /** Each violation once. */
  readonly violations: readonly Violation[];
  readonly log: readonly string[];
}

/**
 * Plays a schedule with its faults, and compares the result with what the same data leaves without
 * them.
 */
export async function check(schedule: Schedule, sabotage?: Sabotage): Promise<Checked> {
  // What sabotages break is seen without the comparison.
  const calm =
    isComparable(schedule) && !sabotage
      ? await play(withoutFaults(schedule), async (played) => calmOf(played))
      : undefined;
  return play(
    schedule,
    async (played) => ({ schedule, violations: await violationsIn(played, calm), log: played.log }),
    sabotage,
  );
}

/**
 * Above the caps, who gets a place depends on who comes first. What is late may be counted or not,
 * and a lack of rows goes on until the last tick.
 */
function isComparable(schedule: Schedule): boolean {
  return schedule.shapes
    .flatMap((name) => shapeNamed(name).bands)
    .every((shape) => {
      const expected = expectedOf(schedule, shape);
      if (findsNothing(shape.merging)) return false;
      return !passesCaps(expected, shape) && !expected.some(isUncertain);
    });
}

/** Hunted in a few ticks when all is over: how time is cut makes no difference either. */
function withoutFaults(schedule: Schedule): Schedule {
  return {
    ...schedule,
    ledger: "memory",
    ticks: [],
    mishaps: [],
    troubles: [],
    acts: [],
    asked: [],
    refused: undefined,
    held: undefined,
    again: false,
  };
}

async function violationsIn(played: Played, calm: Calm | undefined): Promise<Violation[]> {
  const all: Violation[] = [
    ...played.violations,
    ...(calm ? checkSame(played, calm) : []),
    ...checkAnalyst(played),
    ...checkCounts(played),
    ...checkKept(played),
    ...played.shapes.flatMap((shape) => checkWindows(played, shape)),
  ];
  for (const shape of played.shapes.flatMap(({ bands }) => bands)) {
    for (const workspace of played.workspaces) {
      all.push(
        ...checkBookmarks(played, shape, workspace),
        ...checkIncidents(played, shape, workspace),
        ...checkMerged(played, shape, workspace),
      );
      all.push(...checkStorms(played, shape, workspace));
      all.push(...(await checkLedger(played, shape, workspace)));
    }
  }
  return [...new Map(all.map((one) => [`${one.check} ${one.text}`, one])).values()];
}
