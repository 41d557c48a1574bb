import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readDocument } from "../content/document.ts";
import { findFileFault } from "../files/file-fault.ts";
import { readText } from "../files/read-text.ts";
import type { Problem } from "../hunt/base/problem.ts";
import type { IgnoreList } from "../hunt/ignore/ignore.ts";
import { readEntry } from "./entry.ts";
import { entriesSchema } from "./entry-schema.ts";
import { together } from "./together.ts";

/**
 * Reads entries from every YAML file in a folder. An entry that cannot be read hides nothing; the
 * others in its file stay.
 */
export function fromFiles(folder: string, slugs: readonly string[]): IgnoreList {
  if (!lstatSync(folder, { throwIfNoEntry: false })) return { entries: [], problems: [] };
  const names = namesIn(folder);
  if ("problem" in names) return { entries: [], problems: [names.problem] };
  const lists = names
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => fromFile(join(folder, name), slugs));
  return together(lists);
}

function namesIn(folder: string): string[] | { readonly problem: Problem } {
  try {
    return readdirSync(folder);
  } catch (error) {
    const fault = findFileFault(error);
    if (!fault) throw error;
    return {
      problem: {
        where: folder,
        message: "is not a folder that can be read; none of its entries hides anything",
        remedy: fault.remedy,
      },
    };
  }
}

/** Reads entries from one YAML file. */
export function fromFile(file: string, slugs: readonly string[]): IgnoreList {
  const found = readText(file);
  const read =
    "problem" in found
      ? { problems: [found.problem] }
      : readDocument(file, found.text, entriesSchema);
  if ("problems" in read)
    return {
      entries: [],
      problems: read.problems.map((problem) => ({
        ...problem,
        message: `${problem.message}; the file hides nothing`,
      })),
    };
  return together(
    read.value.entries.map((candidate, index) => {
      const at = (path: readonly PropertyKey[]) => read.place(["entries", index, ...path]);
      return readEntry(candidate, { origin: at([]), at }, slugs);
    }),
  );
}
