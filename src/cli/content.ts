import { relative } from "node:path";
import { checkScope, huntKnowledge } from "../app/entries.ts";
import { type Problem, problemText } from "../hunt/base/problem.ts";
import type { Knowledge } from "../hunt/findings/hunt.ts";
import type { IgnoreList } from "../hunt/ignore/ignore.ts";
import { ignoreList } from "../ignore-lists/index.ts";
import { loadRules } from "../rules/load.ts";
import type { LoadedRule } from "../rules/read-rule.ts";
import { nearest } from "../settings/nearest.ts";
import { unknownRules, withSettings } from "../settings/rule-settings.ts";
import { type Environment, readSettings, type Settings } from "../settings/settings.ts";
import type { ShowEach } from "./counted-progress.ts";
import { type Declared, readDeclared } from "./declared.ts";
import { ruleLanguage } from "./language.ts";
import {
  checkHoldsContent,
  type FolderOptions,
  ignoreListFolders,
  rulesFolders,
} from "./rules-folders.ts";
import { UserError } from "./user-error.ts";

/** Rules, ignore lists and settings, read and checked. */
export interface Content extends Declared {
  /** The folders of the rules, those that ship first. */
  readonly folders: readonly string[];
  readonly rules: readonly LoadedRule[];
  /** The slugs of all rules, whether they are used or not: what entries may name. */
  readonly slugs: readonly string[];
  readonly ignore: IgnoreList;
  readonly settings: Settings;
  readonly knowledge: Knowledge;
  /**
   * What is wrong in rules and in what they may name: what is left out of everything that is said
   * of rules.
   */
  readonly ruleProblems: readonly Problem[];
  /** What is wrong in rules and ignore lists; what it concerns is left out, the rest is used. */
  readonly problems: readonly Problem[];
  /** What of the rules' files is not used, and what stands in for what they leave out. */
  readonly notices: readonly Problem[];
  /** Rules that take the place of others. */
  readonly replaced: readonly Problem[];
}

export interface ContentOptions extends FolderOptions {
  readonly rule?: string | undefined;
  readonly environment: Environment;
  /** Shows how far reading the rules has come. */
  readonly showEach?: ShowEach;
}

/** @throws UserError where settings are wrong or a named rule is not there */
export function loadContent({ rule, environment, showEach, ...options }: ContentOptions): Content {
  const settings = requireSettings(environment);
  const named = rulesFolders(options);
  const folders = named.folders.map(shortest);
  const { declared, problems: declaredProblems, findErrors } = readDeclared(folders);
  const language = ruleLanguage(declared.parsers, declared);
  const { rules, slugs, problems, notices, replaced } = loadRules(
    folders,
    language,
    showEach && ((all, work) => showEach("reading rule", all, (slug) => slug, work)),
  );
  checkHoldsContent({ ...named, folders }, slugs, problems);
  const ruleProblems = [...problems, ...declaredProblems, ...findErrors(language.bind)];
  const list = ignoreList({
    settings: environment,
    folders: ignoreListFolders(folders),
    slugs,
    strict: settings.ignoreStrict,
  });
  const ignore = checkScope(list, settings);
  return {
    folders,
    rules: chosen(rules, rule, settings, problems),
    slugs,
    ignore,
    settings,
    knowledge: huntKnowledge(ignore.entries),
    ...declared,
    ruleProblems,
    problems: [...ruleProblems, ...ignore.problems, ...unknownRules(slugs, settings)],
    notices,
    replaced,
  };
}

/** A folder as messages name it: from here where it lies below, else as it was given. */
function shortest(folder: string): string {
  const below = relative(process.cwd(), folder) || ".";
  return below.startsWith("..") ? folder : below;
}

function requireSettings(environment: Environment): Settings {
  const read = readSettings(environment);
  if ("settings" in read) return read.settings;
  const lines = read.problems.map(problemText);
  throw new UserError(
    `app settings are wrong:\n${lines.join("\n")}`,
    "correct them and start again",
  );
}

/** A rule that is named runs also where the settings disable it. */
function chosen(
  rules: readonly LoadedRule[],
  wanted: string | undefined,
  settings: Settings,
  problems: readonly Problem[],
): LoadedRule[] {
  const named = wanted === undefined ? settings : { ...settings, rulesDisabled: [] };
  const found = rules.filter(({ rule }) => wanted === undefined || rule.slug === wanted);
  if (wanted !== undefined && found.length === 0) throw noSuchRule(rules, wanted, problems);
  return found.flatMap((loaded) =>
    withSettings([loaded.rule], named).map((rule) => ({ ...loaded, rule })),
  );
}

function noSuchRule(
  rules: readonly LoadedRule[],
  wanted: string,
  problems: readonly Problem[],
): UserError {
  const own = problems
    .filter(({ where }) => where.includes(`/${wanted}/`))
    .map(({ where, message }) => `${where}: ${message}`);
  if (own.length > 0)
    return new UserError(
      `the rule ${wanted} cannot be used:\n${own.join("\n")}`,
      "correct it and start again",
    );
  const slugs = rules.map(({ rule }) => rule.slug);
  const near = nearest(wanted, slugs);
  return new UserError(
    `there is no rule ${wanted} that can be used`,
    near ? `did you mean ${near}?` : `there are ${slugs.join(", ") || "none"}`,
  );
}
