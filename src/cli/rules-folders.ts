import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { findFileFault } from "../files/file-fault.ts";
import { isFolder } from "../files/kind.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { PARSERS_FOLDER, RULES_FOLDER } from "./paths.ts";
import { UserError } from "./user-error.ts";

/** Which rules and ignore lists a command uses. */
export interface FolderOptions {
  /** A folder to use in place of what ships. */
  readonly rules?: string;
  /** A folder to use in addition to what ships. */
  readonly content?: string;
}

/** Folders of rules and ignore lists, those that ship first. */
export interface RulesFolders {
  readonly folders: readonly string[];
  /** The option to name in a message about the last folder. */
  readonly option: "--rules" | "--content";
}

const IGNORE_LISTS = "ignore-lists";

/** @throws UserError if the options cannot be combined, or name a folder that cannot be read */
export function rulesFolders(options: FolderOptions): RulesFolders {
  checkTogether(options);
  const { rules, content } = options;
  const option = content === undefined ? "--rules" : "--content";
  const folder = content ?? rules ?? RULES_FOLDER;
  checkFolder(folder, option);
  return { folders: content === undefined ? [folder] : [RULES_FOLDER, folder], option };
}

/** @throws UserError if both options are given */
export function checkTogether({ rules, content }: FolderOptions): void {
  if (rules !== undefined && content !== undefined)
    throw new UserError(
      "--rules and --content cannot be combined",
      "use --content to add to what ships, or --rules to replace it",
    );
}

/** Checks that the folder exists, is a folder and can be listed. */
function checkFolder(folder: string, option: RulesFolders["option"]): void {
  try {
    readdirSync(folder);
  } catch (error) {
    const fault = findFileFault(error);
    if (!fault) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new UserError(`there is no folder ${folder}`, nameFolder(option));
    throw new UserError(
      code === "ENOTDIR" ? `${folder} is not a folder` : `${folder} ${fault.what}`,
      nameFolder(option),
    );
  }
}

/**
 * @throws UserError if the named folder contains neither rules nor ignore lists: it is the wrong
 * one
 */
export function checkHoldsContent(
  { folders, option }: RulesFolders,
  slugs: readonly string[],
  problems: readonly Problem[],
): void {
  const folder = folders.at(-1) ?? "";
  const own = slugs.some((slug) => ruleFolder(folders, slug) === join(folder, slug));
  if (own || problems.some(({ where }) => where.startsWith(folder))) return;
  if (option === "--rules")
    throw new UserError(
      `${folder} contains no rule: there is no <name>/rule.yaml in it`,
      nameFolder(option),
    );
  if (lstatSync(join(folder, IGNORE_LISTS), { throwIfNoEntry: false })) return;
  throw new UserError(
    `${folder} contains neither <name>/rule.yaml nor ${IGNORE_LISTS}`,
    nameFolder(option),
  );
}

function nameFolder(option: RulesFolders["option"]): string {
  return `name the folder of the rules with ${option}`;
}

/** The folder of a rule: the last one that has it. */
export function ruleFolder(folders: readonly string[], slug: string): string {
  const there = folders.map((folder) => join(folder, slug)).filter((folder) => isFolder(folder));
  return there.at(-1) ?? join(folders.at(-1) ?? "", slug);
}

export function ignoreListFolders(folders: readonly string[]): string[] {
  return folders.map((folder) => join(folder, IGNORE_LISTS));
}

/** The folder of parsers: the last of the folders' own, or the one that ships. */
export function findParsers(folders: readonly string[]): string {
  const own = folders.map((folder) => join(folder, "asim")).filter(isFolder);
  return own.at(-1) ?? PARSERS_FOLDER;
}

/** The option that names the folder, for a command to copy: "" without one. */
export function folderOption({ content, rules }: FolderOptions): string {
  const [name, folder] = content === undefined ? ["--rules", rules] : ["--content", content];
  return folder === undefined ? "" : ` ${name} ${quotedPath(folder)}`;
}

/** A path as a shell takes it. */
export function quotedPath(path: string): string {
  return /^[\w./\\:-]+$/.test(path) ? path : `"${path}"`;
}
