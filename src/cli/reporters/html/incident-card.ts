import { groupBy } from "../../../hunt/base/by-key.ts";
import { iso } from "../../../hunt/base/window.ts";
import { fieldText, type HuntEvent, recordId } from "../../../hunt/conditions/event.ts";
import type { IncidentWrite, WriteResult } from "../../../hunt/delivery/write.ts";
import { ENTITY_TYPES } from "../../../hunt/findings/entities/index.ts";
import { entityLabel } from "../../../hunt/findings/entities/label.ts";
import type { Finding } from "../../../hunt/findings/finding.ts";
import type { Rule } from "../../../hunt/findings/rule.ts";
import { riskText } from "../../../hunt/findings/score.ts";
import { tellingCells } from "../../../hunt/findings/telling-cells.ts";
import { lastDay } from "../../../hunt/ignore/ignore.ts";
import type { Reserved } from "../../../hunt/ledger/reserve.ts";
import { countFindings, type RuleSummary } from "../../summary.ts";
import { type Html, html, raw } from "./escape.ts";

export type IncidentResult = WriteResult & { readonly write: IncidentWrite };

/** What belongs to an incident. */
interface Belongings {
  /** The findings of its group and those whose bookmark is related to it, in order. */
  readonly findings: readonly Reserved[];
  readonly related: number;
  readonly comments: number;
  /** The row that each bookmark carries, by bookmark id. */
  readonly rows: ReadonlyMap<string, string>;
}

/** Renders the incidents of a run; what belongs to which is worked out once for all of them. */
export function incidentCards(summary: RuleSummary): (result: IncidentResult) => Html {
  const writes = summary.writes.map(({ write }) => write);
  const relations = groupBy(
    writes.filter((write) => write.kind === "relation"),
    ({ incident }) => incident,
  );
  const comments = groupBy(
    writes.filter((write) => write.kind === "comment"),
    ({ incident }) => incident,
  );
  const rows = new Map(
    writes.flatMap((write) =>
      write.kind === "bookmark" && write.queryResult ? [[write.id, write.queryResult]] : [],
    ),
  );
  const found = countFindings(summary.grouped);
  const places = new Map(summary.findings.map(({ finding }, place) => [finding.id, place]));
  const belongings = (write: IncidentWrite): Belongings => {
    const related = relations.get(write.id) ?? [];
    const ids = [
      ...found(write).map(({ finding }) => finding.id),
      ...related.map(({ bookmark }) => bookmark),
    ];
    const own = [...new Set(ids.flatMap((id) => places.get(id) ?? []))].sort((a, b) => a - b);
    const findings = own.flatMap((place) => summary.findings[place] ?? []);
    return {
      findings,
      related: related.length,
      comments: comments.get(write.id)?.length ?? 0,
      rows,
    };
  };
  return (result) => incidentCard(result, belongings(result.write), summary);
}

/** An incident as an analyst would see it: what, who and where, then the evidence. */
function incidentCard(
  { write, status }: IncidentResult,
  { findings: own, related, comments, rows }: Belongings,
  summary: RuleSummary,
): Html {
  return html`<article class="card"><div class="head"><span class="badge ${write.severity}">${write.severity}</span><h3>${write.title}</h3><span class="soft small">${status}</span></div>
<p class="soft small">${own.length} findings, ${related} related bookmarks, ${comments} comments. Rule ${summary.rule.slug}, ${summary.rule.techniques.join(", ")}. Activity ${iso(write.span.from)} to ${iso(write.span.to - 1)}.</p>
${entityChips(own.map(({ finding }) => finding))}
${own.map((reserved, index) => evidence(reserved, index, summary.rule, rows.get(reserved.finding.id)))}</article>`;
}

export function entityChips(findings: readonly Finding[]): Html {
  const chips = new Map<string, Html>();
  for (const entity of findings.flatMap(({ entities }) => entities)) {
    if (ENTITY_TYPES.get(entity.type)?.inEvidence) continue;
    const label = entityLabel(entity);
    chips.set(`${entity.type} ${label}`, html`<li><b>${entity.type}</b>${label}</li>`);
  }
  return html`<ul class="chips">${[...chips.values()]}</ul>`;
}

function evidence(
  { finding, reservation }: Reserved,
  index: number,
  rule: Rule,
  row: string | undefined,
): Html {
  const { event } = finding;
  const text = (column: string) => fieldText(event, column);
  const cells = tellingCells(event);
  const open = index < 3 ? html` open` : html``;
  const summary =
    `${iso(finding.time)}  ${text("Dvc")}  ${text("User")}  ` +
    `${reservation.outcome === "bookmark" ? "" : reservation.outcome}`;
  return html`<details${open}><summary>${summary}</summary>${cells.length > 0 ? cellTable(cells) : startTree(finding)}
${returnedLine(finding)}<p class="soft small">${riskText(finding.risk, rule)}</p>
<p class="soft small">${sourceText(finding)}finding ${finding.id}</p>${rowBlock(row)}</details>`;
}

/** The process below its parent. */
function startTree(finding: Finding): Html {
  const text = (column: string) => fieldText(finding.event, column);
  return html`<ul class="tree"><li>${process(text("ActingProcessName"), text("ActingProcessId"), text("ParentCommandLine"), parentNote(finding))}
<ul><li>${process(text("Process"), text("TargetProcessId"), text("CommandLine"), "")}</li></ul></li></ul>`;
}

/** A row that is no process start, a line for each of its columns. */
export function cellTable(cells: readonly (readonly [column: string, text: string])[]): Html {
  return html`<div class="scroll"><table><tbody>${cells.map(([column, text]) => html`<tr><td class="name">${column}</td><td><code>${text}</code></td></tr>`)}</tbody></table></div>`;
}

/**
 * `Source SecurityEvent; also WindowsEvent, record 1a2b, at 10:00:01.000Z, `: each row of the start,
 * with its record id where it has one; "" for merged rows, which have neither table nor id.
 */
function sourceText({ event, twins }: Finding): string {
  const rowName = (row: HuntEvent) =>
    [fieldText(row, "Type"), recordId(row) && `record ${recordId(row)}`].filter(Boolean).join(", ");
  if (rowName(event) === "") return "";
  const rows = [
    rowName(event),
    ...twins.map((twin) => `also ${rowName(twin)}, at ${iso(twin.time).slice(11)}`),
  ];
  return `Source ${rows.join("; ")}, `;
}

/** The whole row, as in the bookmark's raw view. */
function rowBlock(row: string | undefined): Html {
  if (row === undefined) return html``;
  return html`<details class="small"><summary>The bookmark's row</summary><pre>${jsonLines(row)}</pre></details>`;
}

/**
 * Indented, one field per line. The line breaks are ours; the values are escaped as everywhere.
 */
function jsonLines(json: string): Html[] {
  const lines = JSON.stringify(JSON.parse(json), null, 2).split("\n");
  return lines.map((line, index) => (index === 0 ? html`${line}` : html`${raw("\n")}${line}`));
}

/** A finding that came back because an ignore entry has expired says so. */
export function returnedLine({ returned }: Finding): Html {
  if (!returned?.expires) return html``;
  return html`<p class="warn">The ignore entry ${returned.id} (${returned.owner}) would hide this; its last day was ${lastDay(returned.expires)}.</p>`;
}

function process(image: string, id: string, line: string, note: string): Html {
  return html`<b>${image || "(unknown process)"}</b> <span class="soft small">id ${id || "unknown"}${note}</span>${line ? html`<pre>${line}</pre>` : html`<p class="none">no command line</p>`}`;
}

function parentNote({ parentLine }: Finding): string {
  if (parentLine === "joined") return ", command line joined from the parent's own start";
  return parentLine === "own" ? ", command line from this event" : "";
}
