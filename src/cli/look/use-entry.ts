import { oneLine } from "../../hunt/base/escape.ts";
import { cellAt, DAY, iso } from "../../hunt/base/window.ts";
import type { FieldCondition } from "../../hunt/conditions/condition.ts";
import type { IgnoreEntry } from "../../hunt/ignore/ignore.ts";
import { TO_FILL } from "../../ignore-lists/unfilled.ts";
import { countText } from "../reporters/count-text.ts";
import { offeredEnd } from "../reporters/paste.ts";
import { type FieldValues, MOST_TEXTS, USE_FIELDS, type Use } from "./uses.ts";

/** Short enough for a command with the id to stay on one line of a terminal. */
const MAX_ID_LENGTH = 30;
/** Names that no file can have on Windows, whatever the extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * An entry that hides a use, and as little else as its findings allow. Owner, reason and end are
 * left for a person to fill in.
 */
export function entryFor(use: Use, id: string, now: number): IgnoreEntry {
  const days = `${iso(use.first).slice(0, 10)} to ${iso(use.last).slice(0, 10)}`;
  const seen =
    `Seen ${countText(use.findings, "time")} on ${countText(use.hosts.size, "host")}, ` +
    `${days}, by a first look.`;
  return {
    id,
    title: `${TO_FILL}: what is ${oneLine(use.text, 120)}?`,
    reason: `${TO_FILL}: why is it harmless? ${seen}`,
    origin: "first look",
    owner: TO_FILL,
    added: cellAt(now, DAY).from,
    expires: offeredEnd(now),
    rules: [use.rule],
    workspaces: "all",
    active: true,
    when: { all: USE_FIELDS[use.column].flatMap((field) => conditionFor(field, use)) },
  };
}

/** Why no entry should hide a use; undefined if one may. */
export function refusalOf({ values }: Use): string | undefined {
  const [, kinds] = [...values].find(([field]) => field.endsWith("Rundll32Kind")) ?? [];
  if (!kinds || kinds.texts.every((kind) => kind === "dll" || kind === "com")) return undefined;
  return "it is not certain which module it loads, and no such line is normal";
}

/**
 * A column with too many different values is not bound: whoever reviews the entry sees that the
 * condition is missing.
 */
function conditionFor(field: string, { values }: Use): FieldCondition[] {
  const { texts, patterns } = values.get(field) ?? { texts: [], patterns: [] };
  const [first = "", ...more] = texts;
  if (first === "" && more.length === 0 && !mayBeEmpty(field, values)) return [];
  if (/Rundll32Export$/.test(field) && isNumbered(values)) return [];
  if (more.length === 0) return texts.length === 0 ? [] : [{ field, op: "equals", value: first }];
  if (texts.length <= MOST_TEXTS) return [{ field, op: "in", value: texts }];
  const [pattern] = patterns;
  return pattern && patterns.length === 1 ? [{ field, op: "regex", value: pattern }] : [];
}

/**
 * An empty value counts for options, arguments and exports: a line without them is a different use.
 * An unknown program says nothing.
 */
function mayBeEmpty(field: string, values: Use["values"]): boolean {
  return (
    /Rundll32(Options|Arguments)$/.test(field) ||
    (/Rundll32Export$/.test(field) && !isNumbered(values))
  );
}

/** An export given as a number is bound by its ordinal, because it can be spelled in many ways. */
function isNumbered(values: ReadonlyMap<string, FieldValues>): boolean {
  const [, ordinal] = [...values].find(([field]) => field.endsWith("Rundll32Ordinal")) ?? [];
  return ordinal?.texts.every((text) => text !== "") ?? false;
}

/**
 * A name for the entry of a use and for its file: lowercase letters, digits and -, and not in
 * `taken`.
 */
export function entryId(use: Use, taken: ReadonlySet<string>): string {
  const [module = "", name = ""] = use.text.toLowerCase().split("|");
  const last = module.split("\\").at(-1) ?? "";
  const words = `${last} ${name}`.replace(/\.(dll|exe)\b/g, "").replace(/[^a-z0-9]+/g, "-");
  const base = words.replace(/^-+/, "").slice(0, MAX_ID_LENGTH).replace(/-+$/, "") || use.rule;
  const stem = /^\d/.test(base) || DEVICE.test(base) ? `use-${base}` : base;
  for (let number = 1; ; number++) {
    const id = number === 1 ? stem : `${stem}-${number}`;
    if (!taken.has(id)) return id;
  }
}
