import { join } from "node:path";
import type { IgnoreEntry, Problem } from "../hunt/ignore.ts";
import type { Rule } from "../hunt/rule.ts";
import { loadRules } from "./load.ts";

/** Rules and shipped entries as plain data: what the app carries in place of YAML files and their parser. */
export interface CompiledContent {
  readonly rules: readonly Rule[];
  readonly entries: readonly IgnoreEntry[];
}

/** What a folder of rules compiles to, or all that keeps it from being compiled. */
export function compileContent(
  folder: string,
  readEntries: (folder: string, slugs: readonly string[]) => { entries: readonly IgnoreEntry[]; problems: readonly Problem[] },
): CompiledContent | { readonly problems: readonly Problem[] } {
  const loaded = loadRules(folder);
  const rules = loaded.rules.map(({ rule }) => rule);
  const ignore = readEntries(
    join(folder, "ignore-lists"),
    rules.map(({ slug }) => slug),
  );
  const problems = [...loaded.problems, ...ignore.problems];
  return problems.length > 0 ? { problems } : { rules, entries: ignore.entries };
}
