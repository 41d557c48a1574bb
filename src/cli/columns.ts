import { KNOWN_TABLES } from "../emulator/schemas.ts";
import { makeWorkspace, type WorkspaceData } from "../emulator/workspace.ts";
import type { RuleColumns } from "../hunt/ignore/entry-fields.ts";
import type { StoredFunction } from "../kql/index.ts";
import { listColumns } from "../rules/check-query.ts";
import type { Content } from "./content.ts";

/**
 * The known tables, without rows, and the parsers over them: a workspace to bind queries against.
 */
export function emptyWorkspace(
  { parsers }: Pick<Content, "parsers">,
  functions: readonly StoredFunction[] = [],
): Pick<WorkspaceData, "engine" | "problems"> {
  return makeWorkspace(new Map(KNOWN_TABLES.map((name) => [name, []])), parsers, [], functions);
}

/** The columns of the rules' results over the known tables, with those that code derives. */
export function ruleColumns({ rules, parsers }: Pick<Content, "rules" | "parsers">): RuleColumns {
  const { bind } = emptyWorkspace({ parsers }).engine;
  return new Map(rules.map(({ rule }) => [rule.slug, listColumns(rule, bind)]));
}
