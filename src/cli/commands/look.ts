import { join } from "node:path";
import { makeFolder, replaceFile } from "../../files/write.ts";
import { iso } from "../../hunt/window.ts";
import { type Content, loadContent } from "../content.ts";
import { gatherProblems, type Look, shownSummaries } from "../look/look.ts";
import { lookAt, type WorkspaceLook } from "../look/look-at.ts";
import { unplacedNotice } from "../look/look-at-sources.ts";
import { progressOn } from "../look/progress.ts";
import { noisiestUses, proposeEntries } from "../look/proposals.ts";
import { stopOnInterrupt } from "../look/stop.ts";
import { joinUses } from "../look/uses.ts";
import { withNamedWorkspaces } from "../named-workspaces.ts";
import { takeFolder } from "../out-folder.ts";
import { RULES_FOLDER } from "../paths.ts";
import { htmlReport } from "../reporters/html/report.ts";
import { jsonLines } from "../reporters/json.ts";
import { lookLines } from "../reporters/look-json.ts";
import { lookText } from "../reporters/look-text.ts";
import { lookSessions, type SessionOptions } from "../session.ts";
import { summarise } from "../summary.ts";
import type { Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import { withWatchlists } from "../watchlists.ts";
import { liveRange } from "../windows.ts";
import { writeReport } from "../write-report.ts";

export interface LookCommandOptions extends SessionOptions {
  readonly rule?: string;
  readonly json?: boolean;
  readonly failOnFindings?: boolean;
  readonly pricePerGb?: string;
}

/** How long a look is where the call does not say. */
const USUAL = "7d";
const ENTRIES = join("look", "entries");

/** Looks at workspaces with whatever right to read them there is, and writes nothing there. @returns the exit code */
export async function look(options: LookCommandOptions, terminal: Terminal): Promise<number> {
  const pricePerGb = priceOption(options.pricePerGb);
  liveRange(options, 0, USUAL);
  const loaded = loadContent({ folder: options.rules ?? RULES_FOLDER, rule: options.rule, environment: process.env });
  const named = await withNamedWorkspaces(loaded, options);
  const { content } = named;
  if (!options.dryRun) takeFolder(options.out, "--out", terminal);
  const { stopped, over } = stopOnInterrupt(terminal);
  try {
    const found = await lookAtAll(content, stopped, options, terminal);
    const uses = joinUses(found.workspaces.flatMap(({ rules }) => rules.flatMap((one) => one.uses)));
    const proposing = {
      content,
      columns: found.columns,
      folder: join(options.out, ENTRIES),
      now: Date.now(),
      ...proposalArguments(options, found.workspaces),
    };
    const problems = [...content.problems, ...named.problems, ...found.problems];
    const seen: Look = {
      workspaces: found.workspaces,
      proposals: options.dryRun ? [] : await proposeEntries(noisiestUses(uses), proposing),
      pricePerGb,
      stopped: stopped.aborted,
      notices: found.workspaces.flatMap(unplacedNotice),
      problems: gatherProblems([
        ...problems,
        ...found.workspaces.flatMap((one) => [...one.problems, ...one.rules.flatMap((rule) => rule.problems)]),
      ]),
    };
    terminal.progress("");
    return report(seen, options, terminal);
  } finally {
    over();
  }
}

/** What the commands that look at a proposed entry are given, so that they ask what the look asked. */
function proposalArguments({ rules, workspace = [] }: LookCommandOptions, workspaces: readonly WorkspaceLook[]) {
  const ranges = workspaces.flatMap(({ range }) => range ?? []);
  const from = Math.min(...ranges.map((range) => range.from));
  const to = Math.max(...ranges.map((range) => range.to));
  const names = workspace.flatMap((name) => ["--workspace", name]);
  const folder = rules === undefined ? [] : ["--rules", rules];
  const time = ranges.length === 0 ? [] : ["--from", iso(from), "--to", iso(to)];
  return { attack: folder, preview: ["--live", ...names, ...time, ...folder] };
}

/** @throws UserError for what is no price */
function priceOption(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}(?:\.\d{1,9})?$/.test(text)) return Number(text);
  throw new UserError(`--price-per-gb ${text} is no price`, "write a number such as 2.76, in whatever currency");
}

async function lookAtAll(content: Content, stopped: AbortSignal, options: LookCommandOptions, terminal: Terminal) {
  if (content.settings.lanes.length === 0 && options.workspace) return { workspaces: [], problems: [], columns: new Map() };
  const { sessions, problems, columns } = await withWatchlists(lookSessions(content, stopped), content);
  const progress = progressOn(terminal, Date.now);
  const seen = new Set<string>();
  const looks: Promise<WorkspaceLook>[] = sessions.map((session) =>
    lookAt(session, {
      content,
      rangeAt: (now) => liveRange(options, now, USUAL),
      progress,
      stopped,
      heard(outcome, rule, { workspace }) {
        if (!options.json) return;
        const summary = summarise(rule, workspace, [outcome]);
        const writes = summary.writes.filter(({ write }) => !seen.has(`${write.kind} ${write.id}`));
        for (const { write } of writes) seen.add(`${write.kind} ${write.id}`);
        for (const line of jsonLines([{ ...summary, writes, problems: [] }], [])) terminal.out(line);
      },
    }),
  );
  return { workspaces: await Promise.all(looks), problems, columns };
}

function report(seen: Look, options: LookCommandOptions, terminal: Terminal): number {
  const { out, json, dryRun } = options;
  if (!dryRun) writeEntries(seen, out);
  if (json) for (const line of lookLines(seen)) terminal.out(line);
  else lookText(terminal, seen);
  const unwritten = dryRun ? [] : writeReport(options, htmlReport(shownSummaries(seen), seen.problems, seen), terminal);
  if (seen.stopped || seen.problems.length > 0 || unwritten.length > 0) return 1;
  return options.failOnFindings && seen.workspaces.some(({ rules }) => rules.some(({ findings }) => findings > 0)) ? 1 : 0;
}

function writeEntries({ proposals }: Look, out: string): void {
  const entries = proposals.flatMap(({ entry }) => entry ?? []);
  if (entries.length > 0) makeFolder(join(out, ENTRIES));
  for (const { file, text } of entries) replaceFile(file, text);
}
