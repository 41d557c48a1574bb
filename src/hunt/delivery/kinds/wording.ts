import { isoDuration } from "../../base/duration.ts";
import { kqlString, oneLine } from "../../base/escape.ts";
import { textHash } from "../../base/ids.ts";
import { limitText } from "../../base/limit-text.ts";
import type { Window } from "../../base/window.ts";
import { fieldText } from "../../conditions/event.ts";
import { readsOtherCells } from "../../findings/cells.ts";
import type { Finding, GroupKey } from "../../findings/finding.ts";
import { isName } from "../../findings/identity.ts";
import { boundedQuery, readRange } from "../../findings/query.ts";
import type { Rule } from "../../findings/rule.ts";
import type { DeliveryContext } from "../delivery.ts";
import { LIMITS } from "./limits.ts";
import { fillTemplate } from "./template.ts";

/** Longest event text in a title or a display name, in code points. */
const TITLE_VALUE = 80;

/** `Rule name: value, value`: every value on one line and made visible, without empty ones. */
export function groupTitle(name: string, { values }: Pick<GroupKey, "values">): string {
  const shown = values
    .map(([, value]) => oneLine(value, TITLE_VALUE))
    .filter((value) => value !== "");
  return limitText(shown.length === 0 ? name : `${name}: ${shown.join(", ")}`, LIMITS.title);
}

/**
 * As the rule says it; otherwise `Rule name: program on host` or, of rows that were merged and name
 * neither, `Rule name: value, value` with the columns of the key.
 */
export function findingTitle(
  { event, counted }: Finding,
  { rule }: Pick<DeliveryContext, "rule">,
): string {
  if (counted) return limitText(`${rule.name}: ${counted}`, LIMITS.title);
  const own = rule.findingName && fillTemplate(rule.findingName, event, TITLE_VALUE);
  if (own) return limitText(own, LIMITS.title);
  const process = oneLine(fieldText(event, "Process").split("\\").at(-1) ?? "", 60);
  const host = oneLine(fieldText(event, "Dvc"), 60);
  if (!process && !host && rule.shape === "aggregate")
    return groupTitle(rule.name, {
      values: rule.hunt.key.map((key) => [key, fieldText(event, key)]),
    });
  return limitText(
    [rule.name, process && `: ${process}`, host && ` on ${host}`].join(""),
    LIMITS.title,
  );
}

/** How many findings each group has, on one line each, the largest group first. */
export function stormCounts(findings: readonly Finding[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { group } of findings) {
    const name = group.values.map(([, value]) => oneLine(value, 80)).join(", ") || "(no group)";
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}

/**
 * KQL that shows a group's events in a window. A column of the query is compared with == (a name
 * with =~); a derived column by texts that its rows must contain, so that the query shows every
 * occurrence, and sometimes other events. A value that is too long for a query is compared by its
 * start, which may also show other events.
 */
export function groupQuery({ values }: GroupKey, window: Window, context: DeliveryContext): string {
  let room: number = LIMITS.literals;
  const clauses = values
    .flatMap(([column, value]) => {
      const needles = context.source.needles(column, value);
      if (needles.length > 0)
        return needles.flatMap(({ column: field, text }) => containing(field, text));
      return context.source.columns.includes(column)
        ? []
        : equal(column, value, isName(column, context.rule));
    })
    .filter((clause) => {
      room -= clause.length;
      return room >= 0;
    });
  return [boundQuery(window, context), ...clauses].join("\n");
}

function equal(column: string, value: string, anyCase: boolean): string[] {
  const start = literalStart(value);
  if (start === value) return [`| where ${column} ${anyCase ? "=~" : "=="} ${kqlString(value)}`];
  const begins = anyCase ? "startswith" : "startswith_cs";
  return start === ""
    ? []
    : [`| where ${column} ${begins} ${kqlString(start)} // the value goes on`];
}

function containing(column: string, text: string): string[] {
  const start = literalStart(text);
  return start === "" ? [] : [`| where ${column} contains ${kqlString(start)}`];
}

/**
 * The longest start of a text whose literal fits; it ends before half a surrogate pair, which no
 * stored text contains.
 */
function literalStart(text: string): string {
  let [start, length] = ["", 2];
  for (const character of text) {
    length += kqlString(character).length - 2;
    if (length > LIMITS.literal || /\p{Cs}/u.test(character)) break;
    start += character;
  }
  return start;
}

/**
 * The time to look at for a finding: its slot, or the whole span where several cells may have it.
 */
export function findingTime({ group, slot }: Finding, rule: Rule): Window {
  return readsOtherCells(rule) ? group.span : slot;
}

/** The time that a resource names beside its query: that of its events, or what its runs read. */
export function evidenceTime(window: Window, rule: Rule): Window {
  return rule.shape === "aggregate" ? readRange(rule, window) : window;
}

/**
 * What a query of a whole span shows, of which each run of a rule that merges rows reads a part: the
 * rows of all runs, or where its clock does more than bound them from below, those of the last run.
 */
export function manyRunsText({ clockAt, hunt }: Rule): string {
  const isLast = clockAt.some(({ text, bounds }) => text.includes("{clock}") && !bounds);
  return (
    `The rule runs every ${isoDuration(hunt.every)} over ${isoDuration(hunt.period)}, and each run ` +
    "may return other values. " +
    (isLast
      ? "The query is that of the last run of this time; for an earlier one, change its times."
      : "The query merges all of this time at once.")
  );
}

/** The rule's query within a window. */
export function boundQuery(window: Window, { rule, parser }: DeliveryContext): string {
  return boundedQuery(rule, window, parser);
}

/** `Rule NAME 1.0.0, query 1a2b3c4d.`: which text of the rule wrote a resource. */
export function ruleText({ slug, version, query }: Rule): string {
  return `Rule ${slug}${version ? ` ${oneLine(version, 40)}` : ""}, query ${textHash(query)}.`;
}

/** The labels, which carry what the stable API has no field for. */
export function makeLabels({ rule }: Pick<DeliveryContext, "rule">): string[] {
  return ["Sentinel Hunts", rule.slug, ...rule.techniques];
}
