import { codeBlock, markdown, oneLine } from "../../base/escape.ts";
import { commentId, incidentId, recoveryId } from "../../base/ids.ts";
import { limitText } from "../../base/limit-text.ts";
import { iso, type Window } from "../../base/window.ts";
import type { Band } from "../../findings/band.ts";
import type { Finding, GroupKey } from "../../findings/finding.ts";
import type { Rule } from "../../findings/rule.ts";
import type { CommentTarget, Delivery, DeliveryContext, Notice, Storm } from "../delivery.ts";
import type { CommentWrite, IncidentWrite } from "../write.ts";
import { findingBookmark } from "./bookmark.ts";
import { offerEntry } from "./entry-offer.ts";
import { findingMarkdown } from "./evidence.ts";
import { LIMITS } from "./limits.ts";
import {
  isWhole,
  recoveryText,
  troubleLabels,
  troubleText,
  troubleTime,
  troubleTitle,
} from "./trouble-text.ts";
import { boundQuery, groupQuery, groupTitle, makeLabels, ruleText } from "./wording.ts";

/**
 * An incident for each group and span, a related bookmark with entities for each finding, and a
 * comment for each slot.
 */
export const incident: Delivery = {
  name: "incident",
  writesIncidents: true,
  bookmark: findingBookmark,
  incident: groupIncident,
  storm: stormIncident,
  comment: slotComment,
  trouble: troubleIncident,
  recovery: recoveryComment,
};

function groupIncident(
  group: GroupKey,
  generation: number,
  context: DeliveryContext,
): IncidentWrite {
  const { rule } = context;
  const before =
    generation > 1
      ? [`Follows incident ${incidentId(group.id, generation - 1)}, which was closed or deleted.`]
      : [];
  const text = groupText(rule, group, before);
  return {
    kind: "incident",
    id: incidentId(group.id, generation),
    title: groupTitle(rule.name, group),
    description: describe(
      text,
      groupQuery(group, group.span, context),
      "the related bookmarks carry it",
    ),
    severity: group.band.severity,
    labels: makeLabels(context),
    span: group.span,
  };
}

/**
 * The text of an incident's description before its query; the values are those of the rule's
 * grouping columns.
 */
export function groupText(
  rule: Rule,
  { band, span, values }: Omit<GroupKey, "id">,
  before: readonly string[],
): string {
  return [
    rule.description.trim(),
    ...before,
    `Findings between ${iso(span.from)} and ${iso(span.to)}. Risk ${riskIn(band, rule)} of 100. ` +
      `${rule.techniques.join(", ")}.`,
    ...values.map(([column, value]) => `${column}: ${oneLine(value, 500) || EMPTY_VALUE}`),
  ].join("\n\n");
}

/** The scores of a band, or without bands the score that the rule gives every finding. */
function riskIn({ from }: Band, { hunt }: Rule): string {
  if (hunt.bands.length === 0) return String(hunt.score);
  const above = hunt.bands.findLast((one) => one.from > from);
  return `${from} to ${above ? above.from - 1 : 100}`;
}

/** How a description shows a value that is "". */
export const EMPTY_VALUE = "(empty)";

function stormIncident(id: string, { band, span }: Storm, context: DeliveryContext): IncidentWrite {
  const { rule } = context;
  const text = stormText(rule, span);
  return {
    kind: "incident",
    id,
    title: stormTitle(rule),
    description: describe(text, boundQuery(span, context), "run the rule's query over that time"),
    severity: band.severity,
    labels: makeLabels(context),
    span,
  };
}

export function stormTitle(rule: Rule): string {
  return limitText(`${rule.name}: more than ${rule.hunt.cap} findings in a slot`, LIMITS.title);
}

/** The text of a storm's description before its query. */
export function stormText(rule: Rule, span: Window): string {
  return (
    `A slot between ${iso(span.from)} and ${iso(span.to)} held more findings than the rule's ` +
    `cap of ${rule.hunt.cap}. Those above it are counted in the comments; the query shows them ` +
    "all."
  );
}

/** A comment that lists the final findings of a slot. */
function slotComment(
  target: CommentTarget,
  findings: readonly Finding[],
  context: DeliveryContext,
): CommentWrite {
  const times = findings.map(({ time }) => time).sort((a, b) => a - b);
  const [first = target.slot.from, last = first] = [times[0], times.at(-1)];
  const head =
    `**${findings.length} finding${findings.length === 1 ? "" : "s"}** between ` +
    `${iso(target.slot.from)} and ${iso(target.slot.to)}, ` +
    (first === last ? `at ${iso(first)}` : `the first at ${iso(first)}, the last at ${iso(last)}`);
  const tail = target.last
    ? [
        "This is the last comment that is written here. More findings may follow: run the " +
          "incident's query.",
      ]
    : [];
  const body = target.storm
    ? stormCounts(findings)
    : findings.map((finding) => findingMarkdown(finding, context));
  const offers = target.storm ? [] : offersFor(findings, context);
  const query = queryBlock(boundQuery(target.slot, context));
  return {
    kind: "comment",
    id: commentId(target.group, target.slot.from),
    incident: target.incident,
    message: fitParts(head, body, offers, [...tail, ruleText(context.rule), query]),
  };
}

/** How many findings are examined, and how many different entries are offered. */
const OFFERED = { findings: 100, entries: 3 };

/** Entries for the findings, each of a different condition. */
function offersFor(findings: readonly Finding[], context: DeliveryContext): string[] {
  const offers = new Map(
    findings
      .slice(0, OFFERED.findings)
      .flatMap((finding) => offerEntry(finding, context) ?? [])
      .map((offer) => [offer.condition, offer]),
  );
  return [...offers.values()]
    .slice(0, OFFERED.entries)
    .map(({ advice, entry }) => `${advice}\n${codeBlock([entry])}`);
}

function stormCounts(findings: readonly Finding[]): string[] {
  const counts = new Map<string, number>();
  for (const { group } of findings) {
    const name = group.values.map(([, value]) => oneLine(value, 80)).join(", ") || "(no group)";
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const ordered = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return ordered.map(([name, count]) => `${count} x ${markdown(name)}`);
}

/**
 * Low, whatever the rule's severity: no attack is known, and automation for high-severity incidents
 * must not run. Not Informational, which many queues hide, since somebody has to act.
 */
const TROUBLE_SEVERITY = "Low";

function troubleIncident(notice: Notice, context: DeliveryContext): IncidentWrite {
  const [text, time] = [troubleText(notice, context), troubleTime(notice)];
  // No single rule's query shows what a whole workspace missed.
  const description = isWhole(notice)
    ? limitText(text, LIMITS.description)
    : describe(text, boundQuery(time, context), "run the rule's query over that time");
  return {
    kind: "incident",
    id: notice.id,
    title: troubleTitle(notice, context),
    description,
    severity: TROUBLE_SEVERITY,
    labels: troubleLabels(notice, context),
    span: time,
  };
}

function recoveryComment(notice: Notice): CommentWrite {
  return {
    kind: "comment",
    id: recoveryId(notice.id),
    incident: notice.id,
    message: markdown(recoveryText(notice)),
  };
}

/** As many parts as fit, the number of the others, and then as many of the `further` texts. */
function fitParts(
  head: string,
  parts: readonly string[],
  further: readonly string[],
  tail: readonly string[],
): string {
  const end = tail.join("\n\n");
  let room = LIMITS.comment - head.length - end.length - 80;
  const fits = (part: string) => {
    if (part.length + 2 > room) return false;
    room -= part.length + 2;
    return true;
  };
  const shown = parts.filter(fits);
  const left = parts.length - shown.length;
  const rest = left > 0 ? [`and ${left} more`] : [];
  return [head, ...shown, ...rest, ...further.filter(fits), end].join("\n\n");
}

/** The query is included whole or not at all: half a query would show something else. */
function describe(text: string, query: string, where: string): string {
  const whole = `${text}\n\nQuery:\n${query}`;
  if (whole.length <= LIMITS.description) return whole;
  const instead = `\n\nThe query is too long to stand here: ${where}.`;
  return `${limitText(text, LIMITS.description - instead.length)}${instead}`;
}

function queryBlock(query: string): string {
  if (query.length > LIMITS.comment / 2) return "The query is too long to stand here.";
  return `Query:\n\`\`\`\`kql\n${query}\n\`\`\`\``;
}
