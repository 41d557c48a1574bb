import { kqlString } from "../hunt/base/escape.ts";
import type { Window } from "../hunt/base/window.ts";
import type { Workspace } from "../hunt/base/workspace.ts";
import { cellText } from "../hunt/conditions/event.ts";
import type { QueryWorkspace } from "../hunt/findings/query-workspace.ts";
import { SOURCES } from "./process-starts.ts";

/** Information that is missing from a source's process starts, so that no rule can use it. */
export interface BlindSpot {
  /** `SecurityEvent (Security 4688)`. */
  readonly source: string;
  readonly starts: number;
  readonly withoutLine: number;
  /** Starts without the parent's command line; a rule may find it in the parent's own start. */
  readonly withoutParentLine: number;
  /** Starts without the user that they run as and the user that started them. */
  readonly withoutUser: number;
}

/** Counts, by source, what is missing from the process starts of the parser. @throws CallError */
export async function findBlindSpots(
  parser: string,
  window: Window,
  workspace: Workspace,
  queries: QueryWorkspace,
): Promise<BlindSpot[]> {
  const { rows } = await queries.query(workspace, { text: blindQuery(parser), timespan: window });
  const found = rows.map((row) => ({
    source: cellText(row["Source"]),
    starts: Number(row["Starts"]),
    withoutLine: Number(row["WithoutLine"]),
    withoutParentLine: Number(row["WithoutParentLine"]),
    withoutUser: Number(row["WithoutUser"]),
  }));
  return found.sort((a, b) => b.starts - a.starts || (a.source < b.source ? -1 : 1));
}

function blindQuery(parser: string): string {
  const names = SOURCES.map(
    ({ table, what, given }) => `${given}, ${kqlString(`${table} (${what})`)}`,
  );
  const lacks = (...columns: string[]) =>
    `countif(${columns.map((column) => `(isempty(${column}) or ${column} == "-")`).join(" and ")})`;
  return `${parser}
| where EventType in~ ("", "ProcessCreated")
| extend Source = case(${names.join(", ")}, Type)
| summarize Starts = count(), WithoutLine = ${lacks("CommandLine")}, WithoutParentLine = ${lacks("ActingProcessCommandLine")},
    WithoutUser = ${lacks("User", "ActorUsername")} by Source`;
}

/** Describes the blind spots of a source, one line each; empty if it has none. */
export function blindText({
  source,
  starts,
  withoutLine,
  withoutParentLine,
  withoutUser,
}: BlindSpot): string[] {
  const have = (missing: number) =>
    missing === starts
      ? `none of ${starts} starts has`
      : `${starts - missing} of ${starts} starts have`;
  const policy = source.includes("4688")
    ? '; Windows logs it if "Include command line in process creation events" is enabled'
    : "";
  return [
    ...(withoutLine > 0 ? [`${source}: ${have(withoutLine)} a command line${policy}`] : []),
    ...(withoutParentLine > 0
      ? [
          `${source}: ${have(withoutParentLine)} the parent's command line; it is taken from ` +
            "the parent's own start",
        ]
      : []),
    ...(withoutUser > 0 ? [`${source}: ${have(withoutUser)} a user`] : []),
  ];
}
