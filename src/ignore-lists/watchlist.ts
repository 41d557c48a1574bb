import { distance, nearest } from "../content/nearest.ts";
import type { Problem } from "../hunt/base/problem.ts";
import type { Workspace } from "../hunt/base/workspace.ts";
import type { IgnoreList } from "../hunt/ignore/ignore.ts";
import type { WatchlistItem, WatchlistRow } from "../hunt/ignore/watchlists.ts";
import { type EntryPlace, readEntry } from "./entry.ts";
import { together } from "./together.ts";
import { withoutUnfilled } from "./unfilled.ts";
import { readCells } from "./watchlist-cells.ts";
import { CONDITION_COLUMNS, readConditions } from "./watchlist-conditions.ts";

/**
 * The columns of an entry in a table; `when` contains conditions as JSON. The columns with one
 * condition each come besides; other columns are ignored.
 */
export const ENTRY_COLUMNS = [
  "id",
  "title",
  "reason",
  "owner",
  "ticket",
  "added",
  "expires",
  "permanent",
  "rules",
  "active",
  "when",
];
export const WATCHLIST_COLUMNS: readonly string[] = [...ENTRY_COLUMNS, ...CONDITION_COLUMNS];
/** If one of these columns is missing, no item can be an entry. */
const NEEDED = ["id", "title", "reason", "owner", "rules"];
const TEMPLATE = "rules/ignore-lists/watchlist-template.csv has the columns";

export interface WatchlistSource {
  readonly alias: string;
  readonly workspace: Workspace;
  readonly slugs: readonly string[];
  /** Whether an item hides only after a second person has changed it; default no. */
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
  const list = fromItems(rows, { name: `watchlist ${alias} in ${workspace.name}`, slugs });
  const { entries, problems } = withoutUnfilled(
    secondPerson ? withoutUnapproved(list, items) : list,
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

/**
 * Removes entries that nobody but their author has changed: such an entry hides nothing where it
 * would be in force, and is reported as a problem.
 */
function withoutUnapproved(
  { entries, problems }: IgnoreList,
  items: readonly WatchlistItem[],
): IgnoreList {
  const own = new Set(
    items
      .filter(({ createdBy, changedBy }) => !createdBy || !changedBy || createdBy === changedBy)
      .map(({ row }) => row["id"]?.trim()),
  );
  const waiting = entries.filter(({ id, active }) => own.has(id) && active);
  return {
    entries: entries.filter(({ id }) => !own.has(id)),
    problems: [
      ...problems,
      ...waiting.map(({ id, origin }) => ({
        where: origin,
        message: `nobody but its author has changed the entry ${id}, so it hides nothing`,
        remedy: "a second person checks it, and sets active to true (IGNORE_SECOND_PERSON)",
      })),
    ],
  };
}

export interface ItemSource {
  /** What the table is called in messages. */
  readonly name: string;
  readonly slugs: readonly string[];
  /** Where an item is, such as its line, if that says more than its id. */
  placeOf?(index: number): string;
}

/**
 * Reads entries from the items of a table, whose column names are in lower case. Items without a
 * text are left out.
 */
export function fromItems(
  rows: readonly WatchlistRow[],
  { name, slugs, placeOf }: ItemSource,
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
    return readEntry(...fromRow(row, origin), slugs);
  });
  return together([{ entries: [], problems: columns.problems }, ...lists]);
}

/** An item as an entry in a file: all conditions of its cells and of `when` must hold. */
function fromRow(row: WatchlistRow, origin: string): [unknown, EntryPlace] {
  const { candidate, faults } = readCells(row, ENTRY_COLUMNS);
  const { columns, all, faults: more } = readConditions(row);
  const place = { origin, at: () => origin, columns: true };
  if (columns.length === 0) return [candidate, { ...place, faults: withEmpty(faults, row) }];
  const { when } = candidate;
  return [
    { ...candidate, when: { all: [...all, ...(when === undefined ? [] : [when])] } },
    { ...place, faults: new Map([...faults, ...more]), conditions: columns.join(", ") },
  ];
}

/** Says of an item without conditions where they can be. */
function withEmpty(faults: ReadonlyMap<string, string>, row: WatchlistRow) {
  const empty = CONDITION_COLUMNS.some((column) => column in row) && !row["when"]?.trim();
  const message = `is empty, and so are ${CONDITION_COLUMNS.join(", ")}`;
  return empty ? new Map([...faults, ["when", message]]) : faults;
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
    return near && distance(column, near) <= farthest(near) ? [`${column} is likely ${near}`] : [];
  });
  const remedy = likely.length > 0 ? `rename it (${TEMPLATE})` : `add it (${TEMPLATE})`;
  const seen = likely.length > 0 ? ` (${likely.join(", ")})` : "";
  if (missing.length > 0) {
    const message = `has no column ${missing.join(", ")}${seen}, so none of its items hides anything`;
    return { missing, problems: [{ where, message, remedy }] };
  }
  return {
    missing,
    problems: likely.map((text) => ({
      where,
      message: `the column ${text}, and is not read`,
      remedy,
    })),
  };
}

/** The columns of conditions may be left out, and have names that other columns resemble. */
function farthest(column: string): number {
  return CONDITION_COLUMNS.includes(column) ? 1 : 2;
}
