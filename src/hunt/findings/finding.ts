import { findingId, groupId, type Owner } from "../base/ids.ts";
import { cellAt, type Window } from "../base/window.ts";
import type { Workspace } from "../base/workspace.ts";
import { fieldText, type HuntEvent } from "../conditions/event.ts";
import type { IgnoreEntry } from "../ignore/ignore.ts";
import { type Entity, type EntityTypes, entitiesOf } from "./entity.ts";
import { identityText } from "./identity.ts";
import type { Rule } from "./rule.ts";
import type { Risk } from "./score.ts";

/** How the parent's command line of an event is known. */
export type ParentLine = "own" | "joined" | "none";

/** An event that stayed, with its entities and a stable id. */
export interface Finding {
  readonly id: string;
  readonly event: HuntEvent;
  readonly time: number;
  readonly entities: readonly Entity[];
  readonly parentLine: ParentLine;
  readonly group: GroupKey;
  readonly slot: Window;
  readonly risk: Risk;
  /** An ignore entry that would hide it and has expired. */
  readonly returned?: IgnoreEntry;
  /** Rows of other sources that log the same start. */
  readonly twins: readonly HuntEvent[];
}

/** What puts findings into one incident, or one grouped bookmark. */
export interface GroupKey {
  readonly id: string;
  /** Grouping column and value, in the rule's order. */
  readonly values: readonly (readonly [column: string, value: string])[];
  readonly span: Window;
}

export function ownerOf(rule: Rule, workspace: Workspace): Owner {
  return { ruleId: rule.id, workspaceId: workspace.id };
}

/** The id an event has as a finding of a rule, whether it becomes one or not. */
export function idOf(event: HuntEvent, rule: Rule, workspace: Workspace): string {
  return findingId(
    ownerOf(rule, workspace),
    rule.hunt.key.map((column) => keyText(event, column, rule)),
  );
}

/** What is known of an event besides its row. */
export interface Judged {
  readonly risk: Risk;
  readonly returned: IgnoreEntry | undefined;
  readonly twins: readonly HuntEvent[];
}

export function toFinding(
  event: HuntEvent,
  rule: Rule,
  workspace: Workspace,
  types: EntityTypes,
  judged: Judged,
): Finding {
  const { risk, returned, twins } = judged;
  return {
    id: idOf(event, rule, workspace),
    event,
    time: event.time,
    entities: entitiesOf(event, rule.entityMappings, types),
    parentLine: parentLineOf(event),
    group: groupOf(event, rule, workspace),
    slot: cellAt(event.time, rule.hunt.slot),
    risk,
    twins,
    ...(returned ? { returned } : {}),
  };
}

function keyText(event: HuntEvent, column: string, rule: Rule): string {
  return column === rule.hunt.time ? String(event.time) : identityText(event, column, rule);
}

/** The group an event belongs to as a finding of a rule, whether it becomes one or not. */
export function groupOf(event: HuntEvent, rule: Rule, workspace: Workspace): GroupKey {
  const span = cellAt(event.time, rule.hunt.span);
  const values = rule.hunt.group.map(
    (column) => [column, identityText(event, column, rule)] as const,
  );
  const id = groupId(
    ownerOf(rule, workspace),
    [rule.hunt.delivery, ...values.map(([, value]) => value)],
    span.from,
  );
  return { id, values, span };
}

/** A query that knows says so in the column ParentLineSource. */
function parentLineOf(event: HuntEvent): ParentLine {
  const source = fieldText(event, "ParentLineSource");
  return source === "own" || source === "joined" ? source : "none";
}

/**
 * Findings in one order for ever: by time, then id. Of rows that are one finding the first by its
 * content stands for all; the others are `repeated`.
 */
export function inOrder(findings: readonly Finding[]): {
  readonly ordered: Finding[];
  readonly repeated: HuntEvent[];
} {
  const once = new Map<string, { finding: Finding; text: string }>();
  const repeated: HuntEvent[] = [];
  for (const finding of findings) {
    const text = JSON.stringify(finding.event.row);
    const known = once.get(finding.id);
    if (known) repeated.push(text < known.text ? known.finding.event : finding.event);
    if (!known || text < known.text) once.set(finding.id, { finding, text });
  }
  const ordered = [...once.values()].map(({ finding }) => finding);
  return { ordered: ordered.sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1)), repeated };
}
