import { oneLine } from "../../base/escape.ts";
import { recoveryId } from "../../base/ids.ts";
import { limitText } from "../../base/limit-text.ts";
import { iso } from "../../base/window.ts";
import { type Band, capOf } from "../../findings/band.ts";
import { readsOtherCells } from "../../findings/cells.ts";
import { mapEntities } from "../../findings/entity.ts";
import type { Finding, GroupKey } from "../../findings/finding.ts";
import { lastDay } from "../../ignore/ignore.ts";
import type { Delivery, DeliveryContext, Notice, Storm } from "../delivery.ts";
import type { BookmarkWrite } from "../write.ts";
import { entityMappings } from "./entity-mappings.ts";
import { offerEntry, offerText } from "./entry-offer.ts";
import { findingText } from "./evidence.ts";
import { LIMITS } from "./limits.ts";
import { queryResult } from "./query-result.ts";
import {
  recoveryText,
  recoveryTitle,
  troubleLabels,
  troubleText,
  troubleTime,
  troubleTitle,
} from "./trouble-text.ts";
import {
  boundQuery,
  evidenceTime,
  findingTime,
  findingTitle,
  groupQuery,
  groupTitle,
  makeLabels,
  manyRunsText,
  ruleText,
} from "./wording.ts";

/**
 * Only bookmarks: one for each finding or, if the rule groups findings, one for each group and
 * span.
 */
export const bookmark: Delivery = {
  name: "bookmark",
  writes: "bookmarks",
  represent: (finding, context) =>
    context.rule.hunt.group.length > 0
      ? groupBookmark(finding.group, context)
      : findingBookmark(finding, context),
  incident: () => undefined,
  storm: stormBookmark,
  comment: () => undefined,
  trouble: troubleBookmark,
  recovery: recoveryBookmark,
};

/** A finding's own bookmark, which depends only on the finding. */
export function findingBookmark(finding: Finding, context: DeliveryContext): BookmarkWrite {
  const { rule } = context;
  const time = findingTime(finding, rule);
  return {
    ...common(finding.id, finding.group.band, context),
    displayName: findingTitle(finding, context),
    notes: notes(
      findingText(finding, context),
      `${returnedText(finding)}\n\n${offerText(offerEntry(finding, context))}\n\n` +
        `Finding ${finding.id}. ${ruleText(rule)}`,
    ),
    query: groupQuery(finding.group, time, context),
    queryResult: queryResult(finding.event.row),
    evidence: evidenceTime(time, rule),
    eventTime: finding.time,
    entityMappings: entityMappings(finding.entities),
  };
}

function returnedText({ returned }: Finding): string {
  if (!returned?.expires) return "";
  return (
    `\n\nThe ignore entry ${returned.id} (${oneLine(returned.owner, 60)}) would hide this; its ` +
    `last day was ${lastDay(returned.expires)}.`
  );
}

/** Cuts the text from the event first, so that our own text stays whole. */
function notes(evidence: string, ours: string): string {
  return `${limitText(evidence, LIMITS.notes - ours.length)}${ours}`;
}

/**
 * A group's bookmark, which depends only on group and span, whichever finding came first; its row
 * holds the grouping columns.
 */
function groupBookmark(group: GroupKey, context: DeliveryContext): BookmarkWrite {
  const columns = Object.fromEntries(group.values);
  const event = { row: columns, time: group.span.from, derived: {} };
  return {
    ...common(group.id, group.band, context),
    displayName: groupTitle(context.rule.name, group),
    notes: limitText(
      [
        `To see every occurrence between ${iso(group.span.from)} and ${iso(group.span.to)}, ` +
          "run the bookmark's query.",
        ...group.values.map(
          ([column, value]) => `${column}: ${oneLine(value, LIMITS.noteLine) || "(empty)"}`,
        ),
        ...(context.rule.shape === "aggregate" ? [manyRunsText(context.rule)] : []),
      ].join("\n"),
      LIMITS.notes,
    ),
    query: groupQuery(group, group.span, context),
    queryResult: queryResult(columns),
    evidence: evidenceTime(group.span, context.rule),
    eventTime: group.span.from,
    entityMappings: entityMappings(
      mapEntities(event, context.rule.entityMappings, context.entities),
    ),
  };
}

function stormBookmark(id: string, { band, span }: Storm, context: DeliveryContext): BookmarkWrite {
  return {
    ...common(id, band, context),
    displayName: limitText(
      `${context.rule.name}: more than ${capOf(band, context.rule)} findings`,
      LIMITS.title,
    ),
    notes:
      `A slot between ${iso(span.from)} and ${iso(span.to)} held more findings than the rule's ` +
      `cap of ${capOf(band, context.rule)}. The query shows them all.`,
    query: boundQuery(span, context),
    evidence: evidenceTime(span, context.rule),
    eventTime: span.from,
    entityMappings: [],
  };
}

function troubleBookmark(notice: Notice, context: DeliveryContext): BookmarkWrite {
  return aboutRule(
    notice.id,
    { title: troubleTitle(notice, context), text: troubleText(notice, context) },
    notice,
    context,
  );
}

function recoveryBookmark(notice: Notice, context: DeliveryContext): BookmarkWrite {
  return aboutRule(
    recoveryId(notice.id),
    { title: recoveryTitle(notice, context), text: recoveryText(notice) },
    notice,
    context,
  );
}

/** A bookmark about the rule itself: it has no entities, tactics or row. */
function aboutRule(
  id: string,
  { title, text }: { readonly title: string; readonly text: string },
  notice: Notice,
  context: DeliveryContext,
): BookmarkWrite {
  const time = troubleTime(notice);
  return {
    kind: "bookmark",
    id,
    displayName: title,
    notes: limitText(text, LIMITS.notes),
    labels: troubleLabels(notice, context),
    query: boundQuery(time, context),
    evidence: time,
    eventTime: notice.since,
    entityMappings: [],
    tactics: [],
    techniques: [],
  };
}

/** A bookmark has no severity: a label carries that of a rule with bands. */
function common(id: string, { severity }: Band, context: DeliveryContext) {
  const { tactics, techniques, hunt } = context.rule;
  // A finding that comes back in several cells may have another band in each.
  const isGraded = hunt.bands.length > 0 && !readsOtherCells(context.rule);
  const graded = isGraded ? [`${severity} severity`] : [];
  const labels = [...makeLabels(context), ...graded];
  return { kind: "bookmark", id, labels, tactics, techniques } as const;
}
