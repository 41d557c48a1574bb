import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readDocument } from "../content/document.ts";
import type { IgnoreList } from "../hunt/ignore.ts";
import { readEntry } from "./entry.ts";
import { entriesSchema } from "./entry-schema.ts";
import { together } from "./together.ts";

/** Entries of every YAML file in a folder. An entry that cannot be read hides nothing; the others of its file stay. */
export function fromFiles(folder: string, slugs: readonly string[]): IgnoreList {
  if (!existsSync(folder)) return { entries: [], problems: [] };
  const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  return together(names.sort().map((name) => fromFile(join(folder, name), slugs)));
}

/** Entries of one YAML file. */
export function fromFile(file: string, slugs: readonly string[]): IgnoreList {
  const read = readDocument(file, readFileSync(file, "utf8"), entriesSchema);
  if ("problems" in read)
    return {
      entries: [],
      problems: read.problems.map((problem) => ({ ...problem, message: `${problem.message}; the file hides nothing` })),
    };
  return together(
    read.value.entries.map((candidate, index) => {
      const at = (path: readonly PropertyKey[]) => read.place(["entries", index, ...path]);
      return readEntry(candidate, { origin: at([]), at }, slugs);
    }),
  );
}
