import { jsonOf } from "../content/json-text.ts";
import { unquoted } from "../content/unquoted.ts";
import type { IgnoreList } from "../hunt/ignore.ts";
import { readEntry } from "./entry.ts";

const SETTING = "IGNORE_ENTRIES";
const FORM = `${SETTING} is a JSON list of entries, each as in rules/ignore-lists/*.yaml`;

/** Structured entries of the app setting IGNORE_ENTRIES; one that cannot be read hides nothing, the others stay. */
export function fromEntriesSetting(settings: Readonly<Record<string, string | undefined>>, slugs: readonly string[]): IgnoreList {
  const text = settings[SETTING]?.trim();
  if (!text) return { entries: [], problems: [] };
  const list = jsonOf(unquoted(text));
  if (!Array.isArray(list))
    return { entries: [], problems: [{ where: SETTING, message: "is no JSON list, so it hides nothing", remedy: FORM }] };
  const results = list.map((candidate: unknown, index) =>
    readEntry(
      candidate,
      { origin: `app setting ${SETTING}, entry ${index + 1}`, at: () => `app setting ${SETTING}, entry ${index + 1}` },
      slugs,
    ),
  );
  return {
    entries: results.flatMap((one) => ("entry" in one ? [one.entry] : [])),
    problems: results.flatMap((one) => ("problems" in one ? one.problems : [])),
  };
}
