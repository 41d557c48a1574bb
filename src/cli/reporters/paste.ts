import { stringify } from "yaml";
import type { IgnoreEntry } from "../../hunt/ignore.ts";
import { DAY, iso } from "../../hunt/window.ts";
import { WATCHLIST_COLUMNS } from "../../ignore-lists/watchlist.ts";

/** For how long a new entry is offered, days. */
const OFFERED = 90;

/** An entry as text to paste, for each place that an entry can stand in. */
export interface PasteTexts {
  /** A JSON list, for IGNORE_ENTRIES. */
  readonly setting: string;
  /** YAML, for a file of rules/ignore-lists. */
  readonly file: string;
  /** A line with the columns and one with the item, as CSV. */
  readonly watchlist: string;
}

export function pasteTexts(entry: IgnoreEntry, now: number): PasteTexts {
  const fields = fieldsOf(entry, now);
  return {
    setting: JSON.stringify([fields]),
    file: stringify({ entries: [fields] }, { lineWidth: 120 }).trimEnd(),
    watchlist: [WATCHLIST_COLUMNS.join(","), WATCHLIST_COLUMNS.map((name) => csvCell(cellOf(fields[name]))).join(",")].join("\n"),
  };
}

/** A plain term has no name, owner or end of its own: they are left to be said. */
function fieldsOf(
  { id, title, reason, owner, ticket, rules, expires, when, unverified }: IgnoreEntry,
  now: number,
): Record<string, unknown> {
  const end = iso(expires ?? now + OFFERED * DAY).slice(0, 10);
  const name = /^[a-z0-9][a-z0-9-]*$/.test(id) ? id : (/^[a-z0-9][a-z0-9-]*(?=@)/.exec(id)?.[0] ?? "name-it");
  const facts = unverified ? { title: "Say what it is", reason: "Say why it is harmless", owner: "your-team" } : { title, reason, owner };
  return { id: name, ...facts, ...(ticket ? { ticket } : {}), added: iso(now).slice(0, 10), expires: end, rules, when };
}

function cellOf(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.join(" ") : JSON.stringify(value);
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
