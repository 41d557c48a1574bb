import { cellText, fieldText, type HuntEvent } from "../conditions/event.ts";

/** Columns of a process start; a row that has none of them is about something else. */
const OF_STARTS = ["Process", "CommandLine", "ActingProcessName", "ParentCommandLine"];

/**
 * The columns with their texts of an event that is no process start, so that only its row tells what
 * happened; none of one that is. Empty columns are left out.
 */
export function tellingCells(
  event: HuntEvent,
): readonly (readonly [column: string, text: string])[] {
  if (OF_STARTS.some((column) => fieldText(event, column) !== "")) return [];
  return Object.entries(event.row)
    .map(([column, cell]) => [column, cellText(cell)] as const)
    .filter(([, text]) => text !== "");
}
