import type { Delivery, DeliveryContext } from "../hunt/delivery.ts";
import { type Entity, entitiesOf } from "../hunt/entity.ts";
import { oneLine } from "../hunt/escape.ts";
import { fieldText } from "../hunt/event.ts";
import type { Finding, GroupKey } from "../hunt/finding.ts";
import { lastDay } from "../hunt/ignore.ts";
import { riskText } from "../hunt/score.ts";
import { iso, type Window } from "../hunt/window.ts";
import type { BookmarkWrite } from "../hunt/write.ts";
import { findingText } from "./evidence.ts";
import { boundQuery, groupQuery, groupTitle, labelsOf } from "./wording.ts";

/** Bookmarks and nothing else: one for each finding, or, where the rule groups, one for each group and span. */
export const bookmark: Delivery = {
  name: "bookmark",
  bookmark: (finding, context) =>
    context.rule.hunt.group.length > 0 ? groupBookmark(finding.group, context) : findingBookmark(finding, context),
  incident: () => undefined,
  storm: stormBookmark,
  comment: () => undefined,
};

/** A finding's own bookmark: depends on the finding alone. */
export function findingBookmark(finding: Finding, context: DeliveryContext): BookmarkWrite {
  const { rule } = context;
  const process = oneLine(fieldText(finding.event, "Process").split("\\").at(-1) ?? "", 60);
  const host = oneLine(fieldText(finding.event, "Dvc"), 60);
  return {
    ...common(finding.id, context),
    displayName: [rule.name, process && `: ${process}`, host && ` on ${host}`].join(""),
    notes: `${findingText(finding)}${returnedText(finding)}\n\n${riskText(finding.risk, rule)}. Finding ${finding.id}.`,
    query: groupQuery(finding.group, finding.slot, context),
    evidence: finding.slot,
    eventTime: finding.time,
    entityMappings: mappingsOf(finding.entities),
  };
}

function returnedText({ returned }: Finding): string {
  if (!returned?.expires) return "";
  return `\n\nThe ignore entry ${returned.id} (${oneLine(returned.owner, 60)}) would hide this; its last day was ${lastDay(returned.expires)}.`;
}

/** A group's bookmark: depends on group and span alone, whichever finding came first. */
function groupBookmark(group: GroupKey, context: DeliveryContext): BookmarkWrite {
  const columns = Object.fromEntries(group.values);
  const event = { row: columns, time: group.span.from, derived: {} };
  return {
    ...common(group.id, context),
    displayName: groupTitle(context.rule.name, group),
    notes: [
      `Every occurrence between ${iso(group.span.from)} and ${iso(group.span.to)}: run the query.`,
      ...group.values.map(([column, value]) => `${column}: ${oneLine(value, 2_000) || "(empty)"}`),
    ].join("\n"),
    query: groupQuery(group, group.span, context),
    evidence: group.span,
    eventTime: group.span.from,
    entityMappings: mappingsOf(entitiesOf(event, context.rule.entityMappings, context.entities)),
  };
}

function stormBookmark(id: string, span: Window, context: DeliveryContext): BookmarkWrite {
  return {
    ...common(id, context),
    displayName: `${context.rule.name}: more than ${context.rule.hunt.cap} findings`,
    notes: `A slot between ${iso(span.from)} and ${iso(span.to)} held more findings than the rule's cap of ${context.rule.hunt.cap}. The query shows them all.`,
    query: boundQuery(span, context),
    evidence: span,
    eventTime: span.from,
    entityMappings: [],
  };
}

function common(id: string, context: DeliveryContext) {
  const { tactics, techniques } = context.rule;
  return { kind: "bookmark", id, labels: labelsOf(context), tactics, techniques } as const;
}

function mappingsOf(entities: readonly Entity[]): BookmarkWrite["entityMappings"] {
  return entities.map(({ type, identifiers }) => ({ entityType: type, fieldMappings: identifiers }));
}
