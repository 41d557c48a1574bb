import type { Problem } from "../base/problem.ts";
import { fieldsIn } from "../conditions/condition.ts";
import type { IgnoreEntry, IgnoreList } from "./ignore.ts";

/** What entries may read of a rule: all their columns from the one, or all from the other. */
export interface EntryColumns {
  /** The columns of its result, with those that code derives. */
  readonly results: readonly string[];
  /** The text columns of the rows that its query merges, where entries can be inserted before. */
  readonly sources?: readonly string[] | undefined;
}

/** The columns of each rule, by slug. */
export type RuleColumns = ReadonlyMap<string, EntryColumns>;

/** The columns of compiled rules, by slug. */
export function compiledColumns(
  rules: readonly {
    readonly slug: string;
    readonly columns: readonly string[];
    readonly entriesAt?: { readonly sources: readonly string[] } | undefined;
  }[],
): RuleColumns {
  return new Map(
    rules.map(({ slug, columns, entriesAt }) => [
      slug,
      { results: columns, sources: entriesAt?.sources },
    ]),
  );
}

/**
 * Reports fields that the query of one of the entry's rules does not return: in that rule, a
 * condition on them would never be met, or always.
 */
export function fieldProblems(entry: IgnoreEntry, columns: RuleColumns): Problem[] {
  const { id, origin } = entry;
  const fields = [...new Set(fieldsIn(entry.when))];
  const lacking = ownColumns(entry, columns).filter(([, known]) => !hasFields(known, fields));
  const where = rulesWithFields(entry, columns).length === 0 ? "" : " there";
  const mixed = lacking.filter(([, known]) => missingFields(known, fields).length === 0);
  const byRules = new Map<string, string[]>();
  for (const field of fields) {
    const without = lacking.filter(([, known]) => missingFields(known, fields).includes(field));
    const rules = without.map(([slug]) => slug).join(" and ");
    if (rules !== "") byRules.set(rules, [...(byRules.get(rules) ?? []), field]);
  }
  const unknown = [...byRules].map(
    ([rules, unread]): Problem => ({
      where: origin,
      message:
        `the entry ${id} reads ${unread.join(", ")}, which the query of ${rules} does not give; ` +
        `it hides nothing${where}`,
      remedy: "correct the name, or name the rules that have the column",
    }),
  );
  return [...unknown, ...mixed.map(([slug]) => mixedProblem(entry, slug, where))];
}

/** Once rows are merged, the columns of single rows are gone. */
function mixedProblem({ id, origin }: IgnoreEntry, slug: string, where: string): Problem {
  return {
    where: origin,
    message:
      `the entry ${id} reads columns of ${slug}'s result together with others that only the rows ` +
      `which it merges have; it hides nothing${where}`,
    remedy: "write an entry of columns of the result, or one of columns of the merged rows",
  };
}

/** The fields that a rule has nowhere. */
function missingFields(
  { results, sources = [] }: EntryColumns,
  fields: readonly string[],
): readonly string[] {
  return fields.filter((field) => !results.includes(field) && !sources.includes(field));
}

function hasFields({ results, sources = [] }: EntryColumns, fields: readonly string[]): boolean {
  return [results, sources].some((columns) => fields.every((field) => columns.includes(field)));
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
    .filter(([, known]) => hasFields(known, fields))
    .map(([slug]) => slug);
}

function ownColumns({ rules }: IgnoreEntry, columns: RuleColumns) {
  return [...columns].filter(([slug]) => rules === "all" || rules.includes(slug));
}
