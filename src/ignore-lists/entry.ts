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
  const parsed = entrySchema.safeParse(candidate);
  if (!parsed.success)
    return {
      problems: parsed.error.issues.map(({ path, message }) => ({
        where: place.at(path),
        message: harmless(`${path.map(String).join(".") || "the entry"}: ${message}`),
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

function harmless(message: string): string {
  return `${message}; until then it hides nothing`;
}
