import type { Accepted } from "../../attack/accepted.ts";
import { accepted, attack, type Bypass } from "../../attack/attack.ts";
import { withKnownFields } from "../../hunt/entry-fields.ts";
import { type EntryUse, entryUses } from "../../hunt/entry-use.ts";
import { oneLine } from "../../hunt/escape.ts";
import { expiryNotices, hasExpired, type IgnoreEntry, lastDay, problemText } from "../../hunt/ignore.ts";
import { countBy, type RunRecord } from "../../hunt/run-record.ts";
import { iso } from "../../hunt/window.ts";
import { merged } from "../../ignore-lists/merged.ts";
import { WINDOWS } from "../../windows/derive.ts";
import { ruleColumns } from "../columns.ts";
import { type Content, loadContent } from "../content.ts";
import { nearEntry } from "../near-entry.ts";
import { RULES_FOLDER } from "../paths.ts";
import { counted } from "../reporters/counted.ts";
import { jsonLine, problemLine } from "../reporters/json.ts";
import { problemLines } from "../reporters/text.ts";
import { ledgerOf } from "../session.ts";
import { styled, type Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import { liveWatchlists } from "../watchlists.ts";
import { daysOption } from "../windows.ts";

export interface IgnoreOptions {
  readonly rules?: string;
  readonly json?: boolean;
  /** Also the entries of the workspaces' watchlists. */
  readonly live?: boolean;
}

export interface ListOptions extends IgnoreOptions {
  /** Folder of earlier runs. */
  readonly out: string;
  readonly days?: string;
}

/** Tries to hide an attack behind each entry. @returns 1 where one can be hidden behind an active structured entry */
export async function ignoreAttack(ids: readonly string[], options: IgnoreOptions, terminal: Terminal): Promise<number> {
  const content = await contentOf(options);
  const entries = chosen(content, ids);
  const { problems } = content.ignore;
  const passed: IgnoreEntry[] = [];
  for (const entry of entries) {
    const bypass = attack(entry, WINDOWS);
    const allowed = bypass ? [] : accepted(entry, WINDOWS);
    if (bypass) passed.push(entry);
    const said = { accepted: allowed.map(({ what, reason }) => ({ what, reason })), ...bypass };
    if (options.json) terminal.out(jsonLine({ kind: "attack", entry: entry.id, active: entry.active, ...said }));
    else attackLines(entry, bypass, allowed, terminal);
  }
  const trusted = passed.filter((entry) => idleOf(entry) === undefined);
  if (options.json) for (const problem of problems) terminal.out(jsonLine(problemLine(problem)));
  else {
    problemLines(terminal, problems);
    terminal.out(`${counted(entries.length, "entry", "entries")} attacked: ${attackSum(passed, trusted.length)}`);
  }
  return trusted.length + problems.length > 0 ? 1 : 0;
}

/** Why an entry that hides an attack is no surprise: it hides nothing, or is known to be weak. */
function idleOf(entry: IgnoreEntry): string | undefined {
  if (!entry.active) return "not active";
  if (hasExpired(entry, Date.now())) return "expired";
  return entry.unverified ? "a plain term" : undefined;
}

/** `1 hides an attack; so would 1 not active, and so does 1 plain term`, as far as there are any. */
function attackSum(passed: readonly IgnoreEntry[], trusted: number): string {
  const others = Object.entries(
    countBy(
      passed.flatMap((entry) => idleOf(entry) ?? []),
      (kind) => kind,
    ),
  );
  const known = others.map(([kind, count]) => `${count} ${kind.replace(/^a /, "")}`);
  return `${trusted} in force ${trusted === 1 ? "hides" : "hide"} an attack${known.length > 0 ? `; known to be weak: ${known.join(", ")}` : ""}`;
}

function attackLines(entry: IgnoreEntry, bypass: Bypass | undefined, allowed: readonly Accepted[], terminal: Terminal): void {
  const idle = idleOf(entry);
  const word = bypass ? styled(terminal, "red", "passed") : styled(terminal, "green", "holds ");
  terminal.out(`${word} ${oneLine(entry.id, 80)}${idle ? ` (${idle})` : ""}`);
  for (const { what, reason } of allowed) terminal.out(`       accepted: ${what};\n       ${reason}`);
  if (!bypass) return;
  terminal.out(`       ${oneLine(bypass.line, 300)}`);
  terminal.out(`       ${oneLine(bypass.abuse, 200)}`);
}

/** All entries with their origin, scope and end, and what they hid in the last days that were hunted. */
export async function ignoreList(options: ListOptions, terminal: Terminal): Promise<number> {
  const content = await contentOf(options);
  const runs = await recentRuns(options);
  const uses = entryUses(content.ignore.entries, runs, Date.now());
  const { problems } = content.ignore;
  for (const { entry, hits, marks } of options.json ? uses : [])
    terminal.out(jsonLine({ kind: "entry", ...entry, hits: runs.length > 0 ? hits : null, marks }));
  if (options.json) {
    for (const problem of problems) terminal.out(jsonLine(problemLine(problem)));
    return problems.length > 0 ? 1 : 0;
  }
  for (const use of uses) terminal.out(useLines(use, runs.length > 0, terminal));
  for (const notice of expiryNotices(content.ignore.entries, Date.now())) terminal.out(`notice   ${problemText(notice)}`);
  problemLines(terminal, problems);
  terminal.out(`${useSum(uses)}\n${rangeText(runs, options)}`);
  return problems.length > 0 ? 1 : 0;
}

/** Of a recording the last days are its own: they end where its last window does. */
async function recentRuns({ out, live, days }: ListOptions): Promise<readonly RunRecord[]> {
  const runs = await ledgerOf(out, live === true).runs(Number.NEGATIVE_INFINITY);
  if (days === undefined) return runs;
  const from = (runs.at(-1)?.window.to ?? 0) - daysOption(days);
  return runs.filter(({ window }) => window.to > from);
}

function rangeText(runs: readonly RunRecord[], { days, out }: ListOptions): string {
  const last = runs.at(-1);
  if (!last) return `nothing was hunted in ${oneLine(out, 60)} yet, so no hits are known`;
  const range = days === undefined ? "of all that was hunted" : `of the ${days} days`;
  return `hits ${range} up to ${iso(last.window.to).slice(0, 16)}Z`;
}

/** What needs somebody's eye, as one line. */
function useSum(uses: readonly EntryUse[]): string {
  const marks = Object.entries(
    countBy(
      uses.flatMap((use) => use.marks),
      (mark) => mark,
    ),
  );
  return [counted(uses.length, "entry", "entries"), ...marks.map(([mark, count]) => `${count} ${mark}`)].join(", ");
}

function useLines({ entry, hits, marks }: EntryUse, hunted: boolean, terminal: Terminal): string {
  const { id, title, rules, workspaces, owner, expires, active, unverified, origin } = entry;
  const end = expires === undefined ? (unverified ? "no end" : "permanent") : `until ${lastDay(expires)}`;
  const own = workspaces === "all" || origin.startsWith("watchlist ");
  const scope = [rules === "all" ? "all rules" : rules.join(" "), ...(own ? [] : [workspaces.join(" ")])];
  const facts = [...(active ? [end] : []), ...(owner ? [owner] : []), ...scope];
  const use = hunted && active ? [counted(hits, "hit")] : [];
  const marked = marks.map((mark) => styled(terminal, mark === "unused" ? "dim" : "yellow", mark));
  const head = [styled(terminal, "bold", oneLine(id, 60)), [...use, ...marked].join(", ")].filter((text) => text !== "");
  const lines = [title, facts.join(", "), origin].map((line) => `  ${oneLine(line, terminal.width - 2)}`);
  return [head.join("  "), ...lines].join("\n");
}

async function contentOf({ rules, live }: IgnoreOptions): Promise<Content> {
  const content = loadContent({ folder: rules ?? RULES_FOLDER, environment: process.env });
  const watchlisted = live ? await liveWatchlists(content) : { entries: [], problems: [] };
  const all = merged([content.ignore, watchlisted]);
  return { ...content, ignore: withKnownFields(all, ruleColumns(content.rules)) };
}

function chosen({ ignore }: Content, ids: readonly string[]): readonly IgnoreEntry[] {
  for (const id of ids.filter((one) => !ignore.entries.some((entry) => entry.id === one))) {
    const near = nearEntry(id, ignore.entries);
    throw new UserError(
      `there is no entry ${oneLine(id, 60)}`,
      near ? `did you mean ${near}?` : "hunts ignore list names them, with --live those of watchlists",
    );
  }
  return ids.length === 0 ? ignore.entries : ignore.entries.filter(({ id }) => ids.includes(id));
}
