import { distance, nearest } from "../content/nearest.ts";
import type { Problem } from "../hunt/base/problem.ts";
import type { Workspace } from "../hunt/base/workspace.ts";
import type { IgnoreList } from "../hunt/ignore/ignore.ts";
import type { WatchlistItem, WatchlistRow } from "../hunt/ignore/watchlists.ts";
import { together } from "./together.ts";
import { withoutUnfilled } from "./unfilled.ts";
import { findLack, type Lack, withhold } from "./watchlist-approval.ts";
import { CONDITION_COLUMNS } from "./watchlist-conditions.ts";
import { ENTRY_COLUMNS, readItem } from "./watchlist-item.ts";

/** The columns of a watchlist, with one entry per item; other columns are ignored. */
export const WATCHLIST_COLUMNS: readonly string[] = [...ENTRY_COLUMNS, ...CONDITION_COLUMNS];
/** If one of these columns is missing, no item can be an entry. */
const NEEDED = ["id", "title", "reason", "owner", "rules"];
const TEMPLATE = "rules/ignore-lists/watchlist-template.csv has the columns";

export interface WatchlistSource {
  readonly alias: string;
  readonly workspace: Workspace;
  readonly slugs: readonly string[];
  /** Whether an item hides only if its author is not who changed it last; default no. */
  readonly secondPerson?: boolean;
}

/**
 * Reads the entries of a watchlist: they apply to the watchlist's own workspace, and their ids end
 * with its name.
 */
export function fromWatchlist(
  items: readonly WatchlistItem[],
  { alias, workspace, slugs, secondPerson = false }: WatchlistSource,
): IgnoreList {
  const rows = items.map(({ row }) => row);
  const lacks = secondPerson ? items.map(findLack) : [];
  const { entries, problems } = withoutUnfilled(
    fromItems(rows, {
      name: `watchlist ${alias} in ${workspace.name}`,
      slugs,
      lackOf: (index) => lacks[index],
    }),
  );
  return {
    entries: entries.map((entry) => ({
      ...entry,
      id: `${entry.id}@${workspace.name}`,
      workspaces: [workspace.id],
    })),
    problems,
  };
}

export interface ItemSource {
  /** What the table is called in messages. */
  readonly name: string;
  readonly slugs: readonly string[];
  /** Where an item is, such as its line, if that says more than its id. */
  placeOf?(index: number): string;
  /** Why an item is not approved, if it is not. */
  lackOf?(index: number): Lack | undefined;
}

/**
 * Reads entries from the items of a table, whose column names are in lower case. Items without a
 * text are left out.
 */
export function fromItems(
  rows: readonly WatchlistRow[],
  { name, slugs, placeOf, lackOf }: ItemSource,
): IgnoreList {
  const items = [...rows.entries()].filter(([, row]) =>
    WATCHLIST_COLUMNS.some((column) => (row[column] ?? "").trim() !== ""),
  );
  const columns = columnProblems(rows, name);
  if (rows.length > 0 && columns.missing.length > 0)
    return { entries: [], problems: columns.problems };
  if (items.length === 0) return { entries: [], problems: [emptyProblem(name, rows.length)] };
  const lists = items.map(([index, row]) => {
    const item =
      row["id"]?.trim() || [index + 1, ...(row["title"] ? [`(${row["title"]})`] : [])].join(" ");
    const origin = `${placeOf?.(index) ?? name}, item ${item}`;
    const read = readItem(row, origin, slugs);
    const lack = lackOf?.(index);
    return lack ? withhold(read, lack) : read;
  });
  return together([{ entries: [], problems: columns.problems }, ...lists]);
}

function emptyProblem(where: string, rows: number): Problem {
  const message =
    rows === 0
      ? "has no items, so it hides nothing"
      : "has no item with a text in it, so it hides nothing";
  return { where, message, remedy: `add one (${TEMPLATE}), or remove IGNORE_WATCHLIST` };
}

/** Reports missing columns, and columns that were likely meant to be one of ours. */
function columnProblems(
  rows: readonly WatchlistRow[],
  where: string,
): { missing: readonly string[]; problems: Problem[] } {
  const there = new Set(rows.flatMap((row) => Object.keys(row)));
  const absent = WATCHLIST_COLUMNS.filter((column) => !there.has(column));
  const needed = CONDITION_COLUMNS.some((column) => there.has(column))
    ? NEEDED
    : [...NEEDED, "when"];
  const missing = needed.filter((column) => absent.includes(column));
  const likely = [...there].flatMap((column) => {
    const near = WATCHLIST_COLUMNS.includes(column) ? undefined : nearest(column, absent);
    return near && distance(column, near) <= 2 ? [{ column, near }] : [];
  });
  const said = likely.map(({ column, near }) => `${column} is likely ${near}`);
  const remedy = likely.length > 0 ? `rename it (${TEMPLATE})` : `add it (${TEMPLATE})`;
  const seen = likely.length > 0 ? ` (${said.join(", ")})` : "";
  if (missing.length > 0) {
    const message = `has no column ${missing.join(", ")}${seen}, so none of its items hides anything`;
    return { missing, problems: [{ where, message, remedy }] };
  }
  // Other columns may resemble those of conditions; an item that is concerned says so itself.
  const ours = likely.filter(({ near }) => ENTRY_COLUMNS.includes(near));
  return {
    missing,
    problems: ours.map(({ column, near }) => ({
      where,
      message: `the column ${column} is likely ${near}, and is not read`,
      remedy,
    })),
  };
}
