import type { RuleVerdict } from "./judge-rule.ts";

/** How many rules have problems of a kind, the most frequent first. */
export type Reasons = Readonly<Record<string, number>>;

const LONGEST_REASON = 100;

/** What is said of a rule, without the names that only it has. */
function reasonOf(message: string): string {
  return message
    .replace(/'[^']*'/g, "'...'")
    .replace(/\b\d+\b/g, "n")
    .slice(0, LONGEST_REASON);
}

/** Counts rules by reason; a rule with one reason several times counts once. */
export function countReasons(
  verdicts: readonly RuleVerdict[],
  kind: "problems" | "notices",
): Reasons {
  return countTexts(
    verdicts.flatMap((one) => [...new Set(one[kind].map(({ message }) => reasonOf(message)))]),
  );
}

export function countTexts(texts: readonly string[]): Reasons {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return Object.fromEntries([...counts].sort((a, b) => b[1] - a[1]));
}
