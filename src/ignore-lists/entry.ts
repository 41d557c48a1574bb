import type * as z from "zod";
import type { IgnoreEntry, Problem } from "../hunt/ignore.ts";
import { entrySchema } from "./entry-schema.ts";
import { weaknessOf } from "./weakness.ts";

/** Where an entry stands: `at` gives the place of one of its fields for people. */
export interface EntryPlace {
  readonly origin: string;
  at(path: readonly PropertyKey[]): string;
}

/** Reads an entry of any source. One that cannot be read, is for no rule here or is too weak is refused with the reason. */
export function readEntry(
  candidate: unknown,
  place: EntryPlace,
  slugs: readonly string[],
): { entry: IgnoreEntry } | { problems: Problem[] } {
  if (isTooDeep(candidate)) {
    const message = harmless(`the entry is nested more than ${DEEPEST} deep`);
    return { problems: [{ where: place.at([]), message, remedy: "write the conditions side by side" }] };
  }
  const parsed = entrySchema.safeParse(candidate);
  if (!parsed.success)
    return {
      problems: parsed.error.issues.map((issue) => ({
        where: place.at(issue.path),
        message: harmless(`${issue.path.map(String).join(".") || "the entry"}: ${wordsOf(issue)}`),
        remedy: "correct the entry",
      })),
    };
  const { rules, permanent: _, source: __, ...entry } = parsed.data;
  const unknown = rules === "all" ? undefined : rules.find((slug) => !slugs.includes(slug));
  if (unknown !== undefined) {
    const message = harmless(`the entry ${entry.id} is for ${unknown}, which is no rule`);
    return { problems: [{ where: place.at([]), message, remedy: `use all, or one of ${slugs.join(", ")}` }] };
  }
  const weakness = weaknessOf(entry.when);
  if (weakness !== undefined && entry.active)
    return {
      problems: [
        {
          where: place.at(["when"]),
          message: harmless(`the entry ${entry.id} is refused: ${weakness}`),
          remedy: "say more, or set active: false",
        },
      ],
    };
  return { entry: { ...entry, rules, origin: place.origin } };
}

/** Levels of lists and objects in an entry. */
const DEEPEST = 40;

function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= DEEPEST; depth++) {
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []));
    if (level.length === 0) return false;
  }
  return true;
}

/** What a person wrote wrong, where the schema's own words are a programmer's. */
function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") return `${issue.keys.join(", ")} is no field of an entry`;
  if (issue.code === "too_small") return "is empty";
  return issue.code === "invalid_type" && issue.message.endsWith("received undefined") ? "is missing" : issue.message;
}

function harmless(message: string): string {
  return `${message}; until then it hides nothing`;
}
