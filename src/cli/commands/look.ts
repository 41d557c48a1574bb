import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { findFileFault } from "../../files/file-fault.ts";
import { isFolder } from "../../files/kind.ts";
import { makeFolder, replaceFile } from "../../files/write.ts";
import { countText } from "../../hunt/base/count-text.ts";
import { listNames } from "../../hunt/base/list-names.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { iso } from "../../hunt/base/window.ts";
import { type Content, loadContent } from "../content.ts";
import { gatherProblems, type Look, shownSummaries } from "../look/look.ts";
import { type LookOptions, lookAt, type WorkspaceLook } from "../look/look-at.ts";
import { unplacedNotice } from "../look/look-at-sources.ts";
import { progressOn } from "../look/progress.ts";
import { noisiestUses, type Proposal, proposeEntries } from "../look/proposals.ts";
import { stopOnInterrupt } from "../look/stop.ts";
import { joinUses } from "../look/uses.ts";
import { withNamedWorkspaces } from "../named-workspaces.ts";
import { takeFolder } from "../out-folder.ts";
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

/** The time that a look covers by default. */
const DEFAULT_TIME = "7d";
const FOLDER = "look";
const ENTRIES = join(FOLDER, "entries");

/**
 * Takes a first look at workspaces with whatever read rights there are, and writes nothing to them.
 * @returns the exit code
 */
export async function look(options: LookCommandOptions, terminal: Terminal): Promise<number> {
  const pricePerGb = priceOption(options.pricePerGb);
  liveRange(options, Date.now(), DEFAULT_TIME);
  const loaded = loadContent({ ...options, environment: process.env });
  const named = await withNamedWorkspaces(loaded, options);
  const written = options.dryRun !== true;
  if (written) takeFolder(options.out, "--out", terminal);
  const { stopped, over } = stopOnInterrupt(terminal);
  try {
    const found = await lookAtAll(named.content, stopped, options, terminal);
    const { workspaces, proposals } = found;
    const unwritten = written ? writeEntries(proposals, options.out) : [];
    const problems = [
      ...named.content.problems,
      ...named.problems,
      ...found.problems,
      ...workspaces.flatMap(problemsIn),
      ...unwritten,
    ];
    const notices = [
      ...emulatorNotice(named.content),
      ...workspaces.flatMap(unplacedNotice),
      ...olderNotice(proposals, options.out),
    ];
    terminal.progress("");
    return report(
      {
        workspaces,
        proposals,
        written,
        pricePerGb,
        stopped: stopped.aborted,
        notices,
        problems: gatherProblems(problems),
      },
      options,
      terminal,
    );
  } finally {
    over();
  }
}

function problemsIn({ problems, rules }: WorkspaceLook): Problem[] {
  return [...problems, ...rules.flatMap((rule) => rule.problems)];
}

/**
 * The arguments of the commands shown for a proposed entry, so that they query what the look
 * queried.
 */
function proposalArguments(
  { rules, content, workspace = [] }: LookCommandOptions,
  workspaces: readonly WorkspaceLook[],
) {
  const ranges = workspaces.flatMap(({ range }) => range ?? []);
  const from = Math.min(...ranges.map((range) => range.from));
  const to = Math.max(...ranges.map((range) => range.to));
  const names = workspace.flatMap((name) => ["--workspace", name]);
  const folder = [
    ...(rules === undefined ? [] : ["--rules", rules]),
    ...(content === undefined ? [] : ["--content", content]),
  ];
  const time = ranges.length === 0 ? [] : ["--from", iso(from), "--to", iso(to)];
  return { attack: folder, preview: ["--live", ...names, ...time, ...folder] };
}

/** @throws UserError if the text is not a price */
function priceOption(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}(?:\.\d{1,9})?$/.test(text)) return Number(text);
  throw new UserError(
    `--price-per-gb ${text} is not a price`,
    "write a number such as 2.76, in any currency",
  );
}

interface Found {
  readonly workspaces: readonly WorkspaceLook[];
  readonly proposals: readonly Proposal[];
  /** Problems of ignore entries. */
  readonly problems: readonly Problem[];
}

async function lookAtAll(
  content: Content,
  stopped: AbortSignal,
  options: LookCommandOptions,
  terminal: Terminal,
): Promise<Found> {
  if (content.settings.lanes.length === 0 && options.workspace)
    return { workspaces: [], proposals: [], problems: [] };
  const { sessions, problems, facts } = await withWatchlists(
    lookSessions(content, stopped),
    content,
  );
  const progress = progressOn(terminal, Date.now);
  const rangeAt = (now: number) => liveRange(options, now, DEFAULT_TIME);
  const heard = options.json ? windowLines(terminal) : () => undefined;
  const workspaces = await Promise.all(
    sessions.map((session) => lookAt(session, { content, rangeAt, progress, stopped, heard })),
  );
  const uses = joinUses(workspaces.flatMap(({ rules }) => rules.flatMap((one) => one.uses)));
  const folder = join(options.out, ENTRIES);
  const proposing = {
    content,
    facts,
    folder,
    now: Date.now(),
    ...proposalArguments(options, workspaces),
  };
  return { workspaces, problems, proposals: await proposeEntries(noisiestUses(uses), proposing) };
}

/** Prints the events of each window as soon as it is answered, so that they need not be kept. */
function windowLines(terminal: Terminal): LookOptions["heard"] {
  const seen = new Set<string>();
  return (outcome, rule, { workspace }) => {
    const summary = summarise(rule, workspace, [outcome]);
    const writes = summary.writes.filter(({ write }) => !seen.has(`${write.kind} ${write.id}`));
    for (const { write } of writes) seen.add(`${write.kind} ${write.id}`);
    for (const line of jsonLines([{ ...summary, writes, problems: [] }], [])) terminal.out(line);
  };
}

function report(seen: Look, options: LookCommandOptions, terminal: Terminal): number {
  if (options.json) for (const line of lookLines(seen)) terminal.out(line);
  else lookText(terminal, seen);
  // A look that saw nothing leaves the report of an earlier look in place.
  const hasSeen = seen.written && seen.workspaces.some(({ range }) => range !== undefined);
  const unwritten = hasSeen ? writeOwnReport(seen, options, terminal) : [];
  if (seen.stopped || seen.problems.length > 0 || unwritten.length > 0) return 1;
  return options.failOnFindings &&
    seen.workspaces.some(({ rules }) => rules.some(({ findings }) => findings > 0))
    ? 1
    : 0;
}

/** In a folder of its own, because `report.html` above it belongs to a run. */
function writeOwnReport(
  seen: Look,
  { out, json }: LookCommandOptions,
  terminal: Terminal,
): Problem[] {
  const folder = join(out, FOLDER);
  makeFolder(folder);
  return writeReport(
    { out: folder, json },
    htmlReport(shownSummaries(seen), seen.problems, seen),
    terminal,
  );
}

/** A HUNT_EMULATOR left over from an exercise would make the emulator look like a tenant. */
function emulatorNotice({ settings: { emulator } }: Content): Problem[] {
  if (emulator === undefined) return [];
  return [
    {
      where: "HUNT_EMULATOR",
      message: "this look read an emulator, not a tenant",
      remedy: "unset HUNT_EMULATOR to look at a tenant",
    },
  ];
}

/** Files of earlier looks may have been filled in, so they are kept, and named in a notice. */
function olderNotice(proposals: readonly Proposal[], out: string): Problem[] {
  const folder = join(out, ENTRIES);
  const own = new Set(proposals.flatMap(({ entry }) => (entry ? [basename(entry.file)] : [])));
  const older = isFolder(folder) ? readdirSync(folder).filter((name) => !own.has(name)) : [];
  if (older.length === 0) return [];
  const message =
    `${countText(older.length, "file")} of an earlier look ${older.length === 1 ? "is" : "are"} ` +
    `also there: ${listNames(older, 3)}`;
  return [
    {
      where: folder,
      message,
      remedy: "this look does not propose them; delete them, or name another folder with --out",
    },
  ];
}

/** @returns why the files could not be written; the look is reported all the same */
function writeEntries(proposals: readonly Proposal[], out: string): Problem[] {
  const folder = join(out, ENTRIES);
  const entries = proposals.flatMap(({ entry }) => entry ?? []);
  try {
    if (entries.length > 0) makeFolder(folder);
    for (const { file, text } of entries) replaceFile(file, text);
    return [];
  } catch (error) {
    const fault = findFileFault(error, folder);
    if (!fault) throw error;
    return [
      {
        where: fault.path,
        message: `the entries cannot be written: it ${fault.what}`,
        remedy: fault.remedy,
      },
    ];
  }
}
