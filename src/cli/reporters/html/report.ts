import { groupBy } from "../../../hunt/base/by-key.ts";
import { countText } from "../../../hunt/base/count-text.ts";
import type { Problem } from "../../../hunt/base/problem.ts";
import { iso } from "../../../hunt/base/window.ts";
import { fieldText } from "../../../hunt/conditions/event.ts";
import type { Finding } from "../../../hunt/findings/finding.ts";
import { tellingCells } from "../../../hunt/findings/telling-cells.ts";
import { type IgnoreEntry, lastDay, type Suppression } from "../../../hunt/ignore/ignore.ts";
import { TECHNIQUES } from "../../../techniques/index.ts";
import type { Look } from "../../look/look.ts";
import {
  countFindings,
  highestRisk,
  type RuleSummary,
  type ShownAlone,
  shownAlone,
  statusCounts,
  titleOf,
} from "../../summary.ts";
import { type Html, html, raw } from "./escape.ts";
import {
  cellTable,
  entityChips,
  type IncidentResult,
  incidentCards,
  returnedLine,
} from "./incident-card.ts";
import { lookSections } from "./look.ts";
import { STYLE } from "./style.ts";
import { timeline } from "./timeline.ts";

/**
 * A run or a first look as one self-contained page: no script, nothing loaded, every event text
 * escaped.
 */
export function htmlReport(
  summaries: readonly RuleSummary[],
  problems: readonly Problem[],
  look?: Look,
): string {
  const all = [...problems, ...summaries.flatMap((summary) => summary.problems)];
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>Sentinel Hunts ${look ? "first look" : "report"}</title><style>${raw(STYLE)}</style></head>
<body><main><h1>${look ? "First look" : "Hunt report"}</h1><p class="soft">${summaries.map(({ rule }) => rule.name).join(", ")}</p>
${look ? html`${problemSection(all)}${lookSections(look)}` : html`${tiles(summaries)}${problemSection(all)}`}
<section id="timeline"><h2>Timeline</h2><div class="card"><div class="scroll timeline-scroll">${timeline(summaries.flatMap(marks))}</div><p class="soft small">Findings are above the line, suppressed events below it. Days with neither are left out.</p></div></section>
<section id="incidents"><h2>Incidents</h2>${incidents(summaries)}</section>
${summaries.map(alertTable)}<section id="bookmarks"><h2>Grouped bookmarks</h2>${summaries.map(bookmarkTable)}</section>
<section id="suppressed"><h2>Suppressed, by entry</h2>${summaries.map(suppressedTable)}</section>
<section id="unanswered"><h2>Unanswered</h2>${summaries.map(unansweredTable)}</section>
<section id="runs"><h2>Runs</h2>${runTable(summaries)}</section></main></body></html>
`.html;
}

function tiles(summaries: readonly RuleSummary[]): Html {
  const sum = (count: (summary: RuleSummary) => number) =>
    summaries.reduce((total, summary) => total + count(summary), 0);
  const tile = (label: string, count: number) =>
    html`<div class="tile"><b>${count}</b><span class="soft">${label}</span></div>`;
  const writes = (kind: string) =>
    sum(({ writes: all }) => all.filter(({ write }) => write.kind === kind).length);
  return html`<div class="tiles">${[
    tile(
      "rows read",
      sum(({ rows }) => rows),
    ),
    tile(
      "findings",
      sum(({ findings }) => findings.length),
    ),
    tile("incidents", writes("incident")),
    ...(writes("row") > 0 ? [tile("alerts", writes("row"))] : []),
    tile("bookmarks", writes("bookmark")),
    tile(
      "suppressed",
      sum(({ suppressions }) => suppressions.length),
    ),
    tile(
      "unanswered",
      sum(({ unanswered }) => unanswered.length),
    ),
  ]}</div>`;
}

function problemSection(problems: readonly Problem[]): Html {
  if (problems.length === 0) return html``;
  return html`<section id="problems"><h2>Problems</h2><div class="card wrong">${problems.map(({ where, message, remedy }) => html`<p><code>${where}</code> ${message}; ${remedy}</p>`)}</div></section>`;
}

function marks({ findings, suppressions }: RuleSummary) {
  const found = findings.map(({ finding }) => ({
    time: finding.time,
    hidden: false,
    text: `${iso(finding.time)} ${eventText(finding).slice(0, 200)}`,
  }));
  const hidden = suppressions.map(({ event, entry }) => ({
    time: event.time,
    hidden: true,
    text: `${iso(event.time)} hidden by ${entry.id}`,
  }));
  return [...found, ...hidden];
}

function incidents(summaries: readonly RuleSummary[]): Html {
  const cards = summaries.flatMap((summary) => {
    const [found, card] = [countFindings(summary.grouped), incidentCards(summary)];
    return summary.writes
      .filter((result): result is IncidentResult => result.write.kind === "incident")
      .map((result) => ({ risk: highestRisk(found(result.write)), card: card(result) }));
  });
  const ordered = cards.sort((a, b) => b.risk - a.risk).map(({ card }) => card);
  if (ordered.length > 0) return html`${ordered}`;
  const byRule = summaries.some(({ writes }) => writes.some(({ write }) => write.kind === "row"));
  return byRule
    ? html`<p class="none">Sentinel makes them of the alerts below.</p>`
    : html`<p class="none">None.</p>`;
}

/**
 * One row per group, by risk and then with the rarest first, so that what happens all day comes
 * last.
 */
function bookmarkTable(summary: RuleSummary): Html {
  return startsTable(summary, "bookmark", ["bookmark"]);
}

/** The rows of which the hunt's analytics rule makes alerts. */
function alertTable(summary: RuleSummary): Html {
  const table = startsTable(summary, "row", [
    "alert by its analytics rule",
    "alerts by its analytics rule",
  ]);
  return table.html === "" ? table : html`<section><h2>Alerts</h2>${table}</section>`;
}

function startsTable(
  summary: RuleSummary,
  kind: "bookmark" | "row",
  noun: readonly [one: string, many?: string],
): Html {
  const findings = countFindings(summary.grouped);
  const shown = shownAlone(summary, findings).filter(({ write }) => write.kind === kind);
  if (shown.length === 0) return html``;
  const rows = shown
    .map((result) => ({ result, own: findings(result.write) }))
    .map(({ result, own }) => ({
      result,
      found: own.map(({ finding }) => finding),
      risk: highestRisk(own),
    }))
    .sort((a, b) => b.risk - a.risk || a.found.length - b.found.length);
  return html`<div class="card"><div class="head"><h3>${summary.rule.name}</h3><span class="soft small">${countText(shown.length, ...noun)} for ${countText(
    rows.reduce((sum, { found }) => sum + found.length, 0),
    "finding",
  )}</span></div>
<div class="scroll"><table class="stack"><thead><tr><th>Risk</th><th>Findings</th><th>Day</th><th>Who and where</th><th>What, and its first event</th></tr></thead><tbody>${rows.map(
    ({ result, found, risk }) => {
      const [first] = found;
      return html`<tr><td class="n">${risk}</td><td class="n">${found.length}</td><td class="day">${dayOf(result, first)}</td><td class="who">${entityChips(found.slice(0, 1))}</td>
<td><code>${useText(summary.rule, titleOf(result), first)}</code>${first ? html`${shownEvent(first)}${featureLine(first)}${returnedLine(first)}` : html``}${alertBlock(result)}</td></tr>`;
    },
  )}</tbody></table></div></div>`;
}

/** The command line or, of what is no process start, the row. */
function eventText({ event }: Finding): string {
  const cells = tellingCells(event);
  if (cells.length === 0) return fieldText(event, "CommandLine");
  return cells.map(([column, text]) => `${column} ${text}`).join(", ");
}

function shownEvent({ event }: Finding): Html {
  const cells = tellingCells(event);
  return cells.length > 0 ? cellTable(cells) : html`<pre>${fieldText(event, "CommandLine")}</pre>`;
}

/** The text of an alert, as Sentinel shows it. */
function alertBlock({ write }: ShownAlone): Html {
  if (write.kind !== "row") return html``;
  const lines = [write.values.AlertName, "", ...String(write.values.AlertText ?? "").split("\n")];
  return html`<details class="small"><summary>The alert's text</summary><pre>${lines.map((line) => html`${String(line)}${raw("\n")}`)}</pre></details>`;
}

function dayOf({ write }: ShownAlone, first: Finding | undefined): string {
  const time = write.kind === "bookmark" ? write.eventTime : first?.time;
  return time === undefined ? "" : iso(time).slice(0, 10);
}

/** What a bookmark's findings are: the template of their lines, where the rule's technique has one. */
function useText({ hunt }: RuleSummary["rule"], title: string, first: Finding | undefined): string {
  const template = TECHNIQUES.get(hunt.technique ?? "")?.use.template;
  return first && template !== undefined ? fieldText(first.event, template) : title;
}

function featureLine({ risk }: Finding): Html {
  return risk.features.length === 0
    ? html``
    : html`<p class="soft small">${risk.features.map(({ name }) => name).join(", ")}</p>`;
}

function entryFacts({ id, origin, owner, expires, ticket, unverified }: IgnoreEntry): Html {
  const facts = [
    `Entry ${id}`,
    origin,
    ...(owner ? [`owner ${owner}`] : []),
    ...(ticket ? [`ticket ${ticket}`] : []),
  ];
  facts.push(
    expires === undefined ? (unverified ? "no expiry" : "permanent") : `until ${lastDay(expires)}`,
  );
  const weak = unverified
    ? html`<p class="warn">Unverified: an attacker can write a plain term into any line, such as <code>${unverified}</code></p>`
    : html``;
  return html`<p class="soft small">${facts.join(", ")}</p>${weak}`;
}

function suppressedTable({ rule, suppressions, pushed }: RuleSummary): Html {
  if (suppressions.length === 0)
    return html`<p class="none">${rule.slug}: nothing was suppressed.</p>`;
  const entries = new Map(suppressions.map(({ entry }) => [entry.id, entry]));
  const events = groupBy(suppressions, ({ entry }) => entry.id);
  return html`${[...entries.values()].map(
    (
      entry,
    ) => html`<div class="card"><div class="head"><h3>${entry.title}</h3><span class="soft small">${countText(events.get(entry.id)?.length ?? 0, "event")}, rule ${rule.slug}</span></div>
<p>${entry.reason}</p>${entryFacts(entry)}${pushedLine(pushed[entry.id])}${(events.get(entry.id) ?? []).map(suppressedEvent)}</div>`,
  )}`;
}

function pushedLine(events: number | undefined): Html {
  if (!events) return html``;
  return html`<p class="warn">${countText(events, "event")} hidden by the query itself, because there were too many to return; samples are below.</p>`;
}

function suppressedEvent({ event }: Suppression): Html {
  const parent = fieldText(event, "ParentCommandLine");
  return html`<details><summary>${iso(event.time)}  ${fieldText(event, "Dvc")}  ${fieldText(event, "User")}</summary><pre>${fieldText(event, "CommandLine")}</pre>${parent ? html`<p class="soft small">Parent</p><pre>${parent}</pre>` : html``}</details>`;
}

function unansweredTable({ rule, unanswered }: RuleSummary): Html {
  if (unanswered.length === 0)
    return html`<p class="none">${rule.slug}: every event could be judged.</p>`;
  return html`<div class="card"><h3>${rule.slug}</h3><div class="scroll"><table><tbody>${unanswered.map(({ event, reason }) => html`<tr><td>${iso(event.time)}</td><td>${fieldText(event, "Dvc")}</td><td><code>${fieldText(event, "CommandLine")}</code></td><td>${reason}</td></tr>`)}</tbody></table></div></div>`;
}

function runTable(summaries: readonly RuleSummary[]): Html {
  const rows = summaries.map((summary) => {
    const failed = summary.records.filter(({ state }) => state === "failed").length;
    return html`<tr><td>${summary.rule.slug}</td><td>${summary.workspace.name}</td><td class="n">${summary.windows}</td><td class="n">${failed}</td><td class="n">${summary.rows}</td><td>${statusCounts(summary.writes)}</td></tr>`;
  });
  return html`<div class="card scroll"><table><thead><tr><th>Rule</th><th>Workspace</th><th class="n">Windows</th><th class="n">Failed</th><th class="n">Rows</th><th>Resources</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
