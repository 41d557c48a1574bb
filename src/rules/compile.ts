import { join } from "node:path";
import type { IgnoreEntry, Problem } from "../hunt/ignore.ts";
import type { Rule } from "../hunt/rule.ts";
import { type Bind, checkEntries, checkQuery, columnsOf } from "./check-query.ts";
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
}

/** What the compilation needs of the rest. */
export interface CompileWith {
  readonly describe: Describe;
  readonly bind: Bind;
  /** The columns that code derives. */
  readonly derived: readonly string[];
  readonly readEntries: (folder: string, slugs: readonly string[]) => { entries: readonly IgnoreEntry[]; problems: readonly Problem[] };
}

/** What a folder of rules compiles to, or all that keeps it from being compiled. */
export function compileContent(
  folder: string,
  { describe, bind, derived, readEntries }: CompileWith,
): CompiledContent | { readonly problems: readonly Problem[] } {
  const { rules, slugs, problems: loading } = loadRules(folder, describe);
  const ignore = readEntries(join(folder, "ignore-lists"), slugs);
  const problems = [
    ...loading,
    ...ignore.problems,
    ...rules.flatMap((loaded) => checkQuery(loaded, bind, derived)),
    ...checkEntries(ignore.entries, rules, bind, derived),
  ];
  if (problems.length > 0) return { problems };
  return { rules: rules.map(({ rule }) => ({ ...rule, columns: [...columnsOf(rule, bind), ...derived] })), entries: ignore.entries };
}
