import { stringify } from "yaml";
import { safeJson, visible } from "../../hunt/base/escape.ts";
import { cellAt, DAY, iso } from "../../hunt/base/window.ts";
import { type IgnoreEntry, lastDay } from "../../hunt/ignore/ignore.ts";
import { WATCHLIST_COLUMNS } from "../../ignore-lists/watchlist.ts";

/** For how many days a new entry is offered, besides the one on which it is: 90 are usual. */
const OFFERED = 90;

/** When an entry ends that is offered now: at the end of its last day, ms. */
export function offeredEnd(now: number): number {
  return cellAt(now, DAY).to + OFFERED * DAY;
}

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
  const text = JSON.stringify([fields]);
  // Control and bidi characters are escaped, in a file too: YAML takes JSON.
  const setting = safeJson(text);
  return {
    setting,
    file:
      setting === text
        ? stringify({ entries: [fields] }, { lineWidth: 120 }).trimEnd()
        : `entries: ${setting}`,
    watchlist: [
      WATCHLIST_COLUMNS.join(","),
      visible(WATCHLIST_COLUMNS.map((name) => csvCell(cellOf(fields[name]))).join(",")),
    ].join("\n"),
  };
}

/**
 * A plain term has no title, reason or owner: they are left empty, and the entry is refused until
 * somebody fills them. An end that is over is offered anew.
 */
function fieldsOf(entry: IgnoreEntry, now: number): Record<string, unknown> {
  const {
    id,
    title,
    reason,
    owner,
    ticket,
    rules,
    workspaces,
    expires,
    active,
    why,
    when,
    unverified,
  } = entry;
  const [name = "name-it"] = /^[a-z0-9][a-z0-9-]*(?=@|$)/.exec(id) ?? [];
  const facts = unverified ? { title: "", reason: "", owner: "" } : { title, reason, owner };
  const end = endText(expires !== undefined && expires > now ? expires : offeredEnd(now));
  return {
    ...{ id: name, ...facts, ...(ticket ? { ticket } : {}), added: iso(now).slice(0, 10) },
    ...(expires === undefined && !unverified ? { permanent: true } : { expires: end }),
    rules,
    ...(workspaces === "all" ? {} : { workspaces }),
    ...(active ? {} : { active }),
    ...(why ? { why } : {}),
    when,
  };
}

/** A day where the entry ends with one, else the time. */
function endText(expires: number): string {
  return expires % DAY === 0 ? lastDay(expires) : iso(expires);
}

function cellOf(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "string" || typeof value === "boolean") return String(value);
  return Array.isArray(value) ? value.join(" ") : JSON.stringify(value);
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
