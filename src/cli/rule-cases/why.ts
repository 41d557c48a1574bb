import { countText } from "../../hunt/base/count-text.ts";
import { quote } from "../../hunt/base/escape.ts";
import type { Condition } from "../../hunt/conditions/condition.ts";
import {
  fieldText,
  type HuntEvent,
  type LineReader,
  type Row,
} from "../../hunt/conditions/event.ts";
import { matcher } from "../../hunt/conditions/matcher.ts";
import { EPOCH, eventOf } from "../../hunt/findings/cells.ts";
import type { Hunted, Knowledge } from "../../hunt/findings/hunt.ts";
import type { Rule } from "../../hunt/findings/rule.ts";
import { hasExpired, type IgnoreEntry, lastDay } from "../../hunt/ignore/ignore.ts";
import { countBy } from "../../hunt/ledger/run-record.ts";
import type { RuleCase } from "./read-cases.ts";

/** What became of a case's rows. */
export interface CaseHunted
  extends Pick<Hunted, "findings" | "suppressions" | "unanswered" | "unreadable"> {
  /** The id of the entry that hid it, for each event that is hidden. */
  readonly hiddenBy: readonly string[];
}

/** A case with its outcome. */
export interface Ran {
  readonly rule: Rule;
  readonly one: RuleCase;
  readonly rows: readonly Row[];
  readonly hunted: CaseHunted;
  readonly knowledge: Knowledge;
}

/** Why a case has fewer findings than expected: what happened to its rows. */
export function whyMissing(ran: Ran): string[] {
  const { one, rows, hunted } = ran;
  if (rows.length === 0)
    return [`the query returned no row of its ${countText(one.events.length, "event")}`];
  const expected = one.head.suppressed ?? [];
  const hidden = new Map(hunted.suppressions.map(({ entry }) => [entry.id, entry]));
  const reasons = [
    ...(hunted.unreadable > 0
      ? [`${countText(hunted.unreadable, "row")} without a time in ${ran.rule.hunt.time}`]
      : []),
    ...counts(countBy(hunted.unanswered, ({ reason }) => reason)).map(
      (text) => `unanswered: ${text}`,
    ),
    ...explainUnwanted(ran).map((text) => `unwanted: ${text}`),
    ...[...hidden.values()]
      .filter(({ id }) => !expected.includes(id))
      .map((entry) => `hidden by ${entryText(entry)}`),
  ];
  return reasons.length > 0 ? reasons : [`the query returned ${countText(rows.length, "row")}`];
}

function counts(found: Readonly<Record<string, number>>): string[] {
  return Object.entries(found).map(([text, count]) =>
    count === 1 ? text : `${text} (${count} rows)`,
  );
}

/** An entry that hides a hit: where it comes from, and what to do. */
function entryText(entry: IgnoreEntry): string {
  const { id, origin, unverified, when } = entry;
  if (unverified !== undefined && "value" in when)
    return (
      `the term ${quote(String(when.value), 60)} (${id}): set it for another rule only ` +
      "(IGNORE_COMMAND_LINES__<RULE>), or write a more specific entry"
    );
  const meant =
    `if the case should be hidden, write in its first line "findings": 0, "suppressed": ` +
    `[${JSON.stringify(id)}]`;
  return (
    `the ignore entry ${id} (${origin}): make it more specific, or limit it to certain rules; ` +
    `${meant}; if the rule ships and the entry is right for you, test with --entries shipped`
  );
}

/** Which part of hunt.refine.when the unwanted rows do not meet. */
function explainUnwanted({ rule, rows, hunted, knowledge }: Ran): string[] {
  const { when } = rule.hunt.refine;
  if (!when) return [];
  const source = knowledge.sourceFor(rule.hunt.technique);
  const wanted = matcher(when, source);
  const unanswered = new Set(hunted.unanswered.map(({ event }) => event.row));
  const events = rows
    .filter((row) => !unanswered.has(row))
    .flatMap((row) => eventOf(row, rule, EPOCH, source) ?? []);
  return counts(
    countBy(
      events.filter((event) => !wanted(event)),
      (event) => `hunt.refine.when: ${unmet(when, event, source)}`,
    ),
  );
}

/** The first part of a condition that does not hold for an event. */
function unmet(condition: Condition, event: HuntEvent, reader: LineReader): string {
  if ("all" in condition) {
    const part = condition.all.find((one) => !matcher(one, reader)(event));
    return part ? unmet(part, event, reader) : "it holds";
  }
  if ("any" in condition)
    return condition.any.map((part) => unmet(part, event, reader)).join(", and ");
  if ("not" in condition) return "what it excludes holds";
  const wanted = typeof condition.value === "string" ? condition.value : condition.value.join(", ");
  return (
    `${condition.field} ${condition.op} ${quote(wanted, 80)} does not hold for ` +
    `${quote(fieldText(event, condition.field), 80)}`
  );
}

/** Why the entries that a case names did not hide it. */
export function whyShown(ids: readonly string[], { rule, rows, hunted, knowledge }: Ran): string[] {
  const hid = hunted.suppressions.map(({ entry }) => entry.id);
  const source = knowledge.sourceFor(rule.hunt.technique);
  const [event] = rows.flatMap((row) => eventOf(row, rule, EPOCH, source) ?? []);
  return [...new Set(ids)]
    .filter((id) => !hid.includes(id))
    .map((id) => {
      const entry = knowledge.ignore.find((one) => one.id === id);
      if (!entry) return `there is no entry ${id}`;
      if (!entry.active) return `${id} is not active`;
      if (hasExpired(entry, knowledge.now()))
        return `the last day of ${id} was ${lastDay(entry.expires ?? 0)}`;
      if (entry.rules !== "all" && !entry.rules.includes(rule.slug))
        return `${id} is for ${entry.rules.join(", ")}`;
      if (!event) return "the query did not return it";
      if (matcher(entry.when, source)(event))
        return `${id} matches it, but another entry or the refinement came first`;
      return `${id}: ${unmet(entry.when, event, source)}`;
    });
}

/** The findings of a case that has more than expected. */
export function whatWasFound({ hunted }: Ran): string[] {
  return hunted.findings.map(
    ({ event }) =>
      `a finding is ${quote(fieldText(event, "CommandLine") || JSON.stringify(event.row), 120)}`,
  );
}
