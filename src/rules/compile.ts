import { join } from "node:path";
import { withKnownFields } from "../hunt/entry-fields.ts";
import type { IgnoreEntry, Problem } from "../hunt/ignore.ts";
import type { Rule } from "../hunt/rule.ts";
import { type Bind, checkQuery, columnsOf } from "./check-query.ts";
import { loadRules } from "./load.ts";
import type { Describe } from "./shape.ts";

/** A rule with what only the KQL binder can say, which the app does not carry. */
export interface CompiledRule extends Rule {
  /** The columns of its result, which entries and mappings may name. */
  readonly columns: readonly string[];
}

/** Rules and shipped entries as plain data: what the app carries in place of YAML files, their parser and the KQL parser. */
export interface CompiledContent {
  readonly rules: readonly CompiledRule[];
  readonly entries: readonly IgnoreEntry[];
  /** What is wrong with the rules and entries that are not among them. */
  readonly problems: readonly Problem[];
}

/** What the compilation needs of the rest. */
export interface CompileWith {
  readonly describe: Describe;
  readonly bind: Bind;
  /** The columns that code derives. */
  readonly derived: readonly string[];
  readonly readEntries: (folder: string, slugs: readonly string[]) => { entries: readonly IgnoreEntry[]; problems: readonly Problem[] };
}

/** What a folder of rules compiles to; a rule or an entry with a problem is left out, the others stay. */
export function compileContent(folder: string, { describe, bind, derived, readEntries }: CompileWith): CompiledContent {
  const { rules, slugs, problems } = loadRules(folder, describe);
  const wrong = new Map(rules.map((loaded) => [loaded, checkQuery(loaded, bind, derived)]));
  const usable = rules
    .filter((loaded) => wrong.get(loaded)?.length === 0)
    .map(({ rule }): CompiledRule => ({ ...rule, columns: [...columnsOf(rule, bind), ...derived] }));
  const ignore = readEntries(join(folder, "ignore-lists"), slugs);
  const { entries, problems: unusable } = withKnownFields(ignore, new Map(usable.map(({ slug, columns }) => [slug, columns])));
  return { rules: usable, entries, problems: [...problems, ...[...wrong.values()].flat(), ...unusable] };
}
