import { namedFunctions } from "../emulator/named-engine.ts";
import { openFunctions } from "../emulator/stored-functions.ts";
import { describeQuery, findPipeHead } from "../kql/index.ts";
import type { Language } from "../rules/read-rule.ts";
import { emptyWorkspace } from "./columns.ts";
import { type Declared, withParsers } from "./declared.ts";

/**
 * KQL for reading rules: over the catalogue, a folder of parsers, and what content declares. These
 * are only read when a rule needs them.
 */
export function ruleLanguage(parsers: string, own: Partial<Declared> = {}): Language {
  let bind: Language["bind"] | undefined;
  const declared = { ...withParsers(parsers), ...own };
  const library = openFunctions(parsers, [], declared.functions);
  return {
    describe: (query) => {
      const called = namedFunctions(query, library.find);
      return describeQuery(
        query,
        new Map(called.map(({ name, declaration }) => [name, declaration])),
      );
    },
    bind: (text) => {
      bind ??= emptyWorkspace(declared).engine.bind;
      return bind(text);
    },
    headAt: findPipeHead,
  };
}
