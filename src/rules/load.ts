import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readDocument, textPlace } from "../content/document.ts";
import type { Problem } from "../hunt/ignore.ts";
import type { Rule } from "../hunt/rule.ts";
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
}

/** Reads every `<slug>/rule.yaml` below a folder; names that begin with `_` are templates. */
export function loadRules(folder: string, describe: Describe): LoadedRules {
  const slugs = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("_") && existsSync(join(folder, entry.name, "rule.yaml")))
    .map(({ name }) => name)
    .sort();
  const read = slugs.map((slug) => loadRule(slug, join(folder, slug, "rule.yaml"), describe));
  const rules = read.flatMap((one) => ("rule" in one ? [one] : []));
  const doubled = sameIds(rules);
  const refused = new Set(doubled.map(({ file }) => file));
  return {
    slugs,
    rules: rules.filter(({ file }) => !refused.has(file)),
    problems: [...read.flatMap((one) => ("problems" in one ? one.problems : [])), ...doubled.map(({ problem }) => problem)],
  };
}

type Loaded = LoadedRule | { readonly problems: readonly Problem[] };

function loadRule(slug: string, file: string, describe: Describe): Loaded {
  const text = readFileSync(file, "utf8");
  const read = readDocument<RuleFile>(file, text, ruleSchema);
  if ("problems" in read) return { problems: read.problems };
  const rule = normalise(slug, read.value);
  const shape = shapeOf(rule, describe, textPlace(file, text, ["query"]));
  const problems = [...checkRule(rule, read.place), ...("problems" in shape ? shape.problems : [])];
  return problems.length > 0 || "problems" in shape ? { problems } : { rule: { ...rule, ...shape }, file, text };
}

/** Two rules with one id would share their findings' ids: both are refused. */
function sameIds(rules: readonly LoadedRule[]): { file: string; problem: Problem }[] {
  return rules.flatMap(({ rule, file }) => {
    const other = rules.find((candidate) => candidate.file !== file && candidate.rule.id === rule.id);
    if (!other) return [];
    const message = `id ${rule.id} is also the id of ${other.rule.slug}`;
    return [{ file, problem: { where: `${file}:1:1`, message, remedy: "give one of them a new GUID; both are left out until then" } }];
  });
}
