import { CallError } from "../../hunt/base/call-error.ts";
import { countText } from "../../hunt/base/count-text.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import { incidentId } from "../../hunt/base/ids.ts";
import { listNames } from "../../hunt/base/list-names.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { iso } from "../../hunt/base/window.ts";
import { fieldText, type HuntEvent } from "../../hunt/conditions/event.ts";
import { writesIncidents } from "../../hunt/delivery/writes-incidents.ts";
import { identify } from "../../hunt/findings/finding.ts";
import type { Rule } from "../../hunt/findings/rule.ts";
import { withKnownFields } from "../../hunt/ignore/entry-fields.ts";
import { hasExpired, type IgnoreEntry, lastDay } from "../../hunt/ignore/ignore.ts";
import { countBy } from "../../hunt/ledger/run-record.ts";
import { withoutBroad } from "../../ignore-lists/breadth.ts";
import { WINDOWS } from "../../windows/command-line.ts";
import { acceptedText } from "../accepted-text.ts";
import { openJudge, type Verdict } from "../attack/judge-entries.ts";
import { type Content, loadContent } from "../content.ts";
import { sayNoRows } from "../data-use.ts";
import { knownHits } from "../known-hits.ts";
import type { Local } from "../local.ts";
import { sayNotices } from "../local-data.ts";
import { isPlaced, withNamedWorkspaces } from "../named-workspaces.ts";
import { countGroups, type MergedPreview, type Preview, previewEntry } from "../preview.ts";
import { pasteLines } from "../reporters/paste-lines.ts";
import { problemLines } from "../reporters/text.ts";
import { openSessions, type Session, type SessionOptions } from "../session.ts";
import { styleText, type Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import { wantedEntries } from "../wanted-entries.ts";
import { lookForWanted, type WantedFinding, wantedFinding, wantedText } from "../wanted-finding.ts";
import { withWatchlists } from "../watchlists.ts";
import { daysOption } from "../windows.ts";
import { rangeFor, rulesFor } from "./run.ts";

export interface PreviewOptions extends SessionOptions {
  readonly rules?: string;
  readonly days?: string;
  /** A finding that the entry should hide. */
  readonly finding?: string;
}

/** How many events, days, hosts and users are shown. */
const MAX_SHOWN = 5;
/** Longer command lines are cut. */
const MAX_LENGTH = 300;

/**
 * Shows what an entry would hide, in local data or live: by day, host and user, with samples, past
 * incidents, the attack that gets through, and the text to paste. Writes nothing.
 */
export async function ignorePreview(
  named: string,
  options: PreviewOptions,
  terminal: Terminal,
): Promise<number> {
  const loaded = loadContent({ ...options, environment: process.env });
  const { content, problems: lost } = await withNamedWorkspaces(loaded, options);
  if (lost.length > 0 && content.settings.lanes.length === 0) {
    problemLines(terminal, lost);
    return 1;
  }
  const opened = await withWatchlists(
    openSessions({ ...options, dryRun: true }, content, terminal),
    content,
  );
  if (sayNoRows(opened.sessions, [], false, terminal)) return 1;
  const known = opened.sessions.flatMap(({ ports }) => ports.knowledge.ignore);
  const found = withKnownFields(wantedEntries(named, content.slugs, known), opened.facts.columns);
  const concerned = content.rules.filter(({ rule }) =>
    found.entries.some((entry) => entry.rules === "all" || entry.rules.includes(rule.slug)),
  );
  const uses = opened.sessions.map((session) => ({
    session,
    ...rulesFor(session, { ...content, rules: concerned }, options),
  }));
  for (const { notices } of uses) sayNotices(notices, terminal);
  const problems = [
    ...lost,
    ...content.ruleProblems,
    ...opened.problems,
    ...found.problems,
    ...uses.flatMap((use) => use.problems),
  ];
  const judge = openJudge(content);
  for (const entry of found.entries) {
    if (entry.unverified) terminal.out(`${oneLine(named, 200)}: treated as a plain term`);
    else
      terminal.out(`${styleText(terminal, "bold", oneLine(entry.id, 80))}${describeState(entry)}`);
    const wanted = wantedFinding(entry, options.finding);
    for (const { session, rules } of uses) {
      for (const { rule } of rules.filter(
        (one) => entry.rules === "all" || entry.rules.includes(one.rule.slug),
      ))
        problems.push(
          ...(await orProblem(rule, () =>
            previewRule(rule, { entry, wanted }, session, options, terminal),
          )),
        );
    }
    if (wanted) terminal.out(wantedText(wanted));
    if (uses.some(({ session }) => session.local))
      terminal.out("Counted in local data; with --live, in your workspaces.");
    attackLines(await judge.judge(entry), judge.seed, terminal);
    const acceptance = acceptedText(entry);
    if (acceptance) terminal.out(`  ${acceptance}`);
    for (const line of await broadLines(entry, content)) terminal.out(line);
    pasteLines(entry, terminal);
  }
  problemLines(terminal, problems);
  if (found.entries.length === 0 && found.problems.length === 0)
    throw new UserError(`${oneLine(named, 200)} contains no entry`, "add one");
  return problems.length > 0 ? 1 : 0;
}

/** Warns of an entry that hides most of what a rule should find: such an entry is never used. */
async function broadLines(entry: IgnoreEntry, content: Content): Promise<string[]> {
  const { rules, slugs } = content;
  const known = await knownHits(rules, content);
  const shown = { entries: [{ ...entry, active: true }], problems: [] };
  return withoutBroad(shown, { known, reader: WINDOWS, slugs }).problems.map(
    ({ message, remedy }) => `Too broad: ${message}; ${remedy}.`,
  );
}

/** If a workspace refuses a rule's query, that is a problem; the other rules are still shown. */
async function orProblem(
  { slug }: Rule,
  show: () => Promise<readonly Problem[]>,
): Promise<readonly Problem[]> {
  try {
    return await show();
  } catch (error) {
    if (error instanceof CallError)
      return [{ where: slug, message: error.message, remedy: error.remedy }];
    throw error;
  }
}

function describeState(entry: IgnoreEntry): string {
  if (!entry.active) return ": not active, so it hides nothing now";
  const { expires, workspaces } = entry;
  if (workspaces !== "all")
    return `: shown for every workspace, hides in ${oneLine(workspaces.join(", "), 120)} only`;
  return expires !== undefined && hasExpired(entry, Date.now())
    ? `: its last day was ${lastDay(expires)}, so it hides nothing now`
    : "";
}

/** The last days before now; of a recording, before its last event. */
function lastDays(
  { days, from, to }: PreviewOptions,
  local: Local | undefined,
): Pick<SessionOptions, "from" | "to"> {
  if (days === undefined) return {};
  if (from || to)
    throw new UserError("--days cannot be combined with --from and --to", "use one or the other");
  const end = local ? local.times.last : Date.now();
  return { from: iso(end - daysOption(days)), to: iso(end) };
}

async function previewRule(
  rule: Rule,
  { entry, wanted }: { entry: IgnoreEntry; wanted: WantedFinding | undefined },
  session: Session,
  options: PreviewOptions,
  terminal: Terminal,
): Promise<readonly Problem[]> {
  const windows = rangeFor(
    rule,
    { ...options, ...lastDays(options, session.local) },
    session.local,
  );
  const preview = await previewEntry(rule, entry, session, windows, terminal.progress);
  terminal.progress("");
  const { hidden, fresh, kept, merged, problems } = preview;
  if (wanted) lookForWanted(wanted, preview, (event) => identify(event, rule, session.workspace));
  const already = hidden.length - fresh.length;
  terminal.out(
    `${rule.slug} in ${oneLine(session.workspace.name, 40)}: hides ` +
      `${countText(hidden.length, "event")}, ${kept.length} remain`,
  );
  if (already > 0) terminal.out(`  ${already} of them are hidden by other entries already`);
  if (merged) mergedLines(merged, terminal);
  if (hidden.length === 0) return problems;
  const by = (label: string, textOf: (event: HuntEvent) => string) =>
    counts(terminal, label, countBy(hidden, textOf));
  by("day", ({ time }) => iso(time).slice(0, 10));
  by("host", (event) => fieldText(event, "Dvc"));
  by("user", (event) => fieldText(event, "User"));
  for (const event of hidden.slice(0, MAX_SHOWN)) {
    terminal.out(`  ${iso(event.time)} ${oneLine(fieldText(event, "CommandLine"), MAX_LENGTH)}`);
    const parent = fieldText(event, "ParentCommandLine");
    if (parent) terminal.out(`    parent ${oneLine(parent, MAX_LENGTH)}`);
  }
  if (hidden.length > MAX_SHOWN) terminal.out(`  and ${hidden.length - MAX_SHOWN} more`);
  await pastIncidents(preview, rule, session, terminal);
  return problems;
}

/** What the entry does to the rows that the query merges: hiding some may even create findings. */
function mergedLines({ rows, fresh }: MergedPreview, terminal: Terminal): void {
  terminal.out(`  it hides ${countText(rows, "row")} before the query merges them`);
  if (fresh.length === 0) return;
  terminal.out(
    `${styleText(terminal, "red", `  it creates ${countText(fresh.length, "finding")}`)}, because ` +
      "without these rows the rule's condition holds:",
  );
  for (const event of fresh.slice(0, MAX_SHOWN))
    terminal.out(`    ${oneLine(JSON.stringify(event.row), MAX_LENGTH)}`);
}

/**
 * Shows the incidents that already contain these events. One that was closed as a true positive
 * speaks against the entry.
 */
async function pastIncidents(
  preview: Preview,
  rule: Rule,
  session: Session,
  terminal: Terminal,
): Promise<void> {
  if (!writesIncidents(rule)) return;
  const { workspace, ports } = session;
  if (!isPlaced(workspace)) {
    terminal.out(
      "  past incidents are not checked: an id alone does not say where the workspace is in " +
        "Azure",
    );
    return;
  }
  for (const group of countGroups(preview, rule, session)) {
    for (let generation = 1; ; generation++) {
      const id = incidentId(group.id, generation);
      const state = await ports.sentinel.read(workspace, { kind: "incident", id });
      if (!state) break;
      const closed = state.closed
        ? `closed${state.classification ? ` as ${state.classification}` : ""}`
        : "open";
      const warning =
        state.classification === "TruePositive"
          ? styleText(terminal, "red", ": it was a real attack")
          : "";
      terminal.out(
        `  past incident ${id}, ${closed}: ${group.hidden} of its ${group.all} findings ` +
          `hidden${warning}`,
      );
    }
  }
}

function attackLines(verdict: Verdict, seed: number, terminal: Terminal): void {
  if (verdict.kind !== "bypassed") {
    terminal.out(
      verdict.kind === "holds"
        ? `Attacked: no attack hides behind it (${verdict.tried} tried, seed ${seed}).`
        : `Not attacked: ${verdict.reason}.`,
    );
    return;
  }
  const { line, abuse, note, remedy } = verdict.witness;
  const head =
    `${styleText(terminal, "red", "Attacked")}: this line hides behind it, and ` +
    `${oneLine(abuse, 200)}`;
  terminal.out(`${head}:\n  ${oneLine(line, MAX_LENGTH)}`);
  if (note) terminal.out(`  (${note})`);
  terminal.out(`  ${remedy}`);
}

function counts(terminal: Terminal, label: string, found: Readonly<Record<string, number>>): void {
  const ordered = Object.entries(found).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const names = ordered.map(([name, count]) => `${oneLine(name || "(none)", 30)} ${count}`);
  const line = `  by ${label}: ${listNames(names, MAX_SHOWN)}`;
  terminal.out(oneLine(line, Math.max(terminal.width, 80)));
}
