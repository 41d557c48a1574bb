import { parserSources } from "../emulator/asim-sources.ts";
import { standInFunction } from "../emulator/data/table-names.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { createEngine } from "../kql/index.ts";
import { tablesWithRows } from "./data-problems.ts";
import type { LocalData } from "./local-data.ts";

/** Knows no function, so that it says only what a query reads itself. */
const bare = createEngine({ tables: [], functions: [] });

/** How many parsers are named. */
const MOST_NAMED = 3;

/**
 * What of a query's answer the data cannot show: tables that it names and that have no rows, and
 * tables whose rows the parser that it calls would read in a workspace, and does not here.
 */
export function dataNotices(text: string, where: string, local: LocalData): Problem[] {
  const there = tablesWithRows(local);
  const words = new Set(text.match(/\w+/g));
  const itself = bare.reads(text);
  const without = local.data.engine
    .reads(text)
    .filter((table) => itself.includes(table) && !there.includes(table));
  const empty =
    without.length === 0
      ? []
      : [
          {
            where,
            message: `reads ${without.join(", ")}, of which the data has no rows`,
            remedy: "name data that has them with --data if the answer depends on them",
          },
        ];
  return [...empty, ...[...words].flatMap((word) => unreadTables(word, where, there))];
}

function unreadTables(parser: string, where: string, there: readonly string[]): Problem[] {
  // Rows that are already the parser's output stand in for all of its sources.
  if (there.some((table) => standInFunction(table) !== undefined)) return [];
  const byTable = new Map<string, string[]>();
  for (const { name, tables, ships } of parserSources(parser))
    if (!ships)
      for (const table of tables)
        if (there.includes(table)) byTable.set(table, [...(byTable.get(table) ?? []), name]);
  return [...byTable].map(([table, names]) => ({
    where,
    message: `${parser} does not read all of ${table} here: ${listParsers(names)} not ship`,
    remedy: `read ${table} itself, or name data that holds the parser's rows`,
  }));
}

function listParsers(names: readonly string[]): string {
  if (names.length === 1) return `${names[0]} does`;
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""} do`;
}
