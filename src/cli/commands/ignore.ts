import { usableEntries } from "../../app/entries.ts";
import { countText } from "../../hunt/base/count-text.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import { iso } from "../../hunt/base/window.ts";
import { expiryNotices, lastDay } from "../../hunt/ignore/ignore.ts";
import { countUses, type EntryUse, entryUses } from "../../hunt/ledger/entry-use.ts";
import { countBy, type RunRecord } from "../../hunt/ledger/run-record.ts";
import { entryFacts } from "../entry-facts.ts";
import { jsonLine } from "../reporters/json.ts";
import { tellProblems } from "../reporters/problems.ts";
import { noticeLines, problemLines } from "../reporters/text.ts";
import { openLedger } from "../session.ts";
import { styleText, type Terminal } from "../terminal.ts";
import { allEntries, type EntriesOptions } from "../watchlists.ts";
import { daysOption } from "../windows.ts";

export interface IgnoreOptions extends EntriesOptions {
  readonly json?: boolean;
}

export interface ListOptions extends IgnoreOptions {
  /** Folder of earlier runs. */
  readonly out: string;
  readonly days?: string;
}

/**
 * Lists all entries with their origin, scope and expiry, and what they hid in the last days that
 * were hunted.
 */
export async function ignoreList(options: ListOptions, terminal: Terminal): Promise<number> {
  const { content, notices } = await allEntries(options);
  const usable = usableEntries(content.ignore, await entryFacts(content));
  const { entries } = usable;
  const problems = [...content.ruleProblems, ...usable.problems];
  const runs = await recentRuns(options);
  const uses = entryUses(entries, countUses(runs), Date.now());
  for (const { entry, hits, marks } of options.json ? uses : [])
    terminal.out(jsonLine({ kind: "entry", ...entry, hits: runs.length > 0 ? hits : null, marks }));
  if (options.json) {
    tellProblems(terminal, problems, notices, options.json);
    return problems.length > 0 ? 1 : 0;
  }
  for (const use of uses) terminal.out(useLines(use, runs.length > 0, terminal));
  noticeLines(terminal, [...expiryNotices(entries, Date.now()), ...notices]);
  problemLines(terminal, problems);
  terminal.out(`${useSum(uses)}\n${rangeText(runs, options)}`);
  return problems.length > 0 ? 1 : 0;
}

/** For a recording, the last days end with its last window. */
async function recentRuns({ out, live, days }: ListOptions): Promise<readonly RunRecord[]> {
  const runs = await openLedger(out, live === true).runs(Number.NEGATIVE_INFINITY);
  if (days === undefined) return runs;
  const from = (runs.at(-1)?.window.to ?? 0) - daysOption(days);
  return runs.filter(({ window }) => window.to > from);
}

function rangeText(runs: readonly RunRecord[], { days, out }: ListOptions): string {
  const last = runs.at(-1);
  if (!last) return `there are no runs in ${oneLine(out, 60)} yet, so no hits are known`;
  const range = days === undefined ? "of all runs" : `of the ${days} days`;
  return `hits ${range} up to ${iso(last.window.to).slice(0, 16)}Z`;
}

/** How many entries there are, and how many need attention, as one line. */
function useSum(uses: readonly EntryUse[]): string {
  const marks = Object.entries(
    countBy(
      uses.flatMap((use) => use.marks),
      (mark) => mark,
    ),
  );
  return [
    countText(uses.length, "entry", "entries"),
    ...marks.map(([mark, count]) => `${count} ${mark}`),
  ].join(", ");
}

function useLines({ entry, hits, marks }: EntryUse, hunted: boolean, terminal: Terminal): string {
  const { id, title, rules, workspaces, owner, expires, active, unverified, origin } = entry;
  const end =
    expires === undefined ? (unverified ? "no end" : "permanent") : `until ${lastDay(expires)}`;
  const own = workspaces === "all" || origin.startsWith("watchlist ");
  const scope = [
    rules === "all" ? "all rules" : rules.join(" "),
    ...(own ? [] : [workspaces.join(" ")]),
  ];
  const facts = [...(active ? [end] : []), ...(owner ? [owner] : []), ...scope];
  const use = hunted && active ? [countText(hits, "hit")] : [];
  const marked = marks.map((mark) =>
    styleText(terminal, mark === "unused" ? "dim" : "yellow", mark),
  );
  const head = [
    styleText(terminal, "bold", oneLine(id, 60)),
    [...use, ...marked].join(", "),
  ].filter((text) => text !== "");
  const lines = [title, facts.join(", "), origin].map(
    (line) => `  ${oneLine(line, terminal.width - 2)}`,
  );
  return [head.join("  "), ...lines].join("\n");
}
