import type { Problem } from "../hunt/base/problem.ts";
import { fieldsIn } from "../hunt/conditions/condition.ts";
import type { IgnoreEntry } from "../hunt/ignore/ignore.ts";
import { techniqueDeriving } from "../techniques/derived-column.ts";
import type { Technique } from "../techniques/technique.ts";
import type { LoadedRule } from "./read-rule.ts";

/** A rule without the technique whose columns the entries that name it read. */
export interface MissingTechnique {
  readonly loaded: LoadedRule;
  readonly technique: Technique;
  readonly entries: readonly IgnoreEntry[];
}

/** The rules that name no technique, but are named by entries that read the columns of one. */
export function findMissingTechniques(
  entries: readonly IgnoreEntry[],
  rules: readonly LoadedRule[],
): MissingTechnique[] {
  const without = rules.filter(({ rule }) => rule.hunt.technique === undefined);
  return without.flatMap((loaded) => {
    const named = new Map<Technique, IgnoreEntry[]>();
    for (const entry of entries.filter((one) => isNamed(one, loaded)))
      for (const technique of techniquesOf(entry))
        named.set(technique, [...(named.get(technique) ?? []), entry]);
    // A rule can name one technique only: columns of several are a mistake of the entries.
    return named.size === 1
      ? [...named].map(([technique, own]) => ({ loaded, technique, entries: own }))
      : [];
  });
}

function isNamed({ rules }: IgnoreEntry, { rule }: LoadedRule): boolean {
  return rules !== "all" && rules.includes(rule.slug);
}

function techniquesOf(entry: IgnoreEntry): ReadonlySet<Technique> {
  return new Set(fieldsIn(entry.when).flatMap((field) => techniqueDeriving(field) ?? []));
}

export function missingTechniqueProblem({
  loaded,
  technique: { program },
  entries,
}: MissingTechnique): Problem {
  const [first, ...others] = entries.map(({ id }) => id);
  const who =
    others.length === 0
      ? `the entry ${first} reads columns`
      : `${entries.length} ignore entries read columns`;
  return {
    where: loaded.place(["hunt"]),
    message:
      `${who} that only the technique ${program} derives, and ${loaded.rule.slug} names no ` +
      `technique; ${others.length === 0 ? "it hides" : "they hide"} nothing there`,
    remedy: `write technique: ${program} in hunt.yaml, or under hunt: of rule.yaml`,
  };
}
