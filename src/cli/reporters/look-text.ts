import { blindText } from "../../doctor/blind-spots.ts";
import type { TableVolume } from "../../doctor/volumes.ts";
import { countText } from "../../hunt/base/count-text.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import { problemText } from "../../hunt/base/problem.ts";
import { iso, type Window } from "../../hunt/base/window.ts";
import { bandsOf } from "../../hunt/findings/band.ts";
import { amountText, gigabytes, type Look, perDay, raisedBy } from "../look/look.ts";
import type { WorkspaceLook } from "../look/look-at.ts";
import { useText } from "../look/proposals.ts";
import { dayText, type RaisedCount, RISK_RANGES, wholeDays } from "../look/raised.ts";
import type { RuleLook } from "../look/rule-look.ts";
import { styleText, type Terminal } from "../terminal.ts";
import { problemLines } from "./text.ts";
import { wrapText } from "./wrap-text.ts";

/** A first look as text for people. Commands that are meant to be pasted are never cut. */
export function lookText(terminal: Terminal, look: Look): void {
  terminal.out(
    `${styleText(terminal, "bold", "First look")}: nothing was written to Azure, and no ` +
      "incident or bookmark was read",
  );
  if (look.stopped)
    terminal.out(
      styleText(terminal, "yellow", "The look was stopped: these are the results until then."),
    );
  for (const one of look.workspaces) workspaceBlock(terminal, one, look.pricePerGb);
  if (look.workspaces.some(({ rules }) => rules.length > 0)) usesBlock(terminal, look);
  for (const notice of look.notices) paragraph(terminal, `notice   ${problemText(notice)}`);
  problemLines(terminal, look.problems);
}

function workspaceBlock(
  terminal: Terminal,
  look: WorkspaceLook,
  pricePerGb: number | undefined,
): void {
  const { workspace, range, rules } = look;
  if (!range) return;
  terminal.out(`\n${styleText(terminal, "bold", oneLine(workspace.name, 40))}  ${timeText(range)}`);
  for (const rule of rules) ruleBlock(terminal, rule);
  volumesBlock(terminal, look, range, pricePerGb);
  sourcesBlock(terminal, look);
}

/** `2026-11-19T10:00Z to 2026-11-26T10:00Z`. */
function timeText({ from, to }: Window): string {
  return `${iso(from).slice(0, 16)}Z to ${iso(to).slice(0, 16)}Z`;
}

function ruleBlock(terminal: Terminal, look: RuleLook): void {
  const { rule, windows, answered, rows, findings, suppressed, unanswered } = look;
  const hidden = Object.values(suppressed).reduce((sum, count) => sum + count, 0);
  const unjudged = Object.values(unanswered).reduce((sum, count) => sum + count, 0);
  terminal.out(
    `\n${styleText(terminal, "bold", rule.slug)}  ` +
      `${oneLine(`${rule.name} (${rule.severity})`, terminal.width - rule.slug.length - 2)}`,
  );
  const read =
    `${answered.length} of ${countText(windows, "window")} answered, ` +
    `${countText(rows, "row")} read`;
  paragraph(
    terminal,
    `${read}, ${hidden} suppressed, ${unjudged} unanswered, ${countText(findings, "finding")}`,
  );
  raisedTable(terminal, look);
  if (hidden > 0)
    writeLabelled(
      terminal,
      "suppressed",
      Object.entries(suppressed)
        .map(([id, count]) => `${count} by ${id}`)
        .join(", "),
    );
  for (const [reason, count] of Object.entries(unanswered))
    writeLabelled(terminal, "unanswered", `${count}: ${reason}`);
  const deliveries = [...new Set(bandsOf(rule).map(({ delivery }) => delivery))];
  const cap =
    `above the cap of ${rule.hunt.cap} per slot (hunt.cap, MAX_FINDINGS): one ` +
    `${deliveries.join(" or ")} per day represents them`;
  if (look.storm > 0)
    writeLabelled(terminal, "storm", `${countText(look.storm, "finding")} ${cap}`);
  if (look.listed > 0)
    writeLabelled(
      terminal,
      "listed",
      `${countText(look.listed, "finding")} in comments only: an incident shows 20 bookmarks`,
    );
  const above =
    `${countText(look.notShown, "event")} (found, suppressed or unanswered) are only counted: ` +
    "too many for the HTML report";
  if (look.notShown > 0) writeLabelled(terminal, "not shown", above);
}

const RANGE_WIDTH = 8;

/** How many per day by risk and, below, how many on each day. */
function raisedTable(terminal: Terminal, look: RuleLook): void {
  const whole = wholeDays(look.answered);
  const cell = (text: string) => text.padStart(RANGE_WIDTH);
  const [lowest = "", ...higher] = RISK_RANGES.map(({ name }) => name);
  terminal.out(
    "  " +
      `${["would be raised".padEnd(17), cell("all"), cell("per day"), `   risk ${lowest}`.padStart(12), ...higher.map(cell)].join("")}`,
  );
  for (const count of raisedBy(look)) {
    const mean = count.aDayByRisk ?? count.byRisk;
    const [low = "", ...high] = RISK_RANGES.map(({ name }) => amountText(mean[name] ?? 0));
    const aDay = count.aDay === undefined ? "-" : amountText(count.aDay);
    terminal.out(
      "  " +
        `${[`${count.resource}s`.padEnd(17), cell(String(count.all)), cell(aDay), low.padStart(12), ...high.map(cell)].join("")}`,
    );
  }
  const basis =
    whole.length > 0
      ? `per day, in all and by risk: the mean of ${countText(whole.length, "whole day")} (UTC)`
      : "by risk: the total, since no whole day (UTC) was answered";
  const isCut = raisedBy(look).some(({ byDay }) => byDay.size > whole.length);
  paragraph(terminal, isCut ? `${basis}; * part of a day` : basis);
  for (const count of raisedBy(look).filter(({ all }) => all > 0))
    writeLabelled(terminal, `${count.resource}s`, daysText(count, whole));
}

/** `11-20 3, 11-21 5`; an asterisk marks a partial day. */
function daysText({ byDay }: RaisedCount, whole: readonly number[]): string {
  const days = [...byDay].map(
    ([day, count]) => `${dayText(day).slice(5)}${whole.includes(day) ? "" : "*"} ${count}`,
  );
  return days.join(", ");
}

function volumesBlock(
  terminal: Terminal,
  { sources }: WorkspaceLook,
  range: Window,
  pricePerGb: number | undefined,
): void {
  if (!sources || sources.volumes.length + sources.missing.length === 0) return;
  const cell = (text: string) => text.padStart(13);
  terminal.out(`\n${styleText(terminal, "bold", "What the rules read per day")}`);
  const priced = pricePerGb === undefined ? "" : cell("price");
  terminal.out(
    "  " +
      `${"table".padEnd(20)}${cell("rows").slice(2)}${cell("starts").slice(2)}${cell("GB").slice(3)}${cell("GB of starts")}${priced.slice(1)}`,
  );
  for (const volume of sources.volumes) {
    const { table, rows, starts } = volume;
    const [all, own, price] = weightCells(volume, range, pricePerGb);
    const row = [
      oneLine(table, 20).padEnd(20),
      cell(amountText(perDay(rows, range))).slice(2),
      cell(amountText(perDay(starts, range))).slice(2),
    ];
    terminal.out(
      "  " +
        `${[...row, cell(all).slice(3), cell(own), pricePerGb === undefined ? "" : cell(price).slice(1)].join("")}`,
    );
  }
  for (const table of sources.missing)
    terminal.out(`  ${oneLine(table, 20).padEnd(20)} not in the workspace`);
  if (sources.volumes.some(({ rows, sized }) => rows > 0 && sized === 0))
    paragraph(terminal, "unknown: the rows have no size (_BilledSize)");
  if (pricePerGb === undefined)
    paragraph(terminal, "--price-per-gb N adds what it costs to ingest the starts");
  else
    paragraph(
      terminal,
      `price: what ingesting the billed starts costs, at ${pricePerGb} per GB; queries of ` +
        "Analytics tables are not charged",
    );
}

/**
 * GB per day of the table and of its starts, and their price per day; "unknown" if the rows have no
 * size.
 */
function weightCells(
  { rows, sized, bytes, startBytes, billedStartBytes }: TableVolume,
  range: Window,
  pricePerGb = 0,
): [string, string, string] {
  if (rows > 0 && sized === 0) return ["unknown", "unknown", "unknown"];
  const aDay = (amount: number) => perDay(gigabytes(amount), range);
  return [
    amountText(aDay(bytes)),
    amountText(aDay(startBytes)),
    amountText(aDay(billedStartBytes) * pricePerGb),
  ];
}

function sourcesBlock(terminal: Terminal, { sources }: WorkspaceLook): void {
  if (!sources) return;
  terminal.out(`\n${styleText(terminal, "bold", "What the rules can see, on the last day")}`);
  for (const { check, state, message, remedy } of sources.checks)
    if (state !== "failed")
      writeLabelled(terminal, check, state === "warning" ? `${message}; ${remedy}` : message);
  for (const text of sources.blind.flatMap(blindText)) writeLabelled(terminal, "not seen", text);
}

function usesBlock(terminal: Terminal, { proposals, written }: Look): void {
  terminal.out(
    `\n${styleText(terminal, "bold", "Noisiest uses, and how to attack an ignore entry for each")}`,
  );
  if (proposals.length === 0) terminal.out("  none: no use was seen more than once");
  for (const { use, entry, refused } of proposals) {
    terminal.out(`  ${oneLine(use.text, terminal.width - 2)}`);
    const below = (text: string) => {
      for (const line of wrapText(oneLine(text, 500), terminal.width - 4))
        terminal.out(`    ${line}`);
    };
    below(useText(use));
    if (!entry) below(`no entry: ${refused}`);
    else if (written) terminal.out(`    ${entry.attack}`);
  }
  if (!proposals.some(({ entry }) => entry)) return;
  const where = written
    ? "Each file is a draft entry: replace every FILL-IN. The preview command in its first " +
      "lines shows what the entry would hide."
    : "--dry-run writes no files; --json prints the entries.";
  paragraph(terminal, where);
}

function writeLabelled(terminal: Terminal, label: string, text: string): void {
  const [first = "", ...more] = wrapText(oneLine(text, 1_000), terminal.width - 14);
  terminal.out(`  ${label.padEnd(11)} ${first}`);
  for (const line of more) terminal.out(`${" ".repeat(14)}${line}`);
}

function paragraph(terminal: Terminal, text: string): void {
  for (const line of wrapText(oneLine(text, 1_000), terminal.width - 2)) terminal.out(`  ${line}`);
}
