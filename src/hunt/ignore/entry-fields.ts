import type { Problem } from "../base/problem.ts";
import { fieldsIn } from "../conditions/condition.ts";
import type { IgnoreEntry, IgnoreList } from "./ignore.ts";

/** The columns of each rule's result, with those that code derives, by slug. */
export type RuleColumns = ReadonlyMap<string, readonly string[]>;

/**
 * Reports fields that the query of one of the entry's rules does not return: in that rule, a
 * condition on them would never be met, or always.
 */
export function fieldProblems(entry: IgnoreEntry, columns: RuleColumns): Problem[] {
  const { id, origin, when } = entry;
  const own = ownColumns(entry, columns);
  const where = rulesWithFields(entry, columns).length === 0 ? "" : " there";
  return [...new Set(fieldsIn(when))].flatMap((field): Problem[] => {
    const without = own.filter(([, known]) => !known.includes(field)).map(([slug]) => slug);
    if (without.length === 0) return [];
    const message =
      `the entry ${id} reads ${field}, which the query of ${without.join(" and ")} does not ` +
      `give; it hides nothing${where}`;
    return [
      {
        where: origin,
        message,
        remedy: "correct the name, or name the rules that have the column",
      },
    ];
  });
}

/**
 * Limits entries to the rules whose queries return every field that the entry reads, and reports
 * what the queries of the other rules lack.
 */
export function withKnownFields(
  { entries, problems }: IgnoreList,
  columns: RuleColumns,
): IgnoreList {
  const wrong = new Map(entries.map((entry) => [entry, fieldProblems(entry, columns)]));
  return {
    entries: entries.flatMap((entry) => {
      if (wrong.get(entry)?.length === 0) return [entry];
      const rules = rulesWithFields(entry, columns);
      return rules.length === 0 ? [] : [{ ...entry, rules }];
    }),
    problems: [...problems, ...[...wrong.values()].flat()],
  };
}

function rulesWithFields(entry: IgnoreEntry, columns: RuleColumns): string[] {
  const fields = fieldsIn(entry.when);
  return ownColumns(entry, columns)
    .filter(([, known]) => fields.every((field) => known.includes(field)))
    .map(([slug]) => slug);
}

function ownColumns({ rules }: IgnoreEntry, columns: RuleColumns) {
  return [...columns].filter(([slug]) => rules === "all" || rules.includes(slug));
}
