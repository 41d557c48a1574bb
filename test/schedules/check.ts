import { checkAnalyst } from "./check-analyst.ts";
import { checkBookmarks } from "./check-bookmarks.ts";
import { checkCounts } from "./check-counts.ts";
import { checkIncidents } from "./check-incidents.ts";
import { checkLedger } from "./check-ledger.ts";
import { type Calm, calmOf, checkSame } from "./check-same.ts";
import { type Played, play } from "./play.ts";
import type { Schedule } from "./schedule.ts";
import type { Sabotage } from "./tick-ports.ts";
import type { Violation } from "./violation.ts";

export interface Checked {
  readonly schedule: Schedule;
  /** Each once. */
  readonly violations: readonly Violation[];
  readonly log: readonly string[];
}

/** Plays a schedule twice, without faults and with them, and compares. */
export async function check(schedule: Schedule, sabotage?: Sabotage): Promise<Checked> {
  const calm = await play(withoutFaults(schedule), async (played) => calmOf(played));
  return play(schedule, async (played) => ({ schedule, violations: await violationsIn(played, calm), log: played.log }), sabotage);
}

function withoutFaults(schedule: Schedule): Schedule {
  const ticks = schedule.ticks.map(({ at }) => ({ at, ahead: 0 }));
  return { ...schedule, ledger: "memory", ticks, mishaps: [], troubles: [], acts: [], refused: undefined };
}

async function violationsIn(played: Played, calm: Calm): Promise<Violation[]> {
  const all: Violation[] = [...played.violations, ...checkSame(played, calm), ...checkAnalyst(played), ...checkCounts(played)];
  for (const shape of played.shapes) {
    for (const workspace of played.workspaces) {
      all.push(...checkBookmarks(played, shape, workspace), ...checkIncidents(played, shape, workspace));
      all.push(...(await checkLedger(played, shape, workspace)));
    }
  }
  return [...new Map(all.map((one) => [`${one.check} ${one.text}`, one])).values()];
}
