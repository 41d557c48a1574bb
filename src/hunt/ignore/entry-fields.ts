import type { Problem } from "../base/problem.ts";
import { fieldsIn } from "../conditions/condition.ts";
import type { IgnoreEntry, IgnoreList } from "./ignore.ts";

/** The columns of each rule's result, with those that code derives, by slug. */
export type RuleColumns = ReadonlyMap<string, readonly string[]>;

/**
 * Fields that the query of a rule of the entry does not return: a condition on them would never be
 * met there, or always.
 */
export function fieldProblems(
  { id, origin, rules, when }: IgnoreEntry,
  columns: RuleColumns,
): Problem[] {
  const own = [...columns].filter(([slug]) => rules === "all" || rules.includes(slug));
  return [...new Set(fieldsIn(when))].flatMap((field): Problem[] => {
    const without = own.filter(([, known]) => !known.includes(field)).map(([slug]) => slug);
    if (without.length === 0) return [];
    const message =
      `the entry ${id} reads ${field}, which the query of ${without.join(" and ")} does not ` +
      "give; it hides nothing";
    return [
      {
        where: origin,
        message,
        remedy: "correct the name, or name the rules that have the column",
      },
    ];
  });
}

/** The list without the entries that read missing columns, which are reported instead. */
export function withKnownFields(
  { entries, problems }: IgnoreList,
  columns: RuleColumns,
): IgnoreList {
  const wrong = new Map(entries.map((entry) => [entry, fieldProblems(entry, columns)]));
  return {
    entries: entries.filter((entry) => wrong.get(entry)?.length === 0),
    problems: [...problems, ...[...wrong.values()].flat()],
  };
}
