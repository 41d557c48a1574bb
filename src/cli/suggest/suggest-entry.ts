import type { FieldCondition } from "../../hunt/conditions/condition.ts";
import { fieldText, type HuntEvent } from "../../hunt/conditions/event.ts";
import { matcher } from "../../hunt/conditions/matcher.ts";
import type { Finding } from "../../hunt/findings/finding.ts";
import type { IgnoreEntry } from "../../hunt/ignore/ignore.ts";
import type { LoadedRule } from "../../rules/read-rule.ts";
import { sourceFor } from "../../techniques/source.ts";
import type { Judge, Verdict } from "../attack/judge-entries.ts";
import { conditionFor, entryFor, entryId, explainRefusal } from "../look/use-entry.ts";
import { fieldValues, findUses, type Use } from "../look/uses.ts";

/** The entry for findings that are one use, or why none is suggested. */
export interface Suggestion {
  readonly use: Use;
  readonly findings: readonly Finding[];
  /** The entry, and what was found when it was attacked; undefined if none is suggested. */
  readonly entry: IgnoreEntry | undefined;
  readonly verdict: Verdict | undefined;
  /** Why none is suggested; "" if there is an entry. */
  readonly refused: string;
}

export interface SuggestOptions {
  readonly judge: Judge;
  /** What the rule is tested to hit. */
  readonly hits: readonly HuntEvent[];
  /** Ids that other entries have. */
  readonly taken: ReadonlySet<string>;
  /** Ms. */
  readonly now: number;
}

/** What is bound, in this order, until no attack gets through: what makes an entry narrower. */
const NARROWER: readonly (readonly string[])[] = [
  [],
  ["CommandLine"],
  ["CommandLine", "ActingProcessName", "User"],
  ["CommandLine", "ActingProcessName", "User", "Dvc"],
];

/**
 * Suggests an entry for each use that findings of a rule are of: the widest of NARROWER behind which
 * no attack hides, and which hides nothing that the rule is tested to hit.
 */
export async function suggestEntries(
  { rule }: LoadedRule,
  findings: readonly Finding[],
  options: SuggestOptions,
): Promise<Suggestion[]> {
  const taken = new Set(options.taken);
  const suggestions: Suggestion[] = [];
  const byTime = [...findings].sort((a, b) => a.time - b.time);
  for (const use of findUses(byTime, rule)) {
    const own = byTime.filter((finding) => findUses([finding], rule)[0]?.text === use.text);
    const id = entryId(use, taken);
    taken.add(id);
    const refusal = explainRefusal(use);
    suggestions.push(
      refusal === undefined
        ? await narrow({ use, findings: own, id }, options)
        : { use, findings: own, entry: undefined, verdict: undefined, refused: refusal },
    );
  }
  return suggestions;

  async function narrow(
    { use, findings: own, id }: { use: Use; findings: readonly Finding[]; id: string },
    { judge, hits, now }: SuggestOptions,
  ): Promise<Suggestion> {
    const base = entryFor(use, id, now, "the findings named");
    const source = sourceFor(rule.hunt.technique);
    let last: Verdict | undefined;
    for (const columns of NARROWER) {
      const entry = { ...base, when: withBound(base, own, columns) };
      const hides = matcher(entry.when, source);
      if (!own.every(({ event }) => hides(event))) continue;
      const hit = hits.find((event) => hides(event));
      if (hit) {
        const line = fieldText(hit, "CommandLine");
        const refused =
          `a case of ${rule.slug} must find what it would hide: ${line}; if that is normal for you, write ` +
          "the entry yourself, and test with hunts test --entries shipped";
        return { use, findings: own, entry: undefined, verdict: undefined, refused };
      }
      last = await judge.judge(entry);
      if (last.kind !== "bypassed")
        return { use, findings: own, entry, verdict: last, refused: "" };
    }
    const refused =
      last?.kind === "bypassed"
        ? `an attack hides behind every entry for it: ${last.witness.line}`
        : "no entry hides all of these findings and little else";
    return { use, findings: own, entry: undefined, verdict: last, refused };
  }
}

/** The entry's condition, with further columns bound to what the findings have there. */
function withBound(
  { when }: IgnoreEntry,
  findings: readonly Finding[],
  columns: readonly string[],
): IgnoreEntry["when"] {
  const parts = "all" in when ? when.all : [when];
  const bound = new Set(parts.flatMap((part) => ("field" in part ? [part.field] : [])));
  const more = columns
    .filter((column) => !bound.has(column))
    .flatMap((column): FieldCondition[] => conditionFor(column, fieldValues(findings, column)));
  return { all: [...parts, ...more] };
}
