import type { RuleVerdict } from "./judge-rule.ts";

/**
 * Reports rules with the id of an earlier one. Each could be scheduled by itself, but together their
 * findings would have the same ids.
 */
export function withSameIds(verdicts: readonly RuleVerdict[]): RuleVerdict[] {
  const first = new Map<string, RuleVerdict>();
  return verdicts.map((verdict) => {
    const { id, file, name, problems } = verdict;
    if (id === null) return verdict;
    const other = first.get(id);
    first.set(id, other ?? verdict);
    if (!other) return verdict;
    const which = other.file === file ? `"${other.name}" in the same file` : other.file;
    const problem = {
      where: `${file}:1:1`,
      message: `id ${id} of "${name}" is also the id of ${which}`,
      remedy: "leave one of them out, or give it a new GUID, as id in a hunt.yaml beside it",
    };
    return { ...verdict, problems: [...problems, problem] };
  });
}
