import { safeJson } from "../../base/escape.ts";
import type { SourceKnowledge } from "../../conditions/event.ts";
import type { Finding } from "../../findings/finding.ts";
import type { Rule } from "../../findings/rule.ts";
import { lastDay } from "../../ignore/ignore.ts";
import { HIGH_RISK, offeredEnd, TO_FILL } from "../../ignore/offered.ts";

/** A longer entry is not offered: whoever reads it could not judge it. */
const LONGEST = 2_500;

/** An ignore entry for events like a finding, and what to do with it before it is used. */
export interface EntryOffer {
  /** Equal for findings that the same entry hides. */
  readonly condition: string;
  readonly advice: string;
  /** A file of ignore entries, as one line of JSON, which is also YAML. */
  readonly entry: string;
}

/**
 * Offers the entry that hides events like a finding and as little else as one event can tell;
 * undefined if none should, or if it would be too long. Title, reason and owner are left for a
 * person to fill in: until then, the entry hides nothing.
 */
export function offerEntry(
  { id, event, time, risk }: Finding,
  { rule, source }: { readonly rule: Rule; readonly source: SourceKnowledge },
): EntryOffer | undefined {
  const { condition, refusal } = source.use(event);
  if (refusal !== undefined) return undefined;
  const name = `${rule.slug}-${id.slice(0, 8)}`;
  const fields = {
    id: name,
    title: `${TO_FILL}: what is it?`,
    reason: `${TO_FILL}: why is it harmless? Offered with finding ${id}.`,
    owner: TO_FILL,
    expires: lastDay(offeredEnd(time)),
    rules: [rule.slug],
    when: condition,
  };
  const entry = safeJson(JSON.stringify({ entries: [fields] }));
  if (entry.length > LONGEST) return undefined;
  const first = risk.points >= HIGH_RISK ? "Investigate this before you ignore it. " : "";
  return {
    condition: JSON.stringify(condition),
    advice:
      `${first}If it is normal here, save the following as ${name}.yaml, replace every ` +
      `${TO_FILL}, set the last day, run "npx hunts ignore preview ${name}.yaml" to see what it hides and ` +
      `"npx hunts ignore attack ${name}.yaml" to see whether an attack could hide behind it, and ` +
      "add it to the ignore lists or the watchlist.",
    entry,
  };
}
