import { oneLine } from "../../base/escape.ts";
import { limitBytes, utf8Length } from "../../base/limit-text.ts";
import { iso, type Window } from "../../base/window.ts";
import type { Band } from "../../findings/band.ts";
import { ENTITY_TYPES } from "../../findings/entities/index.ts";
import { entityLabel } from "../../findings/entities/label.ts";
import type { Entity } from "../../findings/entity.ts";
import { asFound, type Finding } from "../../findings/finding.ts";
import type { DeliveryContext } from "../delivery.ts";
import { alertEntities } from "../findings-table/alert-mappings.ts";
import type { ColumnName } from "../findings-table/columns.ts";
import type { RowWrite } from "../write.ts";
import { entityMappings } from "./entity-mappings.ts";
import { offerEntry, offerText } from "./entry-offer.ts";
import { findingRisk, findingText } from "./evidence.ts";
import { IN_LOGS } from "./incident.ts";
import { LIMITS } from "./limits.ts";
import { queryLink, rowsLink } from "./query-link.ts";
import { queryResult } from "./query-result.ts";
import {
  boundQuery,
  findingTime,
  findingTitle,
  groupQuery,
  ruleText,
  stormCounts,
} from "./wording.ts";

/** Bytes of an alert's name and description. Source: Microsoft Sentinel service limits. */
const ALERT = { name: 256, text: 5_000 } as const;

/** What the evidence may take of an alert's description, bytes, so that our own text has room. */
const EVIDENCE = 2_600;

/** A finding as a row; with `alerts`, an analytics rule makes an alert of it. */
export function findingRow(finding: Finding, alerts: boolean, context: DeliveryContext): RowWrite {
  const { rule } = context;
  const { band, id: group } = finding.group;
  return makeRow(finding.id, "finding", alerts, context, {
    GroupId: group,
    AlertName: findingTitle(finding, context),
    AlertText: findingAlert(finding, alerts, context),
    Severity: band.severity,
    Risk: finding.risk.points,
    RiskReasons: findingRisk(finding, rule),
    EventTime: iso(finding.time),
    LastEventTime: iso(finding.inCell ? finding.group.span.to - 1 : finding.time),
    ...entityColumns(finding.entities),
    Evidence: JSON.parse(queryResult(finding.event.row)) as unknown,
  });
}

/** The findings of a slot above its cap as one row, with their number. */
export function stormRow(
  id: string,
  { group, band, slot }: { readonly group: string; readonly band: Band; readonly slot: Window },
  findings: readonly Finding[],
  context: DeliveryContext,
): RowWrite {
  const { rule } = context;
  const found = findings.map(asFound);
  const times = found.map(({ time }) => time).sort((a, b) => a - b);
  const [first = slot.from, last = first] = [times[0], times.at(-1)];
  const many = `${findings.length} more ${findings.length === 1 ? "finding" : "findings"}`;
  const link = queryLink(boundQuery(slot, context), slot, context);
  return makeRow(id, "storm", true, context, {
    GroupId: group,
    AlertName: `${rule.name}: ${many} in a slot`,
    AlertText: [
      `${many} than the rule's cap between ${iso(slot.from)} and ${iso(slot.to)}, each without a ` +
        "row and an alert of its own. To see them, run the rule's query over that time.",
      ...(link ? [`${IN_LOGS} ${link}`] : []),
      ...stormCounts(findings).map(([name, count]) => `${count} x ${name}`),
      ruleText(rule),
    ].join("\n"),
    Severity: band.severity,
    Risk: found.reduce((most, { risk }) => Math.max(most, risk.points), 0),
    EventTime: iso(first),
    LastEventTime: iso(last),
    FindingCount: findings.length,
  });
}

/** What a row that is about a hunt itself says. Its time is ms. */
interface AboutHunt {
  readonly id: string;
  readonly group: string;
  readonly kind: "trouble" | "recovery";
  readonly title: string;
  readonly text: string;
  readonly severity: "Low" | "Informational";
  readonly time: number;
}

export function huntRow(about: AboutHunt, context: DeliveryContext): RowWrite {
  return makeRow(about.id, about.kind, true, context, {
    GroupId: about.group,
    AlertName: about.title,
    AlertText: about.text,
    Severity: about.severity,
    EventTime: iso(about.time),
    LastEventTime: iso(about.time),
  });
}

type Values = Readonly<Partial<Record<Exclude<ColumnName, "AlertName" | "AlertText">, unknown>>>;

function makeRow(
  id: string,
  kind: "finding" | "storm" | "trouble" | "recovery",
  alerts: boolean,
  { rule }: DeliveryContext,
  values: Values & { readonly AlertName: string; readonly AlertText: string },
): RowWrite {
  return {
    kind: "row",
    id,
    alerts,
    values: {
      FindingId: id,
      HuntId: rule.id,
      HuntName: rule.slug,
      HuntVersion: ruleText(rule),
      RowKind: kind,
      Delivery: alerts ? "incident" : "bookmark",
      FindingCount: 1,
      ...values,
      AlertName: limitBytes(values.AlertName, ALERT.name),
      AlertText: limitBytes(values.AlertText, ALERT.text),
    },
  };
}

function entityColumns(entities: readonly Entity[]): Values {
  const kept = entityMappings(entities).map(({ entityType, fieldMappings }) => ({
    type: entityType,
    identifiers: fieldMappings,
  }));
  const label = (type: string) => {
    const one = kept.find((entity) => entity.type === type);
    return one ? { [type]: oneLine(entityLabel(one), LIMITS.identifier) } : {};
  };
  return {
    ...label("Account"),
    ...label("Host"),
    Entities: alertEntities(kept, ENTITY_TYPES),
  };
}

/**
 * What happened, what the hunt looks for, an ignore entry, and the query that shows it, as a link
 * and as text: in this order, and what does not fit is left out. A link to the group's rows takes
 * the place of one that does not fit. A row without an alert has no link.
 */
function findingAlert(finding: Finding, alerts: boolean, context: DeliveryContext): string {
  const { rule } = context;
  const end = `Finding ${finding.id}. ${ruleText(rule)}`;
  const query = groupQuery(finding.group, findingTime(finding, rule), context);
  // Of each part, the first form that fits.
  const parts = [
    [rule.description.trim()],
    [offerText(offerEntry(finding, context))],
    alerts ? linkForms(query, finding, context) : [],
    [`Query:\n${query}`],
  ];
  const text = [limitBytes(findingText(finding, context), EVIDENCE)];
  let room = ALERT.text - utf8Length(text[0] ?? "") - utf8Length(end) - 4;
  for (const forms of parts) {
    const part = forms.find((form) => utf8Length(form) + 2 <= room);
    if (part === undefined) continue;
    room -= utf8Length(part) + 2;
    text.push(part);
  }
  return [...text, end].join("\n\n");
}

function linkForms(query: string, finding: Finding, context: DeliveryContext): string[] {
  const own = queryLink(query, findingTime(finding, context.rule), context);
  const rows = rowsLink(finding.group, context);
  return [
    ...(own ? [`${IN_LOGS} ${own}`] : []),
    ...(rows ? [`The findings of this incident in Logs: ${rows}`] : []),
  ];
}
