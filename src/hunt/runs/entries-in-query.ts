import { kqlBounds } from "../conditions/condition-kql.ts";
import { LINE_COLUMNS } from "../conditions/event.ts";
import { appliesToResult, type EntryPlace } from "../findings/entry-place.ts";
import type { Rule } from "../findings/rule.ts";
import type { IgnoreEntry } from "../ignore/ignore.ts";
import { knownLine, type Pushed } from "./push-down.ts";

/**
 * The entries that read source columns, as KQL over the rows at a place of the query. Where KQL
 * cannot say exactly what an entry hides, it hides less.
 */
export function sourceEntries(entries: readonly IgnoreEntry[], place: EntryPlace): Pushed[] {
  const fieldKql = (field: string) => sourceKql(field, place);
  return entries
    .filter((entry) => !appliesToResult(entry, place))
    .flatMap((entry) => {
      const { under } = kqlBounds(entry.when, fieldKql);
      return under === "false" ? [] : [{ entry, condition: under }];
    });
}

function sourceKql(field: string, { sources }: EntryPlace): string | undefined {
  if (!sources.includes(field)) return undefined;
  return LINE_COLUMNS.includes(field) ? knownLine(field) : field;
}

/** The rule with a query that leaves out, before it merges rows, those that the entries hide. */
export function withEntries(rule: Rule, { at }: EntryPlace, pushed: readonly Pushed[]): Rule {
  const lines = pushed.map(({ condition }) => `\n| where not(${condition})`).join("");
  const moved = (offset: number) => (offset < at ? offset : offset + lines.length);
  return {
    ...rule,
    query: rule.query.slice(0, at) + lines + rule.query.slice(at),
    parserAt: rule.parserAt.map(([from, to]) => [moved(from), moved(to)] as const),
    clockAt: rule.clockAt.map((one) => ({ ...one, from: moved(one.from), to: moved(one.to) })),
  };
}

/** The rule with a query that returns the rows at the place, where entries are applied. */
export function upToEntries(rule: Rule, { at, tail }: EntryPlace): Rule {
  return {
    ...rule,
    query: rule.query.slice(0, at) + tail,
    parserAt: rule.parserAt.filter(([from]) => from < at),
    clockAt: rule.clockAt.filter(({ from }) => from < at),
    hunt: { ...rule.hunt, key: [] },
  };
}
