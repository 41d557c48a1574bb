import { checkValue } from "../content/check-value.ts";
import { conditionSchema } from "../content/condition-schema.ts";
import { secondName } from "../hunt/base/named-cells.ts";
import type { IgnoreList } from "../hunt/ignore/ignore.ts";
import type { WatchlistRow } from "../hunt/ignore/watchlists.ts";
import { isTooDeep, readEntry } from "./entry.ts";
import { readCells } from "./watchlist-cells.ts";
import { CONDITION_COLUMNS, findMisnamed, readConditions, WHERE } from "./watchlist-conditions.ts";

/**
 * The columns of an entry in a table; `when` contains conditions as JSON, beside the columns with
 * one condition each.
 */
export const ENTRY_COLUMNS: readonly string[] = [
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
  "accepted",
  "when",
];

/** Reads an item as an entry: all conditions of its cells and of `when` must hold. */
export function readItem(row: WatchlistRow, origin: string, slugs: readonly string[]): IgnoreList {
  const { candidate, faults } = readCells(row, ENTRY_COLUMNS);
  const { columns, all: ofCells, faults: more } = readConditions(row);
  const { when } = candidate;
  // A condition that is not read would make the item hide more than it says.
  const hasCells = CONDITION_COLUMNS.some((column) => column in row);
  const misnamed = hasCells || when === undefined ? findMisnamed(row) : [];
  const all = new Map([...faults, ...more, ...misnamed, ...findTwice(row)]);
  const place = { origin, at: () => origin, columns: true };
  if (columns.length === 0 && when === undefined && !all.has("when") && hasCells)
    all.set("when", `is empty, and so are ${CONDITION_COLUMNS.join(", ")}`);
  const asGiven = columns.length === 0 || isTooDeep(when) || !isCondition(when);
  if (asGiven) return readEntry(candidate, { ...place, faults: all }, slugs);
  const given = when === undefined ? [] : [when];
  return readEntry(
    { ...candidate, when: { all: [...ofCells, ...given] } },
    {
      ...place,
      faults: all,
      conditions: [...columns, ...(when === undefined ? [] : ["when"])].join(", "),
      idle: WHERE,
    },
    slugs,
  );
}

/** The columns that decide what an item hides, and whether. */
const DECIDING = ["id", "expires", "permanent", "rules", "active", "when", ...CONDITION_COLUMNS];

/** Those that have another text in a second column of the same name. */
function findTwice(row: WatchlistRow): [string, string][] {
  const twice = DECIDING.filter((name) => secondName(name) in row);
  return twice.map((name) => [name, "is there twice, with another text: remove one column"]);
}

function isCondition(when: unknown): boolean {
  return when === undefined || "value" in checkValue(conditionSchema, when);
}
