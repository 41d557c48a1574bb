import { readFunctions } from "../emulator/stored-functions.ts";
import { describeQuery, type StoredDeclarations, type StoredFunction } from "../kql/index.ts";
import type { Language } from "../rules/read-rule.ts";
import { emptyWorkspace } from "./columns.ts";

/**
 * KQL for reading rules: over the known tables, a folder of parsers and further functions. These
 * are only read when a rule needs them.
 */
export function ruleLanguage(parsers: string, extra: readonly StoredFunction[] = []): Language {
  let bind: Language["bind"] | undefined;
  let functions: StoredDeclarations | undefined;
  return {
    describe: (query) => {
      functions ??= new Map(
        [...extra, ...readFunctions(parsers).functions].map(({ name, declaration }) => [
          name,
          declaration,
        ]),
      );
      return describeQuery(query, functions);
    },
    bind: (text) => {
      bind ??= emptyWorkspace({ parsers }, extra).engine.bind;
      return bind(text);
    },
  };
}
