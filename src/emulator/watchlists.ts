import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { readText } from "../files/read-text.ts";
import {
  type ColumnSchema,
  type DatabaseTable,
  makeTable,
  readStoredFunction,
  type StoredFunction,
  ticksFromMs,
  type Value,
} from "../kql/index.ts";
import { detectSeparator, readCsv } from "./data/csv.ts";
import type { DataProblem } from "./data/problem.ts";
import { guidOf } from "./guid-of.ts";

/** The subfolder of the data with the CSV files of watchlists, each named by its alias. */
const WATCHLISTS_FOLDER = "watchlists";

/** The table that `_GetWatchlist` reads; no query names it. */
export const WATCHLIST_ROWS = "_GetWatchlist_Rows";

const COLUMNS: readonly ColumnSchema[] = [
  { name: "WatchlistAlias", type: "string" },
  { name: "_DTItemId", type: "string" },
  { name: "LastUpdatedTimeUTC", type: "datetime" },
  { name: "SearchKey", type: "string" },
  { name: "WatchlistItem", type: "dynamic" },
];

/** What `_GetWatchlist()` needs of a workspace. */
export interface Watchlists {
  readonly table: DatabaseTable;
  readonly get: StoredFunction;
  readonly problems: readonly DataProblem[];
}

/** The watchlists beside the tables of a data folder; none if it is undefined. */
export function readWatchlists(data: string | undefined): Watchlists {
  const folder = data && join(data, WATCHLISTS_FOLDER);
  const files = folder ? namesIn(folder).filter((name) => /\.csv$/i.test(name)) : [];
  const read = files.map((file) => readWatchlist(join(folder ?? "", file), file.slice(0, -4)));
  const rows = makeTable(
    COLUMNS,
    read.flatMap((one) => one.rows),
  );
  return {
    table: { name: WATCHLIST_ROWS, columns: COLUMNS, rows: () => rows },
    get: readStoredFunction(functionText(read.map(({ alias }) => alias))),
    problems: read.flatMap(({ problems }) => problems),
  };
}

/** None if there is no such folder. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/**
 * As in a workspace, the items of a list become columns. A workspace has no row for an alias that
 * it does not know; here that is an error, since a list that is missing would hide or let pass all.
 */
function functionText(aliases: readonly string[]): string {
  const known = `dynamic(${JSON.stringify(aliases)})`;
  const there = aliases.length > 0 ? `there are ${aliases.join(", ")}` : "there is none";
  const message = `the data has no such watchlist as watchlists/ALIAS.csv; ${there}`;
  return `let _GetWatchlist = (watchlistAlias: string) {
    ${WATCHLIST_ROWS}
    | where assert(set_has_element(${known}, watchlistAlias), ${JSON.stringify(message)})
    | where WatchlistAlias == watchlistAlias
    | project-away WatchlistAlias
    | evaluate bag_unpack(WatchlistItem)
  }`;
}

interface ReadWatchlist {
  readonly alias: string;
  readonly rows: readonly (readonly Value[])[];
  readonly problems: readonly DataProblem[];
}

function readWatchlist(path: string, alias: string): ReadWatchlist {
  const read = readText(path);
  if ("problem" in read) return { alias, rows: [], problems: [read.problem] };
  const [header, ...records] = readCsv(read.text, detectSeparator(read.text));
  const names = header?.cells ?? [];
  const changed = ticksFromMs(Math.trunc(statSync(path).mtimeMs));
  const fits = records.filter(({ cells }) => cells.length === names.length);
  const rows = fits.map(({ cells }, at): Value[] => {
    const item = new Map(names.map((name, place) => [name, cells[place] ?? ""]));
    const key = item.get("SearchKey") ?? cells[0] ?? "";
    item.delete("SearchKey");
    return [alias, guidOf(`${alias} ${at}`), changed, key, Object.fromEntries(item)];
  });
  const problems = records
    .filter((record) => !fits.includes(record))
    .map(({ line, cells }) => ({
      where: `${path}:${line}`,
      message: `has ${cells.length} cells, and the header names ${names.length} columns`,
      remedy: "put a cell with a separator in quotes",
    }));
  return { alias, rows, problems };
}
