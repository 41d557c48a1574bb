import { namedFunctions } from "../emulator/named-engine.ts";
import { openFunctions } from "../emulator/stored-functions.ts";
import type { OwnTables } from "../emulator/workspace.ts";
import { describeQuery, findPipeHead, type StoredFunction } from "../kql/index.ts";
import type { Language } from "../rules/read-rule.ts";
import { emptyWorkspace } from "./columns.ts";

/**
 * KQL for reading rules: over the catalogue and the tables that content declares, a folder of
 * parsers and further functions. These are only read when a rule needs them.
 */
export function ruleLanguage(
  parsers: string,
  extra: readonly StoredFunction[] = [],
  tables: OwnTables = new Map(),
): Language {
  let bind: Language["bind"] | undefined;
  const library = openFunctions(parsers, [], extra);
  return {
    describe: (query) => {
      const called = namedFunctions(query, library.find);
      return describeQuery(
        query,
        new Map(called.map(({ name, declaration }) => [name, declaration])),
      );
    },
    bind: (text) => {
      bind ??= emptyWorkspace({ parsers, tables }, extra).engine.bind;
      return bind(text);
    },
    headAt: findPipeHead,
  };
}
