import { coalesce, DAY } from "../../base/window.ts";
import type { Missed } from "../../ledger/lane-memory.ts";
import { countPieces } from "../due.ts";
import { keyText } from "../work-queue.ts";
import { fewRanges, type Standing } from "./standing.ts";

/** How long missed time is reported after it was filled, ms. */
const TOLD_FOR = 7 * DAY;
/** How many entries a lane keeps; the oldest of the filled ones are forgotten first. */
const MOST = 1_000;

/** The state of a rule in a workspace before a tick's jobs and after them. */
export interface Progress {
  readonly before: Standing;
  readonly after: Standing;
}

/** The missed time after a tick at `now` (ms); for a rule that no longer runs, nothing is kept. */
export function missedAfter(
  before: readonly Missed[],
  progress: readonly Progress[],
  now: number,
): readonly Missed[] {
  const open = new Map(
    before
      .filter(({ filled }) => filled === undefined)
      .map((one) => [`${one.rule} ${one.workspace}`, one]),
  );
  const told = before.filter(({ filled }) => filled !== undefined && now - filled < TOLD_FOR);
  const current = progress.flatMap(
    (one) => updateMissed(open.get(keyText(one.before)), one, now) ?? [],
  );
  const all = [
    ...current.filter(isOpen),
    ...[...told, ...current.filter((one) => !isOpen(one))].sort(byFilled),
  ];
  return all.slice(0, MOST);
}

function updateMissed(
  open: Missed | undefined,
  { before, after }: Progress,
  now: number,
): Missed | undefined {
  if (before.coveredTo === undefined) return open;
  if (!open && before.missed.length === 0) return undefined;
  const ranges = fewRanges(coalesce([...(open?.ranges ?? []), ...before.missed]));
  const rest = fewRanges(after.missed);
  const key = { rule: before.rule.id, workspace: before.workspace.id };
  const missed = {
    ...key,
    ranges,
    rest,
    windows: countPieces(rest, after.longest),
    noticed: open?.noticed ?? now,
  };
  return rest.length === 0 ? { ...missed, filled: now } : missed;
}

function isOpen({ filled }: Missed): boolean {
  return filled === undefined;
}

function byFilled(a: Missed, b: Missed): number {
  return (b.filled ?? 0) - (a.filled ?? 0);
}
