import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readDocument, textPlace } from "../content/document.ts";
import { isBrokenLink, isFolder } from "../files/kind.ts";
import { readText } from "../files/read-text.ts";
import type { Problem } from "../hunt/base/problem.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { checkRule } from "./check.ts";
import { normalise } from "./normalise.ts";
import { type RuleFile, ruleSchema } from "./schema.ts";
import { type Describe, shapeOf } from "./shape.ts";

/** A rule with where it came from. */
export interface LoadedRule {
  readonly rule: Rule;
  readonly file: string;
  readonly text: string;
}

export interface LoadedRules {
  readonly rules: readonly LoadedRule[];
  /** Every rule folder's name, whether its rule can be used or not. */
  readonly slugs: readonly string[];
  /** All that is wrong, in all files; a rule with a problem is left out, the others stay. */
  readonly problems: readonly Problem[];
  /** Rules that another of the same name in a later folder takes the place of. */
  readonly replaced: readonly Problem[];
}

/**
 * Reads every `<slug>/rule.yaml` below folders; a rule takes the place of one with the same slug in
 * an earlier folder. Names that begin with `_` are templates.
 * @throws the system's error where a folder itself cannot be read
 */
export function loadRules(folders: readonly string[], describe: Describe): LoadedRules {
  const listings = folders.map(listRules);
  const places = new Map(
    listings.flatMap(({ folder, slugs }) =>
      slugs.map((slug) => [slug, join(folder, slug, "rule.yaml")] as const),
    ),
  );
  const slugs = [...places.keys()].sort();
  const read = slugs.map((slug) => loadRule(slug, places.get(slug) ?? "", describe));
  const rules = read.flatMap((one) => ("rule" in one ? [one] : []));
  const doubled = sameIds(rules);
  const refused = new Set(doubled.map(({ file }) => file));
  return {
    slugs,
    rules: rules.filter(({ file }) => !refused.has(file)),
    problems: [
      ...read.flatMap((one) => ("problems" in one ? one.problems : [])),
      ...doubled.map(({ problem }) => problem),
      ...listings.flatMap((listing) => listing.problems),
    ],
    replaced: listings.flatMap(({ folder, slugs: own }) =>
      own.flatMap((slug) => replacement(join(folder, slug, "rule.yaml"), places.get(slug) ?? "")),
    ),
  };
}

interface Listing {
  readonly folder: string;
  readonly slugs: readonly string[];
  readonly problems: readonly Problem[];
}

function listRules(folder: string): Listing {
  const names = readdirSync(folder)
    .filter((name) => !name.startsWith("_"))
    .sort();
  const folders = names.filter((name) => isFolder(join(folder, name)));
  const slugs = folders.filter((name) => hasRule(join(folder, name)));
  const problems = [
    ...folders
      .filter((name) => !slugs.includes(name))
      .flatMap((name) => findMisnamed(join(folder, name))),
    ...names
      .filter((name) => isBrokenLink(join(folder, name)))
      .map((name) => brokenLink(join(folder, name))),
  ];
  return { folder, slugs, problems };
}

function replacement(file: string, used: string): Problem[] {
  if (file === used) return [];
  return [
    {
      where: used,
      message: `takes the place of ${file}`,
      remedy: "give it another folder name where both are to run",
    },
  ];
}

/**
 * Whether something is there under the name: a folder, a link that leads nowhere or a closed door
 * is a problem, not no rule.
 */
function hasRule(folder: string): boolean {
  try {
    return lstatSync(join(folder, "rule.yaml"), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

/**
 * A rule that somebody forgot to name as one would never run, and nobody would hear of it: what has
 * events is meant as one, too.
 */
function findMisnamed(folder: string): Problem[] {
  const names = readdirSync(folder);
  const rules = names.filter((name) => /rule.*\.ya?ml$/i.test(name));
  if (rules.length === 0 && !names.includes("events")) return [];
  const [where, remedy] =
    rules.length > 0
      ? [join(folder, rules[0] ?? ""), "name it rule.yaml"]
      : [folder, "write its rule.yaml"];
  return [{ where, message: "is not read as a rule: its folder has no rule.yaml", remedy }];
}

function brokenLink(where: string): Problem {
  return { where, message: "is a link that leads nowhere", remedy: "correct the link" };
}

type Loaded = LoadedRule | { readonly problems: readonly Problem[] };

function loadRule(slug: string, file: string, describe: Describe): Loaded {
  const found = readText(file);
  if ("problem" in found) return { problems: [found.problem] };
  const { text } = found;
  const read = readDocument<RuleFile>(file, text, ruleSchema);
  if ("problems" in read) return { problems: read.problems };
  const rule = normalise(slug, read.value);
  const shape = shapeOf(rule, describe, textPlace(file, text, ["query"]));
  const problems = [...checkRule(rule, read.place), ...("problems" in shape ? shape.problems : [])];
  return problems.length > 0 || "problems" in shape
    ? { problems }
    : { rule: { ...rule, ...shape }, file, text };
}

/** Two rules with one id would share their findings' ids: both are refused. */
function sameIds(rules: readonly LoadedRule[]): { file: string; problem: Problem }[] {
  return rules.flatMap(({ rule, file }) => {
    const other = rules.find(
      (candidate) => candidate.file !== file && candidate.rule.id === rule.id,
    );
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
