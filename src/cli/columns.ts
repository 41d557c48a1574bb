import { makeWorkspace, type WorkspaceData } from "../emulator/workspace.ts";
import type { RuleColumns } from "../hunt/ignore/entry-fields.ts";
import type { StoredFunction } from "../kql/index.ts";
import { entryColumns } from "../rules/check-query.ts";
import type { Content, Declared } from "./content.ts";

/** What queries of the content may name, without rows: a workspace to bind against. */
export function emptyWorkspace(
  { parsers, tables }: Declared,
  functions: readonly StoredFunction[] = [],
): Pick<WorkspaceData, "engine" | "problems"> {
  return makeWorkspace(new Map(), parsers, { own: tables, functions });
}

/** The columns that ignore entries of the rules may read. */
export function ruleColumns(content: Declared & Pick<Content, "rules">): RuleColumns {
  const { bind } = emptyWorkspace(content).engine;
  return new Map(content.rules.map(({ rule }) => [rule.slug, entryColumns(rule, bind)]));
}
