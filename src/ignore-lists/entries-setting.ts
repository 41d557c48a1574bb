import { readJson } from "../content/json-text.ts";
import { unquote } from "../content/unquote.ts";
import { isUnresolved, UNRESOLVED } from "../content/unresolved.ts";
import type { IgnoreList } from "../hunt/ignore/ignore.ts";
import { readEntry } from "./entry.ts";
import { together } from "./together.ts";

const SETTING = "IGNORE_ENTRIES";
const FORM = `${SETTING} is a JSON list of entries, each as in rules/ignore-lists/*.yaml`;

/**
 * Reads structured entries from the app setting IGNORE_ENTRIES. An entry that cannot be read hides
 * nothing; the others stay.
 */
export function fromEntriesSetting(
  settings: Readonly<Record<string, string | undefined>>,
  slugs: readonly string[],
): IgnoreList {
  const text = settings[SETTING]?.trim();
  if (!text) return { entries: [], problems: [] };
  if (isUnresolved(text)) return nothing(UNRESOLVED.message, UNRESOLVED.remedy);
  const read = readJson(unquote(text));
  if ("fault" in read) return nothing(`is not a JSON list: ${read.fault}`, FORM);
  if (!Array.isArray(read.value)) return nothing("is not a JSON list", FORM);
  const origin = (index: number) => `app setting ${SETTING}, entry ${index + 1}`;
  return together(
    read.value.map((candidate: unknown, index) =>
      readEntry(candidate, { origin: origin(index), at: () => origin(index) }, slugs),
    ),
  );
}

function nothing(message: string, remedy: string): IgnoreList {
  return {
    entries: [],
    problems: [{ where: SETTING, message: `${message}, so it hides nothing`, remedy }],
  };
}
