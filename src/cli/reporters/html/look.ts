import { blindText } from "../../../doctor/blind-spots.ts";
import type { TableVolume } from "../../../doctor/volumes.ts";
import { countText } from "../../../hunt/base/count-text.ts";
import { problemText } from "../../../hunt/base/problem.ts";
import { iso, type Window } from "../../../hunt/base/window.ts";
import { amountText, gigabytes, type Look, perDay, raisedBy } from "../../look/look.ts";
import type { WorkspaceLook } from "../../look/look-at.ts";
import { type Proposal, useText } from "../../look/proposals.ts";
import { dayText, RISK_RANGES, wholeDays } from "../../look/raised.ts";
import { type Html, html } from "./escape.ts";

/**
 * The sections of a first look: what would be raised, what is read and how large it is, what cannot
 * be seen, and the noisiest uses.
 */
export function lookSections(look: Look): Html {
  const stopped = look.stopped
    ? html`<p class="warn">The look was stopped: these are the results until then.</p>`
    : html``;
  return html`<section id="look"><h2>What would be raised</h2><p class="soft">Read only: nothing was written to Azure, and no incident or bookmark was read.</p>${stopped}
${look.notices.map((notice) => html`<p class="warn">${problemText(notice)}</p>`)}
${look.workspaces.filter(({ range }) => range).map((one) => workspaceCards(one, look.pricePerGb))}</section>
<section id="uses"><h2>Noisiest uses</h2>${usesCards(look.proposals)}</section>`;
}

function workspaceCards(look: WorkspaceLook, pricePerGb: number | undefined): Html {
  const { workspace, range, sources } = look;
  if (!range) return html``;
  return html`<div class="card"><div class="head"><h3>${workspace.name}</h3><span class="soft small">${iso(range.from)} to ${iso(range.to)}</span></div>${raisedTable(look)}</div>
${sources ? html`<div class="card"><h3>What the rules read per day</h3>${volumeTable(look, range, pricePerGb)}</div><div class="card"><h3>What the rules can see, on the last day</h3>${sightList(look)}</div>` : html``}`;
}

function raisedTable({ rules }: WorkspaceLook): Html {
  const rows = rules.flatMap((rule) =>
    raisedBy(rule).map(({ resource, all, aDay, aDayByRisk, byRisk }) => {
      const mean = aDayByRisk ?? byRisk;
      const ranges = RISK_RANGES.map(
        ({ name }) => html`<td class="n">${amountText(mean[name] ?? 0)}</td>`,
      );
      return html`<tr><td class="name">${rule.rule.slug}</td><td>${resource}s</td><td class="n">${all}</td><td class="n">${aDay === undefined ? "–" : amountText(aDay)}</td>${ranges}</tr>`;
    }),
  );
  const heads = RISK_RANGES.map(({ name }) => html`<th class="n">risk ${name}</th>`);
  return html`<div class="scroll"><table><thead><tr><th>Rule</th><th>Would be raised</th><th class="n">All</th><th class="n">Per day</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>
<p class="soft small">Per day, in all and by risk: the mean of the whole days (UTC) that were answered.</p>${dayTable(rules)}${rules.map(countsLine)}`;
}

function dayTable(rules: WorkspaceLook["rules"]): Html {
  const days = [
    ...new Set(rules.flatMap((rule) => raisedBy(rule).flatMap(({ byDay }) => [...byDay.keys()]))),
  ].sort((a, b) => a - b);
  const rows = rules.flatMap((rule) => {
    const whole = wholeDays(rule.answered);
    return raisedBy(rule).map(({ resource, byDay }) => {
      const cells = days.map(
        (day) =>
          html`<td class="n">${byDay.get(day) ?? "–"}${byDay.has(day) && !whole.includes(day) ? "*" : ""}</td>`,
      );
      return html`<tr><td class="name">${rule.rule.slug}</td><td>${resource}s</td>${cells}</tr>`;
    });
  });
  const heads = days.map((day) => html`<th class="n">${dayText(day).slice(5)}</th>`);
  return html`<div class="scroll"><table><thead><tr><th>Rule</th><th>By day</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>
<p class="soft small">* part of a day; – not answered.</p>`;
}

function countsLine({
  rule,
  windows,
  answered,
  rows,
  findings,
  suppressed,
  unanswered,
  storm,
  listed,
  notShown,
}: WorkspaceLook["rules"][number]): Html {
  const sum = (counts: Readonly<Record<string, number>>) =>
    Object.values(counts).reduce((all, count) => all + count, 0);
  const facts = [
    `${rule.slug}: ${answered.length} of ${countText(windows, "window")} answered, ` +
      `${countText(rows, "row")} read, ${sum(suppressed)} suppressed, ${sum(unanswered)} ` +
      `unanswered, ${countText(findings, "finding")}`,
    ...(storm > 0 ? [`${storm} above the cap of ${rule.hunt.cap} per slot`] : []),
    ...(listed > 0 ? [`${listed} in comments only`] : []),
    ...(notShown > 0 ? [`${countText(notShown, "event")} counted only, and not shown below`] : []),
  ];
  return html`<p class="small">${facts.join("; ")}.</p>`;
}

function volumeTable(
  { sources }: WorkspaceLook,
  range: Window,
  pricePerGb: number | undefined,
): Html {
  const aDay = (amount: number) => amountText(perDay(amount, range));
  const weight = ({ rows, sized }: TableVolume, bytes: number) =>
    rows > 0 && sized === 0 ? "unknown" : aDay(gigabytes(bytes));
  const price = (volume: TableVolume) =>
    weight(volume, volume.billedStartBytes * (pricePerGb ?? 0));
  const ifPriced = (cell: Html) => (pricePerGb === undefined ? html`` : cell);
  const rows = (sources?.volumes ?? []).map(
    (volume) =>
      html`<tr><td class="name">${volume.table}</td><td class="n">${aDay(volume.rows)}</td><td class="n">${aDay(volume.starts)}</td><td class="n">${weight(volume, volume.bytes)}</td><td class="n">${weight(volume, volume.startBytes)}</td>${ifPriced(html`<td class="n">${price(volume)}</td>`)}</tr>`,
  );
  const missing = (sources?.missing ?? []).map(
    (table) =>
      html`<tr><td class="name">${table}</td><td class="none" colspan="${pricePerGb === undefined ? 4 : 5}">not in the workspace</td></tr>`,
  );
  const priceNote =
    pricePerGb === undefined
      ? html``
      : html`<p class="soft small">Price: what ingesting the billed process starts costs, at ${String(pricePerGb)} per GB.</p>`;
  return html`<div class="scroll"><table><thead><tr><th>Table</th><th class="n">Rows</th><th class="n">Process starts</th><th class="n">GB</th><th class="n">GB of starts</th>${ifPriced(html`<th class="n">Price</th>`)}</tr></thead><tbody>${rows}${missing}</tbody></table></div>${priceNote}`;
}

function sightList({ sources }: WorkspaceLook): Html {
  const checks = (sources?.checks ?? []).map(({ check, state, message, remedy }) => {
    const text = remedy === "" ? message : `${message}; ${remedy}`;
    return html`<p class="small${state === "warning" || state === "failed" ? " warn" : ""}"><b>${check}</b> ${text}</p>`;
  });
  const blind = (sources?.blind ?? [])
    .flatMap(blindText)
    .map((text) => html`<p class="small"><b>not seen</b> ${text}</p>`);
  return html`${checks}${blind}`;
}

function usesCards(proposals: readonly Proposal[]): Html {
  if (proposals.length === 0) return html`<p class="none">No use was seen more than once.</p>`;
  return html`${proposals.map(
    ({
      use,
      entry,
      refused,
    }) => html`<div class="card"><div class="head"><h3><code>${use.text}</code></h3></div>
<p class="soft small">${useText(use)}; ${iso(use.first).slice(0, 10)} to ${iso(use.last).slice(0, 10)}</p><pre>${use.line}</pre>
${entry ? html`<details><summary>The entry that would hide it: ${entry.file}</summary><pre>${entry.text}</pre></details><p class="small">To try to hide an attack behind it: <code>${entry.attack}</code></p>` : html`<p class="warn">No entry: ${refused}</p>`}</div>`,
  )}`;
}
