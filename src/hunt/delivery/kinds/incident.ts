import { codeBlock, markdown, oneLine } from "../../base/escape.ts";
import { commentId, incidentId, recoveryId } from "../../base/ids.ts";
import { limitText } from "../../base/limit-text.ts";
import { iso, type Window } from "../../base/window.ts";
import { type Band, capOf, riskIn } from "../../findings/band.ts";
import { asFound, type Finding, type GroupKey } from "../../findings/finding.ts";
import { handoverFor } from "../../findings/handover.ts";
import type { Rule, Severity } from "../../findings/rule.ts";
import type { CommentTarget, Delivery, DeliveryContext, Notice, Storm } from "../delivery.ts";
import type { CommentWrite, IncidentWrite } from "../write.ts";
import { findingBookmark } from "./bookmark.ts";
import { type EntryOffer, offerEntry } from "./entry-offer.ts";
import { findingMarkdown } from "./evidence.ts";
import { LIMITS } from "./limits.ts";
import { queryLink } from "./query-link.ts";
import {
  isWhole,
  recoveryText,
  troubleLabels,
  troubleText,
  troubleTime,
  troubleTitle,
} from "./trouble-text.ts";
import {
  boundQuery,
  groupQuery,
  groupTitle,
  makeLabels,
  ruleText,
  stormCounts,
} from "./wording.ts";

/**
 * An incident for each group and span, a related bookmark with entities for each finding, and a
 * comment for each slot.
 */
export const incident: Delivery = {
  name: "incident",
  writes: "incidents",
  represent: findingBookmark,
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
      { query: groupQuery(group, group.span, context), window: group.span, context },
      "each related bookmark has it",
    ),
    ...graded(group.band.severity, makeLabels(context), context),
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
    `Findings between ${iso(span.from)} and ${iso(span.to)}. Risk ${riskIn(band, rule)}. ` +
      `${rule.techniques.join(", ")}.`,
    ...values.map(([column, value]) => `${column}: ${oneLine(value, 500) || EMPTY_VALUE}`),
  ].join("\n\n");
}

/** How a description shows a value that is "". */
export const EMPTY_VALUE = "(empty)";

function stormIncident(id: string, { band, span }: Storm, context: DeliveryContext): IncidentWrite {
  const { rule } = context;
  const text = stormText(band, span, rule);
  return {
    kind: "incident",
    id,
    title: stormTitle(band, rule),
    description: describe(
      text,
      { query: boundQuery(span, context), window: span, context },
      "run the rule's query over that time",
    ),
    ...graded(band.severity, makeLabels(context), context),
    span,
  };
}

export function stormTitle(band: Band, rule: Rule): string {
  const count = `${rule.name}: more than ${capOf(band, rule)} findings in a slot`;
  const severity = rule.hunt.bands.length > 0 ? `, ${band.severity} severity` : "";
  return `${limitText(count, LIMITS.title - severity.length)}${severity}`;
}

/** The text of a storm's description before its query. */
export function stormText(band: Band, span: Window, rule: Rule): string {
  const which = rule.hunt.bands.length > 0 ? ` with a risk of ${riskIn(band, rule)}` : "";
  return (
    `A slot between ${iso(span.from)} and ${iso(span.to)} held more findings${which} than the ` +
    `rule's cap of ${capOf(band, rule)}. Those above it are counted in the comments; the query ` +
    "shows them all."
  );
}

/** A comment that lists the final findings of a slot. */
function slotComment(
  target: CommentTarget,
  findings: readonly Finding[],
  context: DeliveryContext,
): CommentWrite {
  const found = findings.map(asFound);
  const times = found.map(({ time }) => time).sort((a, b) => a - b);
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
    ? stormCounts(findings).map(
        ([name, count]) =>
          () =>
            `${count} x ${markdown(name)}`,
      )
    : found.map((finding) => () => findingMarkdown(finding, context));
  const offers = target.storm ? [] : offersFor(found, context);
  const query = queryBlock({
    query: boundQuery(target.slot, context),
    window: target.slot,
    context,
  });
  return {
    kind: "comment",
    id: commentId(target.group, target.slot.from),
    incident: target.incident,
    message: fitParts(head, body, offers, [...tail, ruleText(context.rule), query]),
  };
}

/** How many findings are examined, and how many different entries are offered. */
const OFFERED = { findings: 100, entries: 3 };

/**
 * Entries for the findings, each of a different condition, or why there is none: for the highest
 * risk first.
 */
function offersFor(findings: readonly Finding[], context: DeliveryContext): string[] {
  const offers = new Map<string, EntryOffer>();
  const ordered = findings.slice(0, OFFERED.findings).sort((a, b) => b.risk.points - a.risk.points);
  for (const finding of ordered) {
    const offer = offerEntry(finding, context);
    if (!offers.has(offer.id)) offers.set(offer.id, offer);
  }
  const isNone = ({ lines }: EntryOffer) => Number(lines.length === 0);
  return [...offers.values()]
    .sort((a, b) => isNone(a) - isNone(b))
    .slice(0, OFFERED.entries)
    .map(({ advice, lines }) => (lines.length === 0 ? advice : `${advice}\n${codeBlock(lines)}`));
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
    : describe(
        text,
        { query: boundQuery(time, context), window: time, context },
        "run the rule's query over that time",
      );
  return {
    kind: "incident",
    id: notice.id,
    title: troubleTitle(notice, context),
    description,
    ...graded(TROUBLE_SEVERITY, troubleLabels(notice, context), context),
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

/** After so many parts that do not fit, no further one is made. */
const MOST_MISSES = 20;

/**
 * As many parts as fit, the number of the others, and then as many of the `further` texts; the
 * first of these always has its room.
 */
function fitParts(
  head: string,
  parts: readonly (() => string)[],
  further: readonly string[],
  tail: readonly string[],
): string {
  const end = tail.join("\n\n");
  const [first, ...others] = further;
  let room = LIMITS.comment - head.length - end.length - 80 - (first ? first.length + 2 : 0);
  const fits = (part: string) => {
    if (part.length + 2 > room) return false;
    room -= part.length + 2;
    return true;
  };
  const shown: string[] = [];
  let misses = 0;
  for (const make of parts) {
    if (misses === MOST_MISSES) break;
    const part = make();
    if (fits(part)) shown.push(part);
    else misses += 1;
  }
  const left = parts.length - shown.length;
  const rest = left > 0 ? [`and ${left} more`] : [];
  const offered = first ? [first, ...others.filter(fits)] : [];
  return [head, ...shown, ...rest, ...offered, end].join("\n\n");
}

/** What a severity brings with it. */
function graded(severity: Severity, labels: readonly string[], { rule }: DeliveryContext) {
  const { owner, labels: given } = handoverFor(rule, severity);
  return {
    severity,
    labels: [...new Set([...labels, ...given])],
    ...(owner === undefined ? {} : { owner }),
  };
}

interface ShownQuery {
  readonly query: string;
  readonly window: Window;
  readonly context: DeliveryContext;
}

/**
 * The query and the link to it are included whole or not at all: half a query would show something
 * else. The portal shows a description as plain text.
 */
function describe(text: string, { query, window, context }: ShownQuery, where: string): string {
  if (context.rule.shape === "aggregate")
    return `${limitText(text, LIMITS.description - MERGES.length - 2)}\n\n${MERGES}`;
  const instead = `The query is too long for this description: ${where}.`;
  const whole = `${text}\n\nQuery:\n${query}`;
  const shown =
    whole.length <= LIMITS.description
      ? whole
      : `${limitText(text, LIMITS.description - instead.length - 2)}\n\n${instead}`;
  const link = queryLink(query, window, context);
  const linked = link === undefined ? NO_LINK : `${IN_LOGS} ${link}`;
  return (
    [linked, NO_LINK]
      .map((end) => `${shown}\n\n${end}`)
      .find((all) => all.length <= LIMITS.description) ?? shown
  );
}

/** In place of the query of a rule that merges rows: over a longer time it would merge others. */
export const MERGES =
  "Each run merges the rows of its own time: the bookmarks and comments have its query.";

/** What stands before the link to a query in Logs, and in place of one that is too long. */
export const IN_LOGS = "The query in Logs:";
const NO_LINK = "A link to the query in Logs would be too long.";

function queryBlock({ query, window, context }: ShownQuery): string {
  const link = queryLink(query, window, context);
  const linked = link === undefined ? NO_LINK : `[Open the query in Logs](${link})`;
  if (query.length > LIMITS.comment / 2)
    return `The query is too long for this comment.\n\n${linked}`;
  return `Query:\n\`\`\`\`kql\n${query}\n\`\`\`\`\n\n${linked}`;
}
