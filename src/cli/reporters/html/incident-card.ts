import { labelOf } from "../../../entities/label.ts";
import { fieldText } from "../../../hunt/event.ts";
import type { Finding } from "../../../hunt/finding.ts";
import { lastDay } from "../../../hunt/ignore.ts";
import type { Rule } from "../../../hunt/rule.ts";
import { riskText } from "../../../hunt/score.ts";
import type { Reserved } from "../../../hunt/slot.ts";
import { iso } from "../../../hunt/window.ts";
import type { IncidentWrite, WriteResult } from "../../../hunt/write.ts";
import type { RuleSummary } from "../../summary.ts";
import { type Html, html } from "./escape.ts";

/** An incident as an analyst would see it: what, who and where, then each piece of evidence. */
export function incidentCard(result: WriteResult & { readonly write: IncidentWrite }, summary: RuleSummary): Html {
  const { write, status } = result;
  const related = summary.writes.filter((other) => other.write.kind === "relation" && other.write.incident === write.id).length;
  const comments = summary.writes.filter((other) => other.write.kind === "comment" && other.write.incident === write.id).length;
  const own = summary.findings.filter(({ finding }) => finding.group.id === write.id || ownsBookmark(summary, write.id, finding.id));
  const rows = carriedRows(summary);
  return html`<article class="card"><div class="head"><span class="badge ${write.severity}">${write.severity}</span><h3>${write.title}</h3><span class="soft small">${status}</span></div>
<p class="soft small">${own.length} findings, ${related} related bookmarks, ${comments} comments. Rule ${summary.rule.slug}, ${summary.rule.techniques.join(", ")}. Activity ${iso(write.span.from)} to ${iso(write.span.to - 1)}.</p>
${entityChips(own.map(({ finding }) => finding))}
${own.map((reserved, index) => evidence(reserved, index, summary.rule, rows.get(reserved.finding.id)))}</article>`;
}

/** What the bookmarks carry as their rows, by bookmark. */
function carriedRows({ writes }: RuleSummary): ReadonlyMap<string, string> {
  return new Map(writes.flatMap(({ write }) => (write.kind === "bookmark" && write.queryResult ? [[write.id, write.queryResult]] : [])));
}

function ownsBookmark({ writes }: RuleSummary, incident: string, bookmark: string): boolean {
  return writes.some(({ write }) => write.kind === "relation" && write.incident === incident && write.bookmark === bookmark);
}

export function entityChips(findings: readonly Finding[]): Html {
  const chips = new Map<string, Html>();
  for (const entity of findings.flatMap(({ entities }) => entities)) {
    if (entity.type === "Process") continue;
    const label = labelOf(entity);
    chips.set(`${entity.type} ${label}`, html`<li><b>${entity.type}</b>${label}</li>`);
  }
  return html`<ul class="chips">${[...chips.values()]}</ul>`;
}

function evidence({ finding, reservation }: Reserved, index: number, rule: Rule, row: string | undefined): Html {
  const { event } = finding;
  const text = (column: string) => fieldText(event, column);
  const open = index < 3 ? html` open` : html``;
  const summary = `${iso(finding.time)}  ${text("Dvc")}  ${text("User")}  ${reservation.outcome === "bookmark" ? "" : reservation.outcome}`;
  return html`<details${open}><summary>${summary}</summary><ul class="tree"><li>${process(text("ActingProcessName"), text("ActingProcessId"), text("ParentCommandLine"), parentNote(finding))}
<ul><li>${process(text("Process"), text("TargetProcessId"), text("CommandLine"), "")}</li></ul></li></ul>
${returnedLine(finding)}<p class="soft small">${riskText(finding.risk, rule)}</p>
<p class="soft small">Source ${text("Type")}, record ${text("_ItemId")}, finding ${finding.id}</p>${rowBlock(row)}</details>`;
}

/** The whole row, as the bookmark's raw view shows it. */
function rowBlock(row: string | undefined): Html {
  if (row === undefined) return html``;
  return html`<details class="small"><summary>The bookmark's row</summary><pre>${JSON.stringify(JSON.parse(row), null, 2)}</pre></details>`;
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
