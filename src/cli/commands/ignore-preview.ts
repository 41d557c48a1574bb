import { existsSync } from "node:fs";
import { askWindow } from "../../hunt/ask-window.ts";
import { kqlBounds } from "../../hunt/condition-kql.ts";
import { oneLine } from "../../hunt/escape.ts";
import { fieldText, type HuntEvent } from "../../hunt/event.ts";
import { groupOf } from "../../hunt/finding.ts";
import { hunter } from "../../hunt/hunt.ts";
import { incidentId } from "../../hunt/ids.ts";
import { type IgnoreEntry, problemText } from "../../hunt/ignore.ts";
import type { Rule } from "../../hunt/rule.ts";
import { countBy } from "../../hunt/run-record.ts";
import { DAY, iso } from "../../hunt/window.ts";
import { fromFile } from "../../ignore-lists/file.ts";
import { fromTerms } from "../../ignore-lists/terms-setting.ts";
import { DERIVED_COLUMNS } from "../../windows/derive.ts";
import { type Content, loadContent } from "../content.ts";
import type { Local } from "../local.ts";
import { RULES_FOLDER } from "../paths.ts";
import { counted } from "../reporters/counted.ts";
import { pasteTexts } from "../reporters/paste.ts";
import { problemLines } from "../reporters/text.ts";
import { openSessions, type Session, type SessionOptions } from "../session.ts";
import { styled, type Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import { withWatchlists } from "../watchlists.ts";
import { rangeFor } from "./run.ts";

export interface PreviewOptions extends SessionOptions {
  readonly rules?: string;
  readonly days?: string;
}

const MOST = 5;

/** What an entry would hide, over local data or live: by day, host and user, with samples and past incidents. Writes nothing. */
export async function ignorePreview(wanted: string, options: PreviewOptions, terminal: Terminal): Promise<number> {
  const content = loadContent({ folder: options.rules ?? RULES_FOLDER, environment: process.env });
  const { sessions, problems } = await withWatchlists(openSessions({ ...options, dryRun: true }, content, terminal), content);
  const watchlisted = sessions.flatMap(({ ports }) => ports.knowledge.ignore);
  const entry = entryFor(wanted, content, watchlisted);
  for (const session of sessions) {
    for (const { rule } of content.rules) {
      if (entry.rules === "all" || entry.rules.includes(rule.slug)) await previewRule(rule, entry, session, options, terminal);
    }
  }
  terminal.progress("");
  const { under, over } = kqlBounds(entry.when, (field) => !DERIVED_COLUMNS.includes(field));
  if (under !== "false") terminal.out(`In KQL${under === over ? "" : " (it hides no more than the entry)"}:\n| where not(${under})`);
  const texts = pasteTexts(entry, Date.now());
  terminal.out(`In a file of rules/ignore-lists:\n${texts.file}`);
  terminal.out(`In a watchlist (IGNORE_WATCHLIST), as CSV:\n${texts.watchlist}`);
  terminal.out(`In the app setting IGNORE_ENTRIES:\n${texts.setting}`);
  problemLines(terminal, problems);
  return problems.length > 0 ? 1 : 0;
}

/** An entry by its id, the first of a file, or a plain term. */
function entryFor(wanted: string, { slugs }: Content, entries: readonly IgnoreEntry[]): IgnoreEntry {
  const known = entries.find(({ id }) => id === wanted);
  if (known) return { ...known, active: true };
  const read = existsSync(wanted) ? fromFile(wanted, slugs) : fromTerms({ IGNORE_COMMAND_LINES: wanted }, slugs, false);
  const [entry] = read.entries;
  if (!entry)
    throw new UserError(read.problems.map(problemText).join("\n") || `${wanted} holds no entry`, "name an entry, a file or a term");
  return entry;
}

/** The last days: of a recording its own, which end with its last event. */
function lastDays({ days, from, to }: PreviewOptions, local: Local | undefined): Pick<SessionOptions, "from" | "to"> {
  if (days === undefined) return {};
  if (from || to) throw new UserError("--days goes without --from and --to", "name the time in one way");
  if (!/^[1-9]\d{0,3}$/.test(days)) throw new UserError(`--days ${days} is no number of days`, "write a whole number, such as 30");
  const end = local ? local.times.last : Date.now();
  return { from: iso(end - Number(days) * DAY), to: iso(end) };
}

interface Previewed {
  readonly hidden: readonly HuntEvent[];
  /** How many of them other entries hide already. */
  readonly already: number;
  readonly kept: number;
}

async function previewRule(rule: Rule, entry: IgnoreEntry, session: Session, options: PreviewOptions, terminal: Terminal): Promise<void> {
  const { workspace } = session;
  const { hidden, already, kept } = await preview(rule, entry, session, options, terminal);
  terminal.out(`${rule.slug} in ${oneLine(workspace.name, 40)}: hides ${counted(hidden.length, "event")}, ${kept} stay`);
  if (already > 0) terminal.out(`  ${already} of them are hidden by other entries already`);
  if (hidden.length === 0) return;
  const by = (label: string, textOf: (event: HuntEvent) => string) => counts(terminal, label, countBy(hidden, textOf));
  by("day", ({ time }) => iso(time).slice(0, 10));
  by("host", (event) => fieldText(event, "Dvc"));
  by("user", (event) => fieldText(event, "User"));
  for (const event of hidden.slice(0, MOST)) {
    terminal.out(`  ${iso(event.time)} ${oneLine(fieldText(event, "CommandLine"), terminal.width - 28)}`);
    const parent = fieldText(event, "ParentCommandLine");
    if (parent) terminal.out(`    parent ${oneLine(parent, terminal.width - 12)}`);
  }
  await pastIncidents(
    hidden.map((event) => groupOf(event, rule, workspace).id),
    rule,
    session,
    terminal,
  );
}

/** The windows are asked once, and judged twice: with the entry alone, whatever its last day, and with all others. */
async function preview(
  rule: Rule,
  entry: IgnoreEntry,
  { workspace, ports, local }: Session,
  options: PreviewOptions,
  terminal: Terminal,
): Promise<Previewed> {
  const { knowledge } = ports;
  const alone = hunter(rule, workspace, { ...knowledge, ignore: [entry], now: () => Number.NEGATIVE_INFINITY });
  const others = hunter(rule, workspace, { ...knowledge, ignore: knowledge.ignore.filter(({ id }) => id !== entry.id) });
  const hidden: HuntEvent[] = [];
  let [already, kept] = [0, 0];
  for (const { window, empty } of rangeFor(rule, { ...options, ...lastDays(options, local) }, local)) {
    if (empty) continue;
    terminal.progress(`${rule.slug} ${iso(window.from)}`);
    const { rows, problems } = await askWindow({ rule, workspace, window }, { ...ports, knowledge: { ...knowledge, ignore: [] } });
    problemLines(terminal, problems);
    const hunted = alone(rows);
    const known = new Set(others(rows).suppressions.map(({ event }) => event.row));
    hidden.push(...hunted.suppressions.map(({ event }) => event));
    already += hunted.suppressions.filter(({ event }) => known.has(event.row)).length;
    kept += hunted.findings.length;
  }
  terminal.progress("");
  return { hidden, already, kept };
}

function counts(terminal: Terminal, label: string, found: Readonly<Record<string, number>>): void {
  const ordered = Object.entries(found).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const shown = ordered.slice(0, MOST).map(([name, count]) => `${oneLine(name || "(none)", 30)} ${count}`);
  const more = ordered.length > MOST ? ` and ${ordered.length - MOST} more` : "";
  terminal.out(oneLine(`  by ${label}: ${shown.join(", ")}${more}`, Math.max(terminal.width, 80)));
}

/** The incidents that these events are in already: those that an analyst closed as true positives speak against the entry. */
async function pastIncidents(groups: readonly string[], rule: Rule, { workspace, ports }: Session, terminal: Terminal): Promise<void> {
  if (rule.hunt.delivery !== "incident") return;
  for (const group of new Set(groups)) {
    for (let generation = 1; ; generation++) {
      const id = incidentId(group, generation);
      const state = await ports.sentinel.read(workspace, { kind: "incident", id });
      if (!state) break;
      const closed = state.closed ? `closed${state.classification ? ` as ${state.classification}` : ""}` : "open";
      const warning = state.classification === "TruePositive" ? styled(terminal, "red", ": a real attack, which it would have hidden") : "";
      terminal.out(`  past incident ${id}, ${closed}${warning}`);
    }
  }
}
