import type { Problem } from "../hunt/base/problem.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { withKnownFields } from "../hunt/ignore/entry-fields.ts";
import type { IgnoreEntry, IgnoreList } from "../hunt/ignore/ignore.ts";
import { type Bind, checkQuery, listColumns } from "./check-query.ts";
import type { LoadedRule } from "./load.ts";

/** A rule with what only the KQL binder can say, which the app does not carry. */
export interface CompiledRule extends Rule {
  /** The columns of its result, which entries and mappings may name. */
  readonly columns: readonly string[];
}

/**
 * Rules and shipped entries as plain data: what the app carries in place of YAML files, their
 * parser and the KQL parser.
 */
export interface CompiledContent {
  readonly rules: readonly CompiledRule[];
  readonly entries: readonly IgnoreEntry[];
  /** What is wrong with the rules and entries that are not among them. */
  readonly problems: readonly Problem[];
}

/** What was read of files. */
export interface ReadContent {
  readonly rules: readonly LoadedRule[];
  readonly ignore: IgnoreList;
}

/** What content compiles to; a rule or an entry with a problem is left out, the others stay. */
export function compileContent({ rules, ignore }: ReadContent, bind: Bind): CompiledContent {
  const wrong = new Map(rules.map((loaded) => [loaded, checkQuery(loaded, bind)]));
  const usable = rules
    .filter((loaded) => wrong.get(loaded)?.length === 0)
    .map(({ rule }): CompiledRule => ({ ...rule, columns: listColumns(rule, bind) }));
  const { entries, problems } = withKnownFields(
    ignore,
    new Map(usable.map(({ slug, columns }) => [slug, columns])),
  );
  return { rules: usable, entries, problems: [...[...wrong.values()].flat(), ...problems] };
}
