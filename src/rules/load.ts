import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readDocument, textPlace } from "../content/document.ts";
import { isBrokenLink, isFolder } from "../files/kind.ts";
import { readText } from "../files/read-text.ts";
import type { Problem } from "../hunt/base/problem.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { checkRule } from "./check.ts";
import { normalise, statedOptions } from "./normalise.ts";
import { type RuleFile, ruleSchema } from "./schema.ts";
import { type Describe, shapeRule } from "./shape.ts";

/** A rule with the file it comes from and the text of that file. */
export interface LoadedRule {
  readonly rule: Rule;
  readonly file: string;
  readonly text: string;
  /** What works otherwise than the file may suggest; it keeps no rule from running. */
  readonly notices: readonly Problem[];
}

export interface LoadedRules {
  readonly rules: readonly LoadedRule[];
  /** The names of all rule folders, including rules that cannot be used. */
  readonly slugs: readonly string[];
  /** The problems of all files. A rule with a problem is left out; the others are not affected. */
  readonly problems: readonly Problem[];
  /** Rules that are overridden by a rule of the same name in a later folder. */
  readonly replaced: readonly Problem[];
}

/**
 * Reads every `<slug>/rule.yaml` in the folders. A rule overrides one with the same slug in an
 * earlier folder. Names that begin with `_` are templates and are skipped.
 * @throws the system error if one of the folders cannot be read
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
  const duplicates = findSameIds(rules);
  const refused = new Set(duplicates.map(({ file }) => file));
  return {
    slugs,
    rules: rules.filter(({ file }) => !refused.has(file)),
    problems: [
      ...read.flatMap((one) => ("problems" in one ? one.problems : [])),
      ...duplicates.map(({ problem }) => problem),
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
      message: `overrides ${file}`,
      remedy: "rename its folder if both are to run",
    },
  ];
}

/**
 * Whether a folder contains anything named rule.yaml. If that is a folder, a broken link or not
 * accessible, it is a rule with a problem rather than no rule.
 */
function hasRule(folder: string): boolean {
  try {
    return lstatSync(join(folder, "rule.yaml"), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

/**
 * Reports a folder that looks like a rule but has no rule.yaml. Otherwise a misnamed rule would
 * silently never run. A folder with events counts as a rule too.
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
  return { where, message: "is a broken link", remedy: "correct the link" };
}

type Loaded = LoadedRule | { readonly problems: readonly Problem[] };

function loadRule(slug: string, file: string, describe: Describe): Loaded {
  const found = readText(file);
  if ("problem" in found) return { problems: [found.problem] };
  const { text } = found;
  const read = readDocument<RuleFile>(file, text, ruleSchema);
  if ("problems" in read) return { problems: read.problems };
  const rule = normalise(slug, read.value);
  const stated = statedOptions(read.value);
  const places = { query: textPlace(file, text, ["query"]), field: read.place };
  const shape = shapeRule(rule, stated, describe, places);
  const shaped = "problems" in shape ? rule : shape.rule;
  const problems = [
    ...checkRule(shaped, read.place),
    ...("problems" in shape ? shape.problems : []),
  ];
  return problems.length > 0 || "problems" in shape
    ? { problems }
    : { rule: shape.rule, file, text, notices: shape.notices };
}

/** Two rules with the same id would share the ids of their findings, so neither is used. */
function findSameIds(rules: readonly LoadedRule[]): { file: string; problem: Problem }[] {
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
