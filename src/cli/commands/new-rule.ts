import { randomUUID } from "node:crypto";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { isThere } from "../../files/kind.ts";
import { makeFolder, replaceFile } from "../../files/write.ts";
import { isSlug } from "../../rules/slug.ts";
import { newRuleFiles } from "../new-rule.ts";
import { RULE_SCHEMA_FILE, RULES_FOLDER } from "../paths.ts";
import { checkTogether, type FolderOptions } from "../rules-folders.ts";
import type { Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";

/**
 * Creates the folder of a new rule, with a hit case and a miss case, so that it can be checked and
 * tested at once.
 */
export function newRule(slug: string, options: FolderOptions, terminal: Terminal): number {
  checkTogether(options);
  const parent = options.content ?? options.rules ?? ownRules(slug);
  checkName(slug, parent);
  const folder = join(parent, slug);
  const files = newRuleFiles({ slug, id: randomUUID(), schema: schemaFrom(folder) });
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    makeFolder(dirname(resolve(file)));
    replaceFile(file, text);
    terminal.out(`created  ${file}`);
  }
  const given = optionText(options);
  terminal.out("");
  terminal.out("Write its query and cases, then try them:");
  terminal.out(`  npx hunts check${given}`);
  terminal.out(`  npx hunts test --rule ${slug}${given}`);
  return 0;
}

/**
 * The project's own rules. @throws UserError in an installed package, which the next
 * installation would overwrite, or if the current folder is outside the project
 */
function ownRules(slug: string): string {
  const own = `name a folder of your own: npx hunts new rule ${slug} --content my-hunts`;
  if (RULES_FOLDER.split(sep).includes("node_modules"))
    throw new UserError("the rules that ship are part of the installed package", own);
  const project = dirname(RULES_FOLDER);
  const here = relative(project, process.cwd());
  if (here.startsWith("..") || isAbsolute(here))
    throw new UserError(
      "this folder is not in the project that the rules belong to",
      `${own}; or go to ${project}`,
    );
  return relative(process.cwd(), RULES_FOLDER) || ".";
}

function checkName(slug: string, parent: string): void {
  if (!isSlug(slug))
    throw new UserError(
      `${slug} is not a valid name for a rule`,
      "use lowercase letters, digits and -, beginning with a letter",
    );
  for (const folder of [parent, RULES_FOLDER])
    if (isThere(join(folder, slug)))
      throw new UserError(`${join(folder, slug)} already exists`, "choose another name");
}

/** A path that leads out of the current folder would not work on other machines. */
function schemaFrom(folder: string): string | undefined {
  if (relative(process.cwd(), RULE_SCHEMA_FILE).startsWith("..")) return undefined;
  return relative(folder, RULE_SCHEMA_FILE).split(sep).join("/");
}

function optionText({ content, rules }: FolderOptions): string {
  const [name, folder] = content === undefined ? ["--rules", rules] : ["--content", content];
  if (folder === undefined) return "";
  return ` ${name} ${/^[\w./\\:-]+$/.test(folder) ? folder : `"${folder}"`}`;
}
