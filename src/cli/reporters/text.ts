import { countText } from "../../hunt/base/count-text.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { ENTITY_TYPES } from "../../hunt/findings/entities/index.ts";
import { entityLabel } from "../../hunt/findings/entities/label.ts";
import type { Entity } from "../../hunt/findings/entity.ts";
import type { Rule } from "../../hunt/findings/rule.ts";
import { tellingCells } from "../../hunt/findings/telling-cells.ts";
import type { Reserved } from "../../hunt/ledger/reserve.ts";
import { countBy } from "../../hunt/ledger/run-record.ts";
import {
  countFindings,
  type FindingsOf,
  highestRisk,
  type RuleSummary,
  type ShownAlone,
  shownAlone,
  statusCounts,
  titleOf,
} from "../summary.ts";
import { type Style, styleText, type Terminal } from "../terminal.ts";

/** How many resources of a rule are shown one by one; the report has the rest. */
const MAX_SHOWN = 10;

const STATUS_STYLE: Readonly<Record<string, Style>> = {
  created: "green",
  failed: "red",
  removed: "yellow",
  existing: "dim",
  planned: "cyan",
};

/** A run as text for people: a block for each rule, then the problems, then the totals. */
export function textReport(
  terminal: Terminal,
  summaries: readonly RuleSummary[],
  problems: readonly Problem[],
): void {
  for (const summary of summaries) ruleBlock(terminal, summary);
  problemLines(terminal, [...problems, ...summaries.flatMap((summary) => summary.problems)]);
  terminal.out(`Resources: ${statusCounts(summaries.flatMap(({ writes }) => writes))}`);
}

export function problemLines(terminal: Terminal, problems: readonly Problem[]): void {
  for (const problem of problems)
    terminal.out(`${styleText(terminal, "red", "problem")}  ${escapedLine(problem)}`);
}

/** Prints notices: worth knowing, but not failures. */
export function noticeLines(terminal: Terminal, notices: readonly Problem[]): void {
  for (const notice of notices) terminal.out(`notice   ${escapedLine(notice)}`);
}

function escapedLine({ where, message, remedy }: Problem): string {
  return `${oneLine(where, 300)}: ${oneLine(message, 500)}; ${oneLine(remedy, 300)}`;
}

function ruleBlock(terminal: Terminal, summary: RuleSummary): void {
  const { rule, windows, rows, findings, suppressions, unanswered } = summary;
  terminal.out(`${styleText(terminal, "bold", rule.slug)}  ${rule.name} (${rule.severity})`);
  const read = `${countText(windows, "window")}, ${countText(rows, "row")} read`;
  terminal.out(
    `  ${read}, ${suppressions.length} suppressed, ${unanswered.length} unanswered, ` +
      `${countText(findings.length, "finding")}`,
  );
  for (const entry of new Set(
    suppressions.flatMap(({ entry: one }) => (one.unverified ? [one] : [])),
  ))
    line(terminal, "unverified", `${entry.id}: an attacker could write ${entry.unverified}`);
  for (const [id, count] of Object.entries(countBy(suppressions, ({ entry }) => entry.id)))
    line(terminal, "suppressed", `${count} by ${id}`);
  for (const [id, count] of Object.entries(summary.pushed))
    line(
      terminal,
      "suppressed",
      `${count} by ${id} in the query itself: too many to return, so only samples are kept`,
    );
  for (const [id, count] of Object.entries(
    countBy(
      findings.flatMap(({ finding }) => finding.returned ?? []),
      (entry) => entry.id,
    ),
  ))
    line(terminal, "returned", `${count}: the entry ${id} has expired`);
  for (const [reason, count] of Object.entries(countBy(unanswered, (item) => item.reason)))
    line(terminal, "unanswered", `${count}: ${reason}`);
  if (summary.unwanted > 0)
    line(terminal, "unwanted", `${summary.unwanted} by the rule's own refinement`);
  if (summary.twins.length > 0)
    line(
      terminal,
      "twins",
      `${countText(summary.twins.length, "row")} of starts that another row logged as well`,
    );
  outcomes(terminal, summary);
  const found = countFindings(summary.grouped);
  const shown = headline(summary, found);
  for (const result of shown.slice(0, MAX_SHOWN))
    resource(terminal, result, found(result.write), rule);
  if (shown.length > MAX_SHOWN)
    terminal.out(`  and ${shown.length - MAX_SHOWN} more, all in the report and in --json`);
  terminal.out(`  ${styleText(terminal, "dim", `resources: ${statusCounts(summary.writes)}`)}\n`);
}

function outcomes(terminal: Terminal, { findings }: RuleSummary): void {
  const listed = findings.filter(({ reservation }) => reservation.outcome === "listed").length;
  const storm = findings.filter(({ reservation }) => reservation.outcome === "storm").length;
  const late = findings.filter((reserved) => reserved.late).length;
  if (listed > 0)
    line(terminal, "listed", `${listed} in comments only: an incident shows 20 bookmarks`);
  if (storm > 0) line(terminal, "storm", `${storm} above the cap of their slot`);
  if (late > 0) line(terminal, "late", `${late} arrived after their slot had closed`);
}

/** The highest risk first. */
function headline(summary: RuleSummary, found: FindingsOf): ShownAlone[] {
  return shownAlone(summary, found)
    .map((result) => ({ result, risk: highestRisk(found(result.write)) }))
    .sort((a, b) => b.risk - a.risk)
    .map(({ result }) => result);
}

function resource(
  terminal: Terminal,
  { write, status }: ShownAlone,
  findings: readonly Reserved[],
  rule: Rule,
): void {
  const style = STATUS_STYLE[status] ?? "dim";
  const title = titleOf({ write, status });
  const kind = write.kind === "row" ? "alert" : write.kind;
  const room = terminal.width - kind.length - status.length - 6;
  terminal.out(
    `  ${kind} ${styleText(terminal, style, status)}  ${oneLine(title, Math.max(room, 20))}`,
  );
  for (const text of [...entityLines(write, findings), ...rowLines(findings, rule)])
    terminal.out(`    ${oneLine(text, terminal.width - 4)}`);
}

/**
 * `findings` are those of the resource; for a group there are several, and their number is shown.
 */
function entityLines(write: ShownAlone["write"], findings: readonly Reserved[]): string[] {
  const own = findings.filter(({ finding }) => finding.group.id === write.id);
  if (write.kind === "row") {
    const { Risk: risk, FindingCount: count } = write.values;
    const entities = findings.flatMap(({ finding }) => finding.entities.map(entityText));
    const many = Number(count) > 1 ? [countText(Number(count), "finding")] : [];
    return [[...many, `risk ${String(risk ?? 0)}`, ...entities.reverse()].join(", ")];
  }
  if (write.kind === "bookmark") {
    const entities = write.entityMappings.map(({ entityType, fieldMappings }) =>
      entityText({ type: entityType, identifiers: fieldMappings }),
    );
    const facts =
      own.length > 0 ? [countText(own.length, "finding"), `risk ${highestRisk(own)}`] : [];
    return [[...facts, ...entities.reverse()].join(", ")];
  }
  const entities = new Set(
    own.flatMap(({ finding }) =>
      finding.entities.filter(({ type }) => !ENTITY_TYPES.get(type)?.inEvidence).map(entityText),
    ),
  );
  const bookmarks = own.filter(({ reservation }) => reservation.outcome === "bookmark").length;
  const facts = [
    countText(own.length, "finding"),
    countText(bookmarks, "bookmark"),
    `risk ${highestRisk(own)}`,
    `severity ${write.severity}`,
  ];
  return [facts.join(", "), [...entities].join(", ")];
}

/** What the row of highest risk says beside the columns that title and entities name. */
function rowLines(findings: readonly Reserved[], { shape, hunt }: Rule): string[] {
  if (shape === "events") return [];
  const rows = findings.map(({ finding }) => finding);
  const [first] = rows.sort((a, b) => b.risk.points - a.risk.points);
  const cells = first ? tellingCells(first.event) : [];
  const own = cells.filter(([column]) => !hunt.key.includes(column));
  return own.length === 0 ? [] : [own.map(([column, text]) => `${column} ${text}`).join(", ")];
}

function entityText(entity: Entity): string {
  return `${entity.type} ${entityLabel(entity)}`;
}

function line(terminal: Terminal, label: string, text: string): void {
  terminal.out(`  ${label.padEnd(11)} ${oneLine(text, terminal.width - 14)}`);
}
