import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readDocument } from "../content/document.ts";
import type { IgnoreList } from "../hunt/ignore.ts";
import { readEntry } from "./entry.ts";
import { entriesSchema } from "./entry-schema.ts";

/** Entries of every YAML file in a folder. An entry that cannot be read hides nothing; the others of its file stay. */
export function fromFiles(folder: string, slugs: readonly string[]): IgnoreList {
  if (!existsSync(folder)) return { entries: [], problems: [] };
  const lists = readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => fromFile(join(folder, name), slugs));
  return { entries: lists.flatMap(({ entries }) => entries), problems: lists.flatMap(({ problems }) => problems) };
}

/** Entries of one YAML file. */
export function fromFile(file: string, slugs: readonly string[]): IgnoreList {
  const read = readDocument(file, readFileSync(file, "utf8"), entriesSchema);
  if ("problems" in read)
    return {
      entries: [],
      problems: read.problems.map((problem) => ({ ...problem, message: `${problem.message}; the file hides nothing` })),
    };
  const results = read.value.entries.map((candidate, index) => {
    const at = (path: readonly PropertyKey[]) => read.place(["entries", index, ...path]);
    return readEntry(candidate, { origin: at([]), at }, slugs);
  });
  return {
    entries: results.flatMap((one) => ("entry" in one ? [one.entry] : [])),
    problems: results.flatMap((one) => ("problems" in one ? one.problems : [])),
  };
}
