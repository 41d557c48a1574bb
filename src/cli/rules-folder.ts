import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isFolder } from "../files/kind.ts";
import { fileTrouble } from "../files/trouble.ts";
import type { Problem } from "../hunt/ignore.ts";
import { PARSERS_FOLDER } from "./paths.ts";
import { UserError } from "./user-error.ts";

const REMEDY = "name the folder of the rules with --rules";

/** @throws UserError where a folder cannot hold rules: it is not there, is a file or may not be read */
export function checkRulesFolder(folder: string): void {
  try {
    readdirSync(folder);
  } catch (error) {
    const trouble = fileTrouble(error);
    if (!trouble) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new UserError(`there is no folder ${folder}`, REMEDY);
    throw new UserError(code === "ENOTDIR" ? `${folder} is no folder` : `${folder} ${trouble.what}`, REMEDY);
  }
}

/** @throws UserError where a folder holds no rule at all, as another folder would */
export function checkHasRules(folder: string, slugs: readonly string[], problems: readonly Problem[]): void {
  if (slugs.length > 0 || problems.length > 0) return;
  throw new UserError(`${folder} holds no rule: there is no <name>/rule.yaml in it`, REMEDY);
}

/** Where the parsers of a rules folder are; a folder without any is used with those that ship, and that is told. */
export function parsersOf(folder: string): { readonly parsers: string; readonly problems: readonly Problem[] } {
  const own = join(folder, "asim");
  if (isFolder(own)) return { parsers: own, problems: [] };
  const message = "there is no folder of parsers here; those that ship are used";
  return { parsers: PARSERS_FOLDER, problems: [{ where: own, message, remedy: `copy ${PARSERS_FOLDER} to it` }] };
}
