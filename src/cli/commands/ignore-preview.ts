import { existsSync } from "node:fs";
import { kqlBounds } from "../../hunt/condition-kql.ts";
import { oneLine } from "../../hunt/escape.ts";
import { fieldText } from "../../hunt/event.ts";
import { type Finding, toFinding } from "../../hunt/finding.ts";
import { hunter } from "../../hunt/hunt.ts";
import { incidentId } from "../../hunt/ids.ts";
import { type IgnoreEntry, problemText, type Suppression } from "../../hunt/ignore.ts";
import { compileQuery } from "../../hunt/query.ts";
import type { Rule } from "../../hunt/rule.ts";
import { countBy } from "../../hunt/run-record.ts";
import { iso } from "../../hunt/window.ts";
import { fromFile } from "../../ignore-lists/file.ts";
import { fromTerms } from "../../ignore-lists/terms-setting.ts";
import { DERIVED_COLUMNS } from "../../windows/derive.ts";
import { type Content, loadContent } from "../content.ts";
import { RULES_FOLDER } from "../paths.ts";
import { counted } from "../reporters/counted.ts";
import { openSessions, type Session, type SessionOptions } from "../session.ts";
import type { Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import { rangeFor } from "./run.ts";

export interface PreviewOptions extends SessionOptions {
  readonly rules?: string;
}

const MOST = 5;

/** What an entry would hide, over local data or live: by day, host and user, with samples and past incidents. Writes nothing. */
export async function ignorePreview(wanted: string, options: PreviewOptions, terminal: Terminal): Promise<number> {
  const content = loadContent({ folder: options.rules ?? RULES_FOLDER, environment: process.env });
  const entry = entryFor(wanted, content);
  for (const session of openSessions({ ...options, dryRun: true }, content, terminal)) {
    for (const { rule } of content.rules) {
      if (entry.rules === "all" || entry.rules.includes(rule.slug)) await previewRule(rule, entry, session, options, content, terminal);
    }
  }
  terminal.progress("");
  const { under, over } = kqlBounds(entry.when, (field) => !DERIVED_COLUMNS.includes(field));
  if (under !== "false") terminal.out(`In KQL${under === over ? "" : " (it hides no more than the entry)"}:\n| where not(${under})`);
  terminal.out("As a line of IGNORE_ENTRIES, or as an entry of rules/ignore-lists/*.yaml (YAML takes JSON):");
  terminal.out(pasteText(entry));
  return 0;
}

/** An entry by its id, the first of a file, or a plain term. */
function entryFor(wanted: string, { ignore, rules }: Content): IgnoreEntry {
  const known = ignore.entries.find(({ id }) => id === wanted);
  if (known) return { ...known, active: true };
  const slugs = rules.map(({ rule }) => rule.slug);
  const read = existsSync(wanted) ? fromFile(wanted, slugs) : fromTerms({ IGNORE_COMMAND_LINES: wanted }, slugs, false);
  const [entry] = read.entries;
  if (!entry)
    throw new UserError(read.problems.map(problemText).join("\n") || `${wanted} holds no entry`, "name an entry, a file or a term");
  return entry;
}

async function previewRule(
  rule: Rule,
  entry: IgnoreEntry,
  session: Session,
  options: PreviewOptions,
  { knowledge }: Content,
  terminal: Terminal,
) {
  const { workspace, ports, local } = session;
  const hunt = hunter(rule, workspace, { ...knowledge, ignore: [entry] });
  const suppressions: Suppression[] = [];
  let kept = 0;
  for (const { window, empty } of rangeFor(rule, options, local)) {
    if (empty) continue;
    terminal.progress(`${rule.slug} ${iso(window.from)}`);
    const { rows } = await ports.queries.query(workspace, compileQuery(rule, window, ports.parser));
    const hunted = hunt(rows);
    suppressions.push(...hunted.suppressions);
    kept += hunted.findings.length;
  }
  terminal.progress("");
  terminal.out(`${rule.slug} in ${oneLine(workspace.name, 40)}: hides ${counted(suppressions.length, "event")}, ${kept} stay`);
  if (suppressions.length === 0) return;
  const events = suppressions.map(({ event }) => event);
  counts(
    terminal,
    "day",
    countBy(events, ({ time }) => iso(time).slice(0, 10)),
  );
  counts(
    terminal,
    "host",
    countBy(events, (event) => fieldText(event, "Dvc")),
  );
  counts(
    terminal,
    "user",
    countBy(events, (event) => fieldText(event, "User")),
  );
  for (const event of events.slice(0, MOST)) {
    terminal.out(`  ${iso(event.time)} ${oneLine(fieldText(event, "CommandLine"), terminal.width - 28)}`);
    const parent = fieldText(event, "ParentCommandLine");
    if (parent) terminal.out(`    parent ${oneLine(parent, terminal.width - 12)}`);
  }
  await pastIncidents(
    events.map((event) => toFinding(event, rule, workspace, knowledge.entities)),
    rule,
    session,
    terminal,
  );
}

function counts(terminal: Terminal, label: string, found: Readonly<Record<string, number>>): void {
  const ordered = Object.entries(found).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const shown = ordered.slice(0, MOST).map(([name, count]) => `${oneLine(name || "(none)", 30)} ${count}`);
  const more = ordered.length > MOST ? ` and ${ordered.length - MOST} more` : "";
  terminal.out(oneLine(`  by ${label}: ${shown.join(", ")}${more}`, Math.max(terminal.width, 80)));
}

/** The incidents that these events are in already: those that an analyst closed as true positives speak against the entry. */
async function pastIncidents(findings: readonly Finding[], rule: Rule, { workspace, ports }: Session, terminal: Terminal): Promise<void> {
  if (rule.hunt.delivery !== "incident") return;
  for (const group of new Set(findings.map((finding) => finding.group.id))) {
    const state = await ports.sentinel.read(workspace, { kind: "incident", id: incidentId(group, 1) });
    if (!state) continue;
    const closed = state.closed ? `closed${state.classification ? ` as ${state.classification}` : ""}` : "open";
    terminal.out(
      `  past incident ${incidentId(group, 1)}, ${closed}${state.classification === "TruePositive" ? ": it would have been hidden" : ""}`,
    );
  }
}

function pasteText({ id, title, reason, owner, rules, expires, when, unverified }: IgnoreEntry): string {
  const end = iso(expires ?? Date.now() + 90 * 86_400_000).slice(0, 10);
  const name = /^[a-z0-9][a-z0-9-]*$/.test(id) ? id : "name-it";
  const facts = unverified ? { title: "Say what it is", reason: "Say why it is harmless", owner: "your-team" } : { title, reason, owner };
  return JSON.stringify([{ id: name, ...facts, expires: end, rules, when }]);
}
