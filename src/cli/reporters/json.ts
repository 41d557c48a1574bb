import { safeJson } from "../../hunt/base/escape.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { iso, windowText } from "../../hunt/base/window.ts";
import { fieldText, type HuntEvent, recordId } from "../../hunt/conditions/event.ts";
import { identify } from "../../hunt/findings/finding.ts";
import type { RuleSummary } from "../summary.ts";

/** The lines of `--json`: one object per line, each with its kind. */
export function jsonLines(
  summaries: readonly RuleSummary[],
  problems: readonly Problem[],
): string[] {
  return [...summaries.flatMap(summaryLines), ...problems.map(problemLine)].map(jsonLine);
}

export function jsonLine(value: object): string {
  return safeJson(JSON.stringify(value));
}

export function problemLine(problem: Problem): object {
  return { kind: "problem", ...problem };
}

export function noticeLine(notice: Problem): object {
  return { kind: "notice", ...notice };
}

function summaryLines(summary: RuleSummary): object[] {
  return [
    ...findingLines(summary),
    ...suppressionLines(summary),
    ...twinLines(summary),
    ...writeLines(summary),
    ...runLines(summary),
    ...summary.problems.map(problemLine),
  ];
}

function findingLines({ rule, workspace, findings }: RuleSummary): object[] {
  return findings.map(({ finding, reservation, late }) => ({
    kind: "finding",
    rule: rule.slug,
    workspace: workspace.id,
    id: finding.id,
    itemId: recordId(finding.event),
    time: iso(finding.time),
    severity: finding.group.band.severity,
    risk: finding.risk.points,
    features: finding.risk.features.map(({ name }) => name),
    outcome: reservation.outcome,
    late,
    parentLine: finding.parentLine,
    entities: finding.entities,
    twins: finding.twins.map(rowName),
    row: finding.event.row,
  }));
}

/** What identifies a row: its table, its time and its record id. */
function rowName(event: HuntEvent): object {
  return { type: fieldText(event, "Type"), time: iso(event.time), itemId: recordId(event) };
}

function twinLines({ rule, workspace, twins }: RuleSummary): object[] {
  return twins.map((event) => ({
    kind: "twin",
    rule: rule.slug,
    workspace: workspace.id,
    ...rowName(event),
  }));
}

function suppressionLines({ rule, workspace, suppressions }: RuleSummary): object[] {
  return suppressions.map(({ event, entry }) => ({
    kind: "suppression",
    rule: rule.slug,
    workspace: workspace.id,
    id: identify(event, rule, workspace),
    itemId: recordId(event),
    entry: entry.id,
    time: iso(event.time),
  }));
}

function writeLines({ rule, workspace, writes }: RuleSummary): object[] {
  return writes.map(({ write, status, message }) => ({
    kind: "write",
    rule: rule.slug,
    workspace: workspace.id,
    op: write.kind,
    resource:
      "incident" in write
        ? `incidents/${write.incident}/${write.kind}s/${write.id}`
        : `${write.kind}s/${write.id}`,
    id: write.id,
    status,
    ...(message ? { message } : {}),
  }));
}

function runLines({ records }: RuleSummary): object[] {
  return records.map(({ version: _, window, unanswered, problems: __, ...record }) => ({
    kind: "run",
    ...record,
    window: windowText(window),
    unanswered: Object.values(unanswered).reduce((sum, count) => sum + count, 0),
    unansweredReasons: unanswered,
  }));
}
