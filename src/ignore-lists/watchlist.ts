import { jsonOf } from "../content/json-text.ts";
import type { IgnoreList } from "../hunt/ignore.ts";
import type { WatchlistRow } from "../hunt/ports.ts";
import type { Workspace } from "../hunt/rule.ts";
import { readEntry } from "./entry.ts";

/** The columns of a watchlist of entries, an item each; others are left alone. `when` holds the conditions as JSON. */
export const WATCHLIST_COLUMNS = ["id", "title", "reason", "owner", "ticket", "added", "expires", "permanent", "rules", "active", "when"];

export interface WatchlistSource {
  readonly alias: string;
  readonly workspace: Workspace;
  readonly slugs: readonly string[];
}

/** Entries of a watchlist: they hide in the watchlist's own workspace, and their ids end with its name. */
export function fromWatchlist(rows: readonly WatchlistRow[], { alias, workspace, slugs }: WatchlistSource): IgnoreList {
  const results = rows.map((row, index) => {
    const name = row["id"] || [index + 1, ...(row["title"] ? [`(${row["title"]})`] : [])].join(" ");
    const origin = `watchlist ${alias} in ${workspace.name}, item ${name}`;
    return readEntry(candidateOf(row), { origin, at: () => origin }, slugs);
  });
  return {
    entries: results.flatMap((one) =>
      "entry" in one ? [{ ...one.entry, id: `${one.entry.id}@${workspace.name}`, workspaces: [workspace.id] }] : [],
    ),
    problems: results.flatMap((one) => ("problems" in one ? one.problems : [])),
  };
}

/** An item as an entry would stand in a file; a cell that is empty says nothing. */
function candidateOf(row: WatchlistRow): unknown {
  const cells = WATCHLIST_COLUMNS.flatMap((name) => (row[name] ? [[name, row[name]] as const] : []));
  return Object.fromEntries(cells.map(([name, text]) => [name, cellValue(name, text)]));
}

function cellValue(name: string, text: string): unknown {
  if (name === "when") return jsonOf(text) ?? text;
  if (name === "active") return flagOf(text);
  if (name === "permanent") return flagOf(text) === false ? undefined : flagOf(text);
  return name === "rules" && text.toLowerCase() !== "all" ? text.split(/[\s,;]+/).filter((slug) => slug !== "") : text;
}

/** Tables write true in many ways; what is neither is left for the schema to refuse. */
function flagOf(text: string): boolean | string {
  const word = text.toLowerCase();
  if (["true", "yes", "y", "1"].includes(word)) return true;
  return ["false", "no", "n", "0"].includes(word) ? false : text;
}
