import { statSync } from "node:fs";
import { basename, join } from "node:path";
import { isFolder, isThere } from "../files/kind.ts";
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
import { WATCHLISTS_FOLDER } from "./data/data-folder.ts";
import { type DataProblem, listNames } from "./data/problem.ts";
import { guidOf } from "./guid-of.ts";
import { listFiles } from "./list-files.ts";

const CSV = /\.csv$/i;

/** The table that `_GetWatchlist` reads; no query names it. */
export const WATCHLIST_ROWS = "_GetWatchlist_Rows";

const COLUMNS: readonly ColumnSchema[] = [
  { name: "WatchlistAlias", type: "string" },
  { name: "_DTItemId", type: "string" },
  { name: "LastUpdatedTimeUTC", type: "datetime" },
  { name: "SearchKey", type: "string" },
  { name: "WatchlistItem", type: "dynamic" },
];

/** What `_GetWatchlist()` and `_GetWatchlistAlias()` need of a workspace. */
export interface Watchlists {
  readonly table: DatabaseTable;
  readonly functions: ReadonlyMap<string, StoredFunction>;
  readonly problems: readonly DataProblem[];
}

/** The watchlists in folders; of two with one alias, that of the later folder. A file has none. */
export function readWatchlists(folders: readonly string[]): Watchlists {
  const listed = folders.map(watchlistFiles);
  const paths = new Map(
    listed.flatMap((one) =>
      "problem" in one ? [] : one.map((path) => [aliasOf(path), path] as const),
    ),
  );
  const read = [...paths.values()].map(readWatchlist);
  const rows = makeTable(
    COLUMNS,
    read.flatMap((one) => one.rows),
  );
  return {
    table: { name: WATCHLIST_ROWS, columns: COLUMNS, rows: () => rows },
    functions: new Map(
      [functionText(read.map(({ alias }) => alias)), ALIASES].map((text) => {
        const stored = readStoredFunction(text);
        return [stored.name, stored];
      }),
    ),
    problems: [
      ...listed.flatMap((one) => ("problem" in one ? [one.problem] : [])),
      ...read.flatMap(({ problems }) => problems),
    ],
  };
}

function aliasOf(path: string): string {
  return basename(path).replace(CSV, "");
}

/** The files of watchlists in a folder, which may be that of data or of rules. */
export function watchlistFiles(
  parent: string,
): readonly string[] | { readonly problem: DataProblem } {
  if (!isFolder(parent)) return [];
  const folder = join(parent, WATCHLISTS_FOLDER);
  if (!isThere(folder)) return [];
  const names = listFiles(folder, "put the watchlists in it, each as ALIAS.csv");
  if ("problem" in names) return names;
  return names.filter((name) => CSV.test(name)).map((name) => join(folder, name));
}

/**
 * As in a workspace, the items of a list become columns. A workspace has no row for an alias that
 * it does not know; here that is an error, since a list that is missing would hide or let pass all.
 */
function functionText(aliases: readonly string[]): string {
  const known = `dynamic(${JSON.stringify(aliases)})`;
  const there = aliases.length > 0 ? `there are ${listNames(aliases)}` : "there is none";
  const message = `no watchlist has this alias; the data or rules folder holds each as ${WATCHLISTS_FOLDER}/ALIAS.csv; ${there}`;
  return `let _GetWatchlist = (watchlistAlias: string) {
    ${WATCHLIST_ROWS}
    | where assert(set_has_element(${known}, watchlistAlias), ${JSON.stringify(message)})
    | where WatchlistAlias == watchlistAlias
    | project-away WatchlistAlias
    | evaluate bag_unpack(WatchlistItem)
  }`;
}

/** Lists the watchlists that there are. */
const ALIASES = `let _GetWatchlistAlias = () { ${WATCHLIST_ROWS} | distinct WatchlistAlias }`;

interface ReadWatchlist {
  readonly alias: string;
  readonly rows: readonly (readonly Value[])[];
  readonly problems: readonly DataProblem[];
}

function readWatchlist(path: string): ReadWatchlist {
  const alias = aliasOf(path);
  const read = readText(path);
  if ("problem" in read) return { alias, rows: [], problems: [read.problem] };
  const [header, ...records] = readCsv(read.text, detectSeparator(read.text));
  const names = header?.cells ?? [];
  const changed = ticksFromMs(Math.trunc(statSync(path).mtimeMs));
  const rows: Value[][] = [];
  const problems: DataProblem[] = [];
  for (const { cells, line } of records) {
    if (cells.length === names.length) {
      const { key, item } = readItem(names, cells);
      rows.push([alias, guidOf(`${alias} ${rows.length}`), changed, key, item]);
    } else
      problems.push({
        where: `${path}:${line}`,
        message: `has ${cells.length} cells, and the header names ${names.length} columns`,
        remedy: "put a cell with a separator in quotes",
      });
  }
  return { alias, rows, problems };
}

/** The search key of a row, and the columns that are its item. */
function readItem(names: readonly string[], cells: readonly string[]) {
  const item = new Map(names.map((name, place) => [name, cells[place] ?? ""]));
  const key = item.get("SearchKey") ?? cells[0] ?? "";
  item.delete("SearchKey");
  return { key, item: Object.fromEntries(item) };
}
