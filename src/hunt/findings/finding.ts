import { findingId, groupId, type Owner } from "../base/ids.ts";
import { cellAt, type Window } from "../base/window.ts";
import type { Workspace } from "../base/workspace.ts";
import { fieldText, type HuntEvent } from "../conditions/event.ts";
import type { IgnoreEntry } from "../ignore/ignore.ts";
import { type Band, bandName, findBand } from "./band.ts";
import { type Entity, type EntityTypes, mapEntities } from "./entity.ts";
import { identityText } from "./identity.ts";
import type { Rule } from "./rule.ts";
import type { Risk } from "./score.ts";

/** Where the parent's command line comes from: the event, the parent's own start, or nowhere. */
export type ParentLine = "own" | "joined" | "none";

/** An event that was not hidden, with its entities and a stable id. */
export interface Finding {
  readonly id: string;
  readonly event: HuntEvent;
  readonly time: number;
  readonly entities: readonly Entity[];
  readonly parentLine: ParentLine;
  readonly group: GroupKey;
  readonly slot: Window;
  readonly risk: Risk;
  /** An expired ignore entry that would have hidden it. */
  readonly returned?: IgnoreEntry;
  /** Events from other sources for the same process start. */
  readonly twins: readonly HuntEvent[];
}

/** What findings of the same incident, or the same grouped bookmark, have in common. */
export interface GroupKey {
  readonly id: string;
  readonly band: Band;
  /** The grouping columns with their values, in the rule's order. */
  readonly values: readonly (readonly [column: string, value: string])[];
  readonly span: Window;
}

export function makeOwner(rule: Rule, workspace: Workspace): Owner {
  return { ruleId: rule.id, workspaceId: workspace.id };
}

/** The id that an event has, or would have, as a finding of a rule. */
export function identify(event: HuntEvent, rule: Rule, workspace: Workspace): string {
  return findingId(
    makeOwner(rule, workspace),
    rule.hunt.key.map((column) => keyText(event, column, rule)),
  );
}

/** What was determined about an event beside its row. */
export interface EventVerdict {
  readonly risk: Risk;
  readonly returned: IgnoreEntry | undefined;
  readonly twins: readonly HuntEvent[];
}

export function toFinding(
  event: HuntEvent,
  rule: Rule,
  workspace: Workspace,
  types: EntityTypes,
  judged: EventVerdict,
): Finding {
  const { risk, returned, twins } = judged;
  return {
    id: identify(event, rule, workspace),
    event,
    time: event.time,
    entities: mapEntities(event, rule.entityMappings, types),
    parentLine: describeParentLine(event),
    group: groupKey(event, findBand(risk.points, rule), rule, workspace),
    slot: cellAt(event.time, rule.hunt.slot),
    risk,
    twins,
    ...(returned ? { returned } : {}),
  };
}

function keyText(event: HuntEvent, column: string, rule: Rule): string {
  return column === rule.hunt.time ? String(event.time) : identityText(event, column, rule);
}

/** The group that an event belongs to, or would belong to, as a finding in a band of a rule. */
export function groupKey(event: HuntEvent, band: Band, rule: Rule, workspace: Workspace): GroupKey {
  const span = cellAt(event.time, rule.hunt.span);
  const values = rule.hunt.group.map(
    (column) => [column, identityText(event, column, rule)] as const,
  );
  const id = groupId(
    makeOwner(rule, workspace),
    [bandName(band) ?? band.delivery, ...values.map(([, value]) => value)],
    span.from,
  );
  return { id, band, values, span };
}

/** The query reports it in the column ParentLineSource; "none" if it does not. */
function describeParentLine(event: HuntEvent): ParentLine {
  const source = fieldText(event, "ParentLineSource");
  return source === "own" || source === "joined" ? source : "none";
}

/**
 * Sorts findings by time, then id. If several rows have the same finding id, the one whose content
 * sorts first represents them, so that the result is always the same; the rest are `repeated`.
 */
export function inOrder(findings: readonly Finding[]): {
  readonly ordered: Finding[];
  readonly repeated: HuntEvent[];
} {
  const byId = new Map<string, { finding: Finding; text: string }>();
  const repeated: HuntEvent[] = [];
  for (const finding of findings) {
    const text = JSON.stringify(finding.event.row);
    const other = byId.get(finding.id);
    if (other) repeated.push(text < other.text ? other.finding.event : finding.event);
    if (!other || text < other.text) byId.set(finding.id, { finding, text });
  }
  const ordered = [...byId.values()].map(({ finding }) => finding);
  return { ordered: ordered.sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1)), repeated };
}
