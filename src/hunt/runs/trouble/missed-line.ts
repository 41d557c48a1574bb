import { countText } from "../../base/count-text.ts";
import { iso } from "../../base/window.ts";
import type { Missed } from "../../ledger/lane-memory.ts";

/** How many windows of missed time are still to be queried. */
export function missingWindows(missed: readonly Missed[]): number {
  return missed.reduce((sum, { windows }) => sum + windows, 0);
}

/**
 * One line about the time that rules have missed and not yet covered; undefined if nothing is
 * missing. Names and slugs by id; a tick fills at most `mostGaps` windows.
 */
export function missedLine(
  missed: readonly Missed[],
  names: ReadonlyMap<string, string>,
  slugs: ReadonlyMap<string, string>,
  mostGaps: number,
): string | undefined {
  const open = missed.filter(({ workspace, rest }) => rest.length > 0 && names.has(workspace));
  const [first] = open;
  if (!first) return undefined;
  const rest = open.flatMap((one) => one.rest);
  const from = rest.reduce((least, range) => Math.min(least, range.from), Number.POSITIVE_INFINITY);
  const to = rest.reduce((most, range) => Math.max(most, range.to), 0);
  const more = open.length > 1 ? ` and ${open.length - 1} more` : "";
  const who = `${slugs.get(first.rule) ?? first.rule} in ${names.get(first.workspace)}${more}`;
  const windows = missingWindows(open);
  const what =
    `${open.length > 1 ? "have" : "has"} not looked at events from ${iso(from)} to ${iso(to)} ` +
    "yet";
  return (
    `${who} ${what}: ${countText(windows, "window")}, about ` +
    `${countText(Math.ceil(windows / mostGaps), "tick")}`
  );
}
