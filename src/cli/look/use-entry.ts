import { countText } from "../../hunt/base/count-text.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import { cellAt, DAY, iso } from "../../hunt/base/window.ts";
import type { FieldCondition } from "../../hunt/conditions/condition.ts";
import type { IgnoreEntry } from "../../hunt/ignore/ignore.ts";
import { offeredEnd, TO_FILL } from "../../hunt/ignore/offered.ts";
import { ownColumn, techniqueDeriving } from "../../techniques/derived-column.ts";
import { boundFields } from "../../techniques/event-use.ts";
import { type FieldValues, MOST_TEXTS, type Use } from "./uses.ts";

/** Short enough for a command with the id to stay on one line of a terminal. */
const MAX_ID_LENGTH = 30;
/** Names that no file can have on Windows, whatever the extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * An entry that hides a use, and as little else as its findings allow. Owner, reason and end are
 * left for a person to fill in.
 */
export function entryFor(use: Use, id: string, now: number, origin = "a first look"): IgnoreEntry {
  const days = `${iso(use.first).slice(0, 10)} to ${iso(use.last).slice(0, 10)}`;
  const seen =
    `Seen ${countText(use.findings, "time")} on ${countText(use.hosts.size, "host")}, ` +
    `${days}, by ${origin}.`;
  return {
    id,
    title: `${TO_FILL}: what is ${oneLine(use.text, 120)}?`,
    reason: `${TO_FILL}: why is it harmless? ${seen}`,
    origin,
    owner: TO_FILL,
    added: cellAt(now, DAY).from,
    expires: offeredEnd(now),
    rules: [use.rule],
    workspaces: "all",
    active: true,
    when: {
      all: boundFields(use.column, (field) => use.values.get(field)?.texts ?? []).flatMap((field) =>
        conditionFor(field, use.values.get(field)),
      ),
    },
  };
}

/** Why no entry should hide a use; undefined if one may. */
export function explainRefusal(use: Use): string | undefined {
  const images = textsIn(
    use,
    ownColumn(use.column) === use.column ? "Process" : "ActingProcessName",
  );
  return techniqueDeriving(use.column)?.use.refusal((column) => textsIn(use, column), images);
}

/** The texts of a technique's column in a use of its own or of its parent's line. */
function textsIn({ values }: Use, wanted: string): readonly string[] {
  const [, found] = [...values].find(([field]) => ownColumn(field) === wanted) ?? [];
  return found?.texts ?? [];
}

/**
 * The condition that a column has one of its values. A column with too many different values is not
 * bound: whoever reviews the entry sees that the condition is missing.
 */
export function conditionFor(field: string, values: FieldValues | undefined): FieldCondition[] {
  const { texts, patterns } = values ?? { texts: [], patterns: [] };
  const [first = "", ...more] = texts;
  if (more.length === 0) return texts.length === 0 ? [] : [{ field, op: "equals", value: first }];
  if (texts.length <= MOST_TEXTS) return [{ field, op: "in", value: texts }];
  const [pattern] = patterns;
  return pattern && patterns.length === 1 ? [{ field, op: "regex", value: pattern }] : [];
}

/**
 * A name for the entry of a use and for its file: lowercase letters, digits and -, and not in
 * `taken`.
 */
export function entryId(use: Use, taken: ReadonlySet<string>): string {
  const [module = "", name = ""] = use.text.toLowerCase().split("|");
  const last = module.split("\\").at(-1)?.replaceAll("<n>", "") ?? "";
  const words = `${last} ${name}`.replace(/\.(dll|exe)\b/g, "").replace(/[^a-z0-9]+/g, "-");
  const base = words.replace(/^-+/, "").slice(0, MAX_ID_LENGTH).replace(/-+$/, "") || use.rule;
  const stem = /^\d/.test(base) || DEVICE.test(base) ? `use-${base}` : base;
  for (let number = 1; ; number++) {
    const id = number === 1 ? stem : `${stem}-${number}`;
    if (!taken.has(id)) return id;
  }
}
