import type { Problem } from "../hunt/base/problem.ts";
import type { IgnoreEntry, IgnoreList } from "../hunt/ignore/ignore.ts";
import { TO_FILL } from "../hunt/ignore/offered.ts";

const FIELDS = ["title", "reason", "owner"] as const;

/**
 * Removes entries that nobody has filled in: such an entry hides nothing where it would be in
 * force, and is reported as a problem.
 */
export function withoutUnfilled({ entries, problems }: IgnoreList): IgnoreList {
  const wrong = entries.flatMap((entry) => unfilledProblem(entry));
  return {
    entries: entries.filter((entry) => unfilledProblem(entry).length === 0),
    problems: [...problems, ...wrong],
  };
}

export function isUnfilled(entry: IgnoreEntry): boolean {
  return FIELDS.some((field) => entry[field].includes(TO_FILL));
}

function unfilledProblem(entry: IgnoreEntry): Problem[] {
  const open = FIELDS.filter((field) => entry[field].includes(TO_FILL));
  if (open.length === 0) return [];
  const message = `the entry ${entry.id} says ${TO_FILL} in ${open.join(", ")}; until then it hides nothing`;
  return [
    {
      where: entry.origin,
      message,
      remedy: "write what the entry is, why it is harmless and who answers for it",
    },
  ];
}
