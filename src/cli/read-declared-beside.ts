import type { Problem } from "../hunt/base/problem.ts";
import { type Declared, readDeclared, withParsers } from "./declared.ts";
import { ruleLanguage } from "./language.ts";
import { PARSERS_FOLDER } from "./paths.ts";
import { rulesFolders } from "./rules-folders.ts";

/**
 * The tables, functions and watchlists that a folder of content (`--content`) adds to what ships,
 * for commands that read no rules. @throws UserError if the folder cannot be read
 */
export function readDeclaredBeside(content: string | undefined): {
  readonly declared: Declared;
  readonly problems: readonly Problem[];
} {
  if (content === undefined) return { declared: withParsers(PARSERS_FOLDER), problems: [] };
  const { declared, problems, findErrors } = readDeclared(rulesFolders({ content }).folders);
  const { bind } = ruleLanguage(declared.parsers, declared);
  return { declared, problems: [...problems, ...findErrors(bind)] };
}
