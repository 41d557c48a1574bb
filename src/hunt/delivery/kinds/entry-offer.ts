import { safeJson } from "../../base/escape.ts";
import { textHash } from "../../base/ids.ts";
import { type Condition, fieldsIn } from "../../conditions/condition.ts";
import type { SourceKnowledge } from "../../conditions/event.ts";
import type { Finding } from "../../findings/finding.ts";
import type { Rule } from "../../findings/rule.ts";
import { lastDay } from "../../ignore/ignore.ts";
import { HIGH_RISK, offeredEnd, TO_FILL } from "../../ignore/offered.ts";

/** A longer condition is not offered: whoever reads it could not judge it. */
const LONGEST = 2_500;

/**
 * An ignore entry for events like a finding, and what to know before it is used; or why there is
 * none, and what to do instead.
 */
export interface EntryOffer {
  /** Equal for findings that the same entry hides, or for which there is none for one reason. */
  readonly id: string;
  readonly advice: string;
  /** A file of ignore entries: YAML, each field on a line of its own; empty if none is offered. */
  readonly lines: readonly string[];
}

/**
 * Offers the entry that hides events like a finding and as little else as one event can tell; none
 * if an attack would hide behind it, if the risk is high, or if it would be too long. Title, reason
 * and owner are left for a person to fill in: until then, the entry hides nothing.
 */
export function offerEntry(
  { id: finding, event, time, risk }: Finding,
  { rule, source }: { readonly rule: Rule; readonly source: SourceKnowledge },
): EntryOffer {
  const { condition, refusal } = source.use(event);
  if (risk.points >= HIGH_RISK)
    return offerNone(`the risk is ${HIGH_RISK} or more. Investigate it first.`);
  if (refusal !== undefined) return offerNone(`${refusal}. ${INSTEAD}`);
  const when = safeJson(JSON.stringify(condition));
  if (when.length > LONGEST) return offerNone(`it would be too long to be judged. ${INSTEAD}`);
  const id = `${rule.slug}-${textHash(when)}`;
  const end = lastDay(offeredEnd(time));
  return {
    id,
    advice:
      `If this is normal here, add the entry below to the watchlist (a column for each line, ` +
      `rules without brackets; fill in the columns ${limits(condition)} to limit it) or to the ` +
      `ignore lists (as ${id}.yaml), with every ${TO_FILL} replaced. As it is, it hides starts with ` +
      `exactly these values, whatever their letter case${openPart(condition)}, on every host and ` +
      `for every user, in the rule ${rule.slug} only, until ${end}. It compares paths and names, ` +
      "not files: whoever can replace a file that it names hides behind it. Before you add it, " +
      "check the folder's permissions and the file's signature, and run " +
      `"npx hunts ignore preview ${id}.yaml" (with --live, over the events of your workspace) and ` +
      `"npx hunts ignore attack ${id}.yaml"; if that finds an attack, do not add the entry. ` +
      "It does not close this incident.",
    lines: [
      "entries:",
      `  - id: ${id}`,
      `    title: "${TO_FILL} (what is it?)"`,
      `    reason: "${TO_FILL} (why is it harmless?) Offered with finding ${finding}."`,
      `    owner: "${TO_FILL}"`,
      `    expires: ${end}`,
      `    rules: [${rule.slug}]`,
      `    when: ${when}`,
    ],
  };
}

const INSTEAD =
  "If it is harmless, close it as benign. If it comes often, see docs/ignore-lists.md, What to do " +
  "without an entry.";

function offerNone(why: string): EntryOffer {
  return { id: why, advice: `No ignore entry is offered: ${why}`, lines: [] };
}

/** An offer as plain text. */
export function offerText({ advice, lines }: EntryOffer): string {
  return [advice, ...lines].join("\n");
}

/** The columns of a watchlist that limit such an entry further. */
function limits(condition: Condition): string {
  return bindsParent(condition) ? "host, user and command_line" : "host and user";
}

/** What such an entry leaves open: an entry on the parent's line binds the child's program alone. */
function openPart(condition: Condition): string {
  return bindsParent(condition) ? " and whatever command line the started program has" : "";
}

function bindsParent(condition: Condition): boolean {
  return fieldsIn(condition).some((field) => field.startsWith("Parent"));
}
