import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readDocument } from "../content/document.ts";
import type { IgnoreEntry, IgnoreList, Problem } from "../hunt/ignore.ts";
import { entriesSchema, entrySchema } from "./entry-schema.ts";

/** Entries of every YAML file in a folder. An entry that cannot be read hides nothing; the others of its file stay. */
export function fromFiles(folder: string, slugs: readonly string[]): IgnoreList {
  if (!existsSync(folder)) return { entries: [], problems: [] };
  const lists = readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => fromFile(join(folder, name), slugs));
  return { entries: lists.flatMap(({ entries }) => entries), problems: lists.flatMap(({ problems }) => problems) };
}

function fromFile(file: string, slugs: readonly string[]): IgnoreList {
  const read = readDocument(file, readFileSync(file, "utf8"), entriesSchema);
  if ("problems" in read) return { entries: [], problems: read.problems.map(harmless) };
  const entries: IgnoreEntry[] = [];
  const problems: Problem[] = [];
  read.value.entries.forEach((candidate, index) => {
    const parsed = entrySchema.safeParse(candidate);
    const where = read.place(["entries", index]);
    if (!parsed.success) {
      problems.push(
        ...parsed.error.issues.map(({ path, message }) =>
          harmless({
            where: read.place(["entries", index, ...path]),
            message: `${path.map(String).join(".")}: ${message}`,
            remedy: "correct the entry",
          }),
        ),
      );
      return;
    }
    const { rules, ...entry } = parsed.data;
    const unknown = rules === "all" ? undefined : rules.find((slug) => !slugs.includes(slug));
    if (unknown)
      problems.push({
        where,
        message: `the entry ${entry.id} is for ${unknown}, which is no rule`,
        remedy: `use all, or one of ${slugs.join(", ")}`,
      });
    else entries.push({ ...entry, rules, origin: where });
  });
  return { entries, problems };
}

function harmless(problem: Problem): Problem {
  return { ...problem, message: `${problem.message}; until then it hides nothing` };
}
