import { stringify } from "yaml";
import { safeJson, visible } from "../../hunt/base/escape.ts";
import { DAY, iso } from "../../hunt/base/window.ts";
import { type IgnoreEntry, lastDay } from "../../hunt/ignore/ignore.ts";
import { offeredEnd } from "../../hunt/ignore/offered.ts";
import { ENTRY_COLUMNS } from "../../ignore-lists/watchlist-item.ts";

/** An entry as text to paste, for each place in which an entry can be kept. */
export interface PasteTexts {
  /** A JSON list, for IGNORE_ENTRIES. */
  readonly setting: string;
  /** YAML, for a file of rules/ignore-lists. */
  readonly file: string;
  /** CSV: a line with the columns, and one with the item. */
  readonly watchlist: string;
}

export function pasteTexts(entry: IgnoreEntry, now: number): PasteTexts {
  const fields = entryFields(entry, now);
  const text = JSON.stringify([fields]);
  // Control and bidi characters are escaped, in a file too, since YAML accepts JSON.
  const setting = safeJson(text);
  return {
    setting,
    file:
      setting === text
        ? stringify({ entries: [fields] }, { lineWidth: 120 }).trimEnd()
        : `entries: ${setting}`,
    watchlist: [
      ENTRY_COLUMNS.join(","),
      visible(ENTRY_COLUMNS.map((name) => csvCell(toCell(fields[name]))).join(",")),
    ].join("\n"),
  };
}

/**
 * A plain term has no title, reason or owner: they are left empty, and the entry is refused until
 * somebody fills them in. An expired entry gets a new expiry date.
 */
function entryFields(entry: IgnoreEntry, now: number): Record<string, unknown> {
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
    accepted,
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
    ...(accepted ? { accepted } : {}),
    ...(why ? { why } : {}),
    when,
  };
}

/** The last day if the entry ends with a day, otherwise the time. */
function endText(expires: number): string {
  return expires % DAY === 0 ? lastDay(expires) : iso(expires);
}

function toCell(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "string" || typeof value === "boolean") return String(value);
  return Array.isArray(value) ? value.join(" ") : JSON.stringify(value);
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
