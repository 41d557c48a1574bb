import { makeWorkspace, type WorkspaceData } from "../emulator/workspace.ts";
import type { RuleColumns } from "../hunt/ignore/entry-fields.ts";
import { entryColumns } from "../rules/check-query.ts";
import type { Content } from "./content.ts";
import { type Declared, workspaceOptions } from "./declared.ts";

/** What queries of the content may name, without rows: a workspace to bind against. */
export function emptyWorkspace(declared: Declared): Pick<WorkspaceData, "engine" | "problems"> {
  return makeWorkspace(new Map(), declared.parsers, workspaceOptions(declared));
}

/** The columns that ignore entries of the rules may read. */
export function ruleColumns(content: Declared & Pick<Content, "rules">): RuleColumns {
  const { bind } = emptyWorkspace(content).engine;
  return new Map(content.rules.map(({ rule }) => [rule.slug, entryColumns(rule, bind)]));
}
