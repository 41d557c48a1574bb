import { LANE_SHARE } from "../app/lane-share.ts";
import { countText } from "../hunt/base/count-text.ts";
import { oneLine } from "../hunt/base/escape.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { expiryNotices, hasExpired, type IgnoreEntry } from "../hunt/ignore/ignore.ts";
import { checkLoad, type LaneWork, laneLoad, percent } from "../hunt/runs/lane-load.ts";
import { unmeasuredNotices, withoutBroad } from "../ignore-lists/breadth.ts";
import { type Bind, checkEntries, checkQuery, findUntestable } from "../rules/check-query.ts";
import type { LoadedRule } from "../rules/read-rule.ts";
import { DEFAULT_LANE } from "../settings/lanes.ts";
import { withSettings } from "../settings/rule-settings.ts";
import { longestPause } from "../settings/schedule.ts";
import type { Settings } from "../settings/settings.ts";
import { WINDOWS } from "../windows/command-line.ts";
import { acceptedText } from "./accepted-text.ts";
import { openJudge } from "./attack/judge-entries.ts";
import type { ProblemKind } from "./ci/problem-kinds.ts";
import { emptyWorkspace } from "./columns.ts";
import { type Content, loadContent } from "./content.ts";
import type { ShowEach } from "./counted-progress.ts";
import { incidentsLines } from "./incidents-line.ts";
import { knownHits } from "./known-hits.ts";
import { readCases } from "./rule-cases/read-cases.ts";
import { type FolderOptions, ruleFolder } from "./rules-folders.ts";
import { unreadWatchlists } from "./watchlists.ts";

/** What was found in rules, ignore lists and settings, without running anything. */
export interface CheckedContent {
  /** By what they are about, in the order in which they are told. */
  readonly problems: readonly (readonly [ProblemKind, readonly Problem[]])[];
  readonly notices: readonly Problem[];
  /** Entries in force that hide one of the known attacks; `hunts ignore attack` tries more. */
  readonly attacks: readonly Problem[];
  /** What a lane has to do, and how much was checked. */
  readonly summary: readonly string[];
}

/** Reads and binds rules, queries, ignore lists and settings. */
export async function checkContent(
  options: FolderOptions,
  showEach: ShowEach,
): Promise<CheckedContent> {
  const content = loadContent({ ...options, environment: process.env, showEach });
  const { rules, slugs, ignore, settings } = content;
  const known = await knownHits(rules, content);
  const measured = withoutBroad(
    { entries: ignore.entries, problems: [] },
    { known, reader: WINDOWS, slugs },
  );
  const lanes = laneWork(rules, settings);
  const workspace = emptyWorkspace(content);
  const { bind } = workspace.engine;
  const problems: readonly (readonly [ProblemKind, readonly Problem[]])[] = [
    ["rule", content.ruleProblems],
    ["entry", ignore.problems],
    ["setting", settingProblems(content)],
    ["data", workspace.problems],
    [
      "query",
      showEach("checking rule", rules, slugOf, (loaded) => checkQuery(loaded, bind)).flat(),
    ],
    ["entry", [...checkEntries(ignore.entries, rules, bind), ...measured.problems]],
    ["schedule", lanes.flatMap((lane) => checkLoad(lane, LANE_SHARE))],
    ["case", slugs.flatMap((slug) => caseProblems(content, slug))],
  ];
  const notices = [
    ...content.replaced,
    ...content.notices,
    ...expiryNotices(ignore.entries, Date.now()),
    ...unmeasuredNotices(ignore.entries, known),
    ...rules.flatMap((loaded) => untestableNotices(loaded, bind)),
    ...unreadWatchlists(content),
  ];
  const count = problems.reduce((sum, [, some]) => sum + some.length, 0);
  return {
    problems,
    notices,
    attacks: await attackNotices(measured.entries, content),
    summary: summaryLines(content, lanes, count),
  };
}

/** The content's problems that are neither of rules nor of entries. */
function settingProblems({ problems, ruleProblems, ignore }: Content): Problem[] {
  const others = new Set([...ruleProblems, ...ignore.problems]);
  return problems.filter((problem) => !others.has(problem));
}

function caseProblems({ folders, tables }: Content, slug: string): readonly Problem[] {
  return readCases(ruleFolder(folders, slug), slug, tables).problems;
}

function summaryLines(
  { rules, ignore, settings }: Content,
  lanes: readonly LaneWork[],
  problems: number,
): string[] {
  const shipped = rules.map(({ rule }) => rule);
  return [
    ...lanes.map(
      (lane) =>
        `lane ${lane.name}: ${countText(lane.workspaces, "workspace")}, ` +
        `${percent(laneLoad(lane, LANE_SHARE))} of its query time`,
    ),
    ...incidentsLines(withSettings(shipped, settings), settings),
    `${countText(rules.length, "rule")}, ` +
      `${countText(ignore.entries.length, "ignore entry", "ignore entries")}, ` +
      `${countText(problems, "problem")}`,
  ];
}

/** The work of each lane; without settings, of one lane with one workspace. */
function laneWork(loaded: readonly LoadedRule[], { lanes, schedule }: Settings): LaneWork[] {
  const rules = loaded.map(({ rule }) => rule);
  const pause = longestPause(schedule, Date.now());
  const work = lanes.map(({ name, workspaces }) => ({
    name,
    workspaces: workspaces.length,
    rules,
    pause,
  }));
  return work.length > 0 ? work : [{ name: DEFAULT_LANE, workspaces: 1, rules, pause }];
}

/** No random lines here: `hunts ignore attack` tries those. */
const RANDOM_LINES = 0;

/** Trusted entries that hide an attack. */
async function attackNotices(
  entries: readonly IgnoreEntry[],
  content: Content,
): Promise<Problem[]> {
  const { judge } = openJudge(content, { tries: RANDOM_LINES });
  const notices: Problem[] = [];
  for (const entry of inForceNow(entries)) {
    const verdict = await judge(entry);
    if (verdict.kind !== "bypassed") continue;
    const { line, remedy } = verdict.witness;
    notices.push({
      where: entry.origin,
      message: `an attack hides behind the entry ${entry.id}: ${oneLine(line, 200)}`,
      remedy: acceptedText(entry) || `${remedy}; hunts ignore attack has the details`,
    });
  }
  return notices;
}

function inForceNow(entries: readonly IgnoreEntry[]): IgnoreEntry[] {
  return entries.filter(
    (entry) => entry.active && !entry.unverified && !hasExpired(entry, Date.now()),
  );
}

function slugOf({ rule }: LoadedRule): string {
  return rule.slug;
}

/** What Sentinel runs, but no case and no local data can show. */
function untestableNotices(loaded: LoadedRule, bind: Bind): Problem[] {
  return findUntestable(loaded, bind).map((problem) => ({
    ...problem,
    message: `not testable offline: ${problem.message}`,
  }));
}
