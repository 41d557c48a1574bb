import type { Problem } from "../hunt/base/problem.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { compiledColumns, withKnownFields } from "../hunt/ignore/entry-fields.ts";
import type { IgnoreEntry, IgnoreList } from "../hunt/ignore/ignore.ts";
import { type Bind, checkQuery, listColumns } from "./check-query.ts";
import type { LoadedRule } from "./read-rule.ts";

/** A rule with facts from the KQL binder, which is not part of the app. */
export interface CompiledRule extends Rule {
  /** The columns of its result and the derived ones, which entries and mappings may use. */
  readonly columns: readonly string[];
}

/**
 * Rules and shipped ignore entries as plain data, so that the app needs neither YAML files nor the
 * YAML and KQL parsers.
 */
export interface CompiledContent {
  readonly rules: readonly CompiledRule[];
  readonly entries: readonly IgnoreEntry[];
  /** The problems of the rules and entries that were left out. */
  readonly problems: readonly Problem[];
}

/** Rules and ignore lists as read from files. */
export interface ReadContent {
  readonly rules: readonly LoadedRule[];
  readonly ignore: IgnoreList;
}

/** Compiles content. Rules and entries with problems are left out; the rest is not affected. */
export function compileContent({ rules, ignore }: ReadContent, bind: Bind): CompiledContent {
  const wrong = new Map(rules.map((loaded) => [loaded, checkQuery(loaded, bind)]));
  const usable = rules
    .filter((loaded) => wrong.get(loaded)?.length === 0)
    .map(({ rule }): CompiledRule => ({ ...rule, columns: listColumns(rule, bind) }));
  const { entries, problems } = withKnownFields(ignore, compiledColumns(usable));
  return { rules: usable, entries, problems: [...[...wrong.values()].flat(), ...problems] };
}
