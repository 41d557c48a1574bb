import { join } from "node:path";
import { KNOWN_TABLES } from "../emulator/schemas.ts";
import { workspaceOf } from "../emulator/workspace.ts";
import type { RuleColumns } from "../hunt/entry-fields.ts";
import type { Engine } from "../kql/engine.ts";
import { columnsOf } from "../rules/check-query.ts";
import type { LoadedRule } from "../rules/load.ts";
import { DERIVED_COLUMNS } from "../windows/derive.ts";
import { RULES_FOLDER } from "./paths.ts";

/** The tables that are known, without a row, and the parsers over them: what a query can be bound to. */
export function emptyEngine(): Engine {
  return workspaceOf(new Map(KNOWN_TABLES.map((name) => [name, []])), join(RULES_FOLDER, "asim")).engine;
}

/** The columns of rules' results, over the tables that are known, and those that code derives. */
export function ruleColumns(rules: readonly LoadedRule[]): RuleColumns {
  const { bind } = emptyEngine();
  return new Map(rules.map(({ rule }) => [rule.slug, [...columnsOf(rule, bind), ...DERIVED_COLUMNS]]));
}
