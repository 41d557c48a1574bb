import { randomUUID } from "node:crypto";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { isThere } from "../../files/kind.ts";
import { makeFolder, replaceFile } from "../../files/write.ts";
import { isSlug } from "../../rules/slug.ts";
import { type ImportedRule, importRule } from "../import-rule/import-rule.ts";
import { readUpstream } from "../import-rule/read-upstream.ts";
import { newRuleFiles } from "../new-rule.ts";
import { HUNT_SCHEMA_FILE, RULE_SCHEMA_FILE, RULES_FOLDER } from "../paths.ts";
import { noticeLines, problemLines } from "../reporters/text.ts";
import { checkTogether, type FolderOptions, folderOption, quotedPath } from "../rules-folders.ts";
import type { Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";

export interface NewRuleOptions extends FolderOptions {
  /** The file of a rule that others wrote. */
  readonly from?: string;
}

/** Creates the folder of a new rule: from the template, or from a file that others wrote. */
export function newRule(
  slug: string | undefined,
  options: NewRuleOptions,
  terminal: Terminal,
): number {
  checkTogether(options);
  if (options.from !== undefined) return newRuleFrom(options.from, slug, options, terminal);
  if (slug === undefined)
    throw new UserError(
      "a new rule needs a name",
      "write one, such as certutil-download, or name a file with --from",
    );
  return newRuleFromTemplate(slug, options, terminal);
}

/** The new rule has a hit case and a miss case, so that it can be checked and tested at once. */
function newRuleFromTemplate(slug: string, options: FolderOptions, terminal: Terminal): number {
  const parent = options.content ?? options.rules ?? ownRules(slug);
  checkName(slug, [parent, RULES_FOLDER]);
  const folder = join(parent, slug);
  const files = newRuleFiles({
    slug,
    id: randomUUID(),
    schema: schemaFrom(folder, RULE_SCHEMA_FILE),
  });
  writeRule(folder, files, terminal);
  const given = folderOption(options);
  terminal.out("");
  terminal.out("Write its query and cases, then try them:");
  terminal.out(`  npx hunts check${given}`);
  terminal.out(`  npx hunts test --rule ${slug}${given}`);
  return 0;
}

/** The file stays as it is; what is ours stands beside it. */
function newRuleFrom(
  from: string,
  name: string | undefined,
  options: FolderOptions,
  terminal: Terminal,
): number {
  const upstream = readUpstream(from);
  const parent = options.content ?? options.rules ?? ownRules(`NAME --from ${from}`);
  const folders = options.rules === undefined ? [RULES_FOLDER, parent] : [parent];
  const made = importRule(upstream, {
    slug: name,
    folders: folders.filter(
      (folder, index) => isThere(folder) && folders.indexOf(folder) === index,
    ),
    schemaFrom: (slug) => schemaFrom(join(parent, slug), HUNT_SCHEMA_FILE),
  });
  const { slug } = made;
  checkSameId(made, from, options);
  checkName(slug, slug === made.sameAs ? [parent] : [parent, RULES_FOLDER]);
  writeRule(join(parent, slug), made.files, terminal);
  noticeLines(terminal, made.notices);
  problemLines(terminal, made.problems);
  for (const line of nextSteps(slug, folderOption(options))) terminal.out(line);
  return 0;
}

/** Two rules of one id are both left out, unless one takes the place of the other by its name. */
function checkSameId({ slug, sameAs }: ImportedRule, from: string, options: FolderOptions): void {
  if (sameAs === undefined || sameAs === slug) return;
  throw new UserError(
    `the rule ${sameAs} has the id of the rule in ${from}, so the two cannot be used together`,
    `to use it in place of that rule, name it so: npx hunts new rule ${sameAs} --from ` +
      `${quotedPath(from)}${folderOption(options)}`,
  );
}

function nextSteps(slug: string, given: string): string[] {
  return [
    "",
    "Hunt with it over events that you exported, and make a case of a finding:",
    `  npx hunts run --rule ${slug}${given} --data DIR`,
    `  npx hunts new case FINDING --rule ${slug}${given} --data DIR`,
    "Decide what hunt.yaml asks, fill in or replace the cases, and try them:",
    `  npx hunts check${given}`,
    `  npx hunts test --rule ${slug}${given}`,
  ];
}

function writeRule(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  terminal: Terminal,
): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    makeFolder(dirname(resolve(file)));
    replaceFile(file, text);
    terminal.out(`created  ${file}`);
  }
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

function checkName(slug: string, taken: readonly string[]): void {
  if (!isSlug(slug))
    throw new UserError(
      `${slug} is not a valid name for a rule`,
      "use lowercase letters, digits and -, beginning with a letter",
    );
  for (const folder of taken)
    if (isThere(join(folder, slug)))
      throw new UserError(`${join(folder, slug)} already exists`, "choose another name");
}

/** A path that leads out of the current folder would not work on other machines. */
function schemaFrom(folder: string, schema: string): string | undefined {
  if (relative(process.cwd(), schema).startsWith("..")) return undefined;
  return relative(folder, schema).split(sep).join("/");
}
