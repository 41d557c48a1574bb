import { findingId, groupId, type Owner } from "../base/ids.ts";
import { cellAt, type Window } from "../base/window.ts";
import type { Workspace } from "../base/workspace.ts";
import { fieldText, type HuntEvent } from "../conditions/event.ts";
import type { IgnoreEntry } from "../ignore/ignore.ts";
import { type Band, bandName, findBand, lowestIn } from "./band.ts";
import { readsOtherCells } from "./cells.ts";
import { type Entity, type EntityTypes, mapEntities } from "./entity.ts";
import { identityText } from "./identity.ts";
import type { Rule } from "./rule.ts";
import type { Risk } from "./score.ts";
import { noRowsText } from "./trigger.ts";

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
  /**
   * What the cell that returned it says, where several cells may return it and `event` and `risk`
   * say only what all of them do. For reports and comments; no body may depend on it.
   */
  readonly inCell?: { readonly event: HuntEvent; readonly risk: Risk };
  /** An expired ignore entry that would have hidden it. */
  readonly returned?: IgnoreEntry;
  /** For a cell without rows that is a finding: what was counted. */
  readonly counted?: string;
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
  return findingId(makeOwner(rule, workspace), [
    ...rule.hunt.key.map((column) => keyText(event, column, rule)),
    ...(rule.shape === "aggregate" ? [String(cellOrSpan(event.time, rule))] : []),
  ]);
}

/** The id of the finding that a cell, which begins at `cell` (ms), is because it has no rows. */
function identifyEmpty(cell: number, rule: Rule, workspace: Workspace): string {
  return findingId(makeOwner(rule, workspace), ["no rows", String(cell)]);
}

/** What a finding of merged rows is a finding of: the start of its cell or of its span, ms. */
function cellOrSpan(time: number, rule: Rule): number {
  return readsOtherCells(rule) ? cellAt(time, rule.hunt.span).from : time;
}

/** What was determined about an event beside its row. */
export interface EventVerdict {
  readonly risk: Risk;
  readonly returned: IgnoreEntry | undefined;
  readonly twins: readonly HuntEvent[];
  /** What is shown of it, if that is less than the event; see spanEvent. */
  readonly shown?: HuntEvent | undefined;
}

export function toFinding(
  event: HuntEvent,
  rule: Rule,
  workspace: Workspace,
  types: EntityTypes,
  judged: EventVerdict,
): Finding {
  const { risk, returned, twins, shown = event } = judged;
  const band = findBand(risk.points, rule);
  return {
    id: identify(event, rule, workspace),
    event: shown,
    time: shown.time,
    entities: mapEntities(shown, rule.entityMappings, types),
    parentLine: describeParentLine(shown),
    group: groupKey(event, band, rule, workspace),
    slot: cellAt(event.time, rule.hunt.slot),
    ...(shown === event
      ? { risk }
      : { risk: { points: lowestIn(band, rule), features: [] }, inCell: { event, risk } }),
    twins,
    ...(returned ? { returned } : {}),
  };
}

/** A finding with the whole row that was found, its time and its score. */
export function asFound({ inCell, ...finding }: Finding): Finding {
  return inCell ? { ...finding, ...inCell, time: inCell.event.time } : finding;
}

/** The finding that a cell is because it has no rows; its event has no columns. */
export function emptyCellFinding(
  event: HuntEvent,
  rule: Rule,
  workspace: Workspace,
  risk: Risk,
): Finding {
  const [id, counted] = [identifyEmpty(event.time, rule, workspace), noRowsText(rule)];
  const judged: EventVerdict = { risk, returned: undefined, twins: [] };
  return { ...toFinding(event, rule, workspace, new Map(), judged), id, entities: [], counted };
}

function keyText(event: HuntEvent, column: string, rule: Rule): string {
  return column === rule.hunt.time && rule.shape === "events"
    ? String(event.time)
    : identityText(event, column, rule);
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
    const { event } = asFound(finding);
    const text = JSON.stringify(event.row);
    const other = byId.get(finding.id);
    if (other) repeated.push(text < other.text ? asFound(other.finding).event : event);
    if (!other || text < other.text) byId.set(finding.id, { finding, text });
  }
  const ordered = [...byId.values()].map(({ finding }) => finding);
  return { ordered: ordered.sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1)), repeated };
}
