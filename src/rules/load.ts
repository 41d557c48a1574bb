import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isBrokenLink, isFolder } from "../files/kind.ts";
import { readText } from "../files/read-text.ts";
import { derivedRuleId } from "../hunt/base/ids.ts";
import type { Problem } from "../hunt/base/problem.ts";
import type { FormFile, FormRule } from "./forms/form.ts";
import { readRulesIn } from "./forms/read-file.ts";
import { HUNT_FILE, type ReadHuntFile, readHuntFile } from "./hunt-file.ts";
import { type Language, type LoadedRule, readRule } from "./read-rule.ts";
import { findRuleFile, type RuleFolder } from "./rule-folder.ts";

export interface LoadedRules {
  readonly rules: readonly LoadedRule[];
  /** The names of all rule folders, including rules that cannot be used. */
  readonly slugs: readonly string[];
  /** The problems of all files. A rule with a problem is left out; the others are not affected. */
  readonly problems: readonly Problem[];
  /** What of the files is not used, and what stands in for what they leave out. */
  readonly notices: readonly Problem[];
  /** Rules that are overridden by a rule of the same name in a later folder. */
  readonly replaced: readonly Problem[];
}

/** Does the work of each rule folder, in order. */
export type EachSlug = <R>(slugs: readonly string[], work: (slug: string) => R) => R[];

/**
 * Reads the rule of every `<slug>/` in the folders, with the hunt.yaml beside it. A rule overrides
 * one with the same slug in an earlier folder. Names that begin with `_` are templates and are
 * skipped.
 * @throws the system error if one of the folders cannot be read
 */
export function loadRules(
  folders: readonly string[],
  language: Language,
  eachSlug: EachSlug = (slugs, work) => slugs.map(work),
): LoadedRules {
  const listings = folders.map(listRules);
  const places = new Map(listings.flatMap(({ found }) => found));
  const slugs = [...places.keys()].sort();
  const read = eachSlug(slugs, (slug) => loadRule(slug, places.get(slug), language));
  const rules = read.flatMap(({ loaded }) => loaded ?? []);
  const duplicates = findSameIds(rules);
  const refused = new Set(duplicates.map(({ file }) => file));
  return {
    slugs,
    rules: rules.filter(({ file }) => !refused.has(file)),
    problems: [
      ...read.flatMap(({ problems }) => problems),
      ...duplicates.map(({ problem }) => problem),
      ...listings.flatMap((listing) => listing.problems),
    ],
    notices: read.flatMap(({ notices }) => notices),
    replaced: listings.flatMap(({ found }) =>
      found.flatMap(([slug, own]) => replacement(own, places.get(slug))),
    ),
  };
}

interface RuleFiles {
  readonly file: string;
  readonly huntFile: string | undefined;
}

interface Listing {
  readonly found: readonly (readonly [slug: string, files: RuleFiles])[];
  readonly problems: readonly Problem[];
}

function listRules(folder: string): Listing {
  const names = readdirSync(folder)
    .filter((name) => !name.startsWith("_"))
    .sort();
  const read = names
    .filter((name) => isFolder(join(folder, name)))
    .map((name) => [name, findRuleFile(join(folder, name))] as const);
  return {
    found: read.flatMap(([name, one]) => (hasFile(one) ? [[name, one] as const] : [])),
    problems: [
      ...read.flatMap(([, one]) => (one && "problem" in one ? [one.problem] : [])),
      ...names
        .filter((name) => isBrokenLink(join(folder, name)))
        .map((name) => brokenLink(join(folder, name))),
    ],
  };
}

function hasFile(found: RuleFolder | undefined): found is RuleFiles {
  return found !== undefined && "file" in found;
}

function replacement(own: RuleFiles, used: RuleFiles | undefined): Problem[] {
  if (used === undefined || own.file === used.file) return [];
  return [
    {
      where: used.file,
      message: `overrides ${own.file}`,
      remedy: "rename its folder if both are to run",
    },
  ];
}

function brokenLink(where: string): Problem {
  return { where, message: "is a broken link", remedy: "correct the link" };
}

interface Loaded {
  readonly loaded?: LoadedRule;
  readonly problems: readonly Problem[];
  readonly notices: readonly Problem[];
}

function loadRule(slug: string, files: RuleFiles | undefined, language: Language): Loaded {
  const { file = "", huntFile } = files ?? {};
  const found = readText(file);
  const ours = huntFile === undefined ? undefined : readHuntFile(huntFile);
  const wrong = ours && "problems" in ours ? ours.problems : [];
  const own = ours && "value" in ours ? ours : undefined;
  if ("problem" in found) return { problems: [found.problem, ...wrong], notices: [] };
  const held = readRulesIn(file, found.text);
  const chosen = chooseRule(file, held, own);
  if ("problem" in chosen)
    return { problems: [...held.problems, ...chosen.problem, ...wrong], notices: [] };
  const number = own?.value.rule ?? 1;
  const source = {
    slug,
    file,
    found: chosen.rule,
    ours: own,
    name: slug,
    id: derivedRuleId(slug, number),
  };
  const { loaded, problems, notices } = readRule(source, language);
  const all = [...held.problems, ...wrong, ...problems];
  return {
    ...(all.length === 0 ? { loaded } : {}),
    problems: all,
    notices: [...held.notices, ...notices],
  };
}

/** The one rule of a folder's file, or the one that hunt.yaml names. */
function chooseRule(
  file: string,
  { rules, problems, holdsNothing }: FormFile,
  ours: ReadHuntFile | undefined,
): { readonly rule: FormRule } | { readonly problem: readonly Problem[] } {
  const number = ours?.value.rule;
  const rule = rules[(number ?? 1) - 1];
  if (rule && (number !== undefined || rules.length === 1)) return { rule };
  if (rules.length === 0)
    return {
      problem: problems.length > 0 ? [] : [noRule(file, holdsNothing || "it has no query")],
    };
  const where = number === undefined ? `${file}:1:1` : (ours?.place(["rule"]) ?? file);
  return {
    problem: [
      {
        where,
        message: `the file holds ${rules.length} rules`,
        remedy: `name one in ${HUNT_FILE}, from rule: 1 to rule: ${rules.length}`,
      },
    ],
  };
}

function noRule(file: string, reason: string): Problem {
  return {
    where: `${file}:1:1`,
    message: `holds no rule: ${reason}`,
    remedy: "write a rule in it",
  };
}

/** Two rules with the same id would share the ids of their findings, so neither is used. */
function findSameIds(rules: readonly LoadedRule[]): { file: string; problem: Problem }[] {
  const byId = new Map<string, LoadedRule[]>();
  for (const one of rules) byId.set(one.rule.id, [...(byId.get(one.rule.id) ?? []), one]);
  return rules.flatMap(({ rule, file }) => {
    const other = byId.get(rule.id)?.find((candidate) => candidate.file !== file);
    if (!other) return [];
    const message = `id ${rule.id} is also the id of ${other.rule.slug}`;
    return [
      {
        file,
        problem: {
          where: `${file}:1:1`,
          message,
          remedy: "give one of them a new GUID; both are left out until then",
        },
      },
    ];
  });
}
