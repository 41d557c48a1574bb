import { fieldsOf } from "./condition.ts";
import type { IgnoreEntry, IgnoreList, Problem } from "./ignore.ts";

/** The columns of each rule's result, with those that code derives, by slug. */
export type RuleColumns = ReadonlyMap<string, readonly string[]>;

/** Fields that no query of an entry's rules gives: such a condition never holds, or always does. */
export function fieldProblems({ id, origin, rules, when }: IgnoreEntry, columns: RuleColumns): Problem[] {
  const own = rules === "all" ? [...columns.keys()] : rules.filter((slug) => columns.has(slug));
  const known = new Set(own.flatMap((slug) => columns.get(slug) ?? []));
  const missing = own.length === 0 ? [] : [...new Set(fieldsOf(when))].filter((field) => !known.has(field));
  return missing.map((field) => ({
    where: origin,
    message: `the entry ${id} reads ${field}, which no query of its rules gives; it hides nothing`,
    remedy: "correct the name, or add the column to the query",
  }));
}

/** The list without the entries that read what is not there, which become problems. */
export function withKnownFields({ entries, problems }: IgnoreList, columns: RuleColumns): IgnoreList {
  const wrong = new Map(entries.map((entry) => [entry, fieldProblems(entry, columns)]));
  return {
    entries: entries.filter((entry) => wrong.get(entry)?.length === 0),
    problems: [...problems, ...[...wrong.values()].flat()],
  };
}
