import { LANE_SHARE } from "../../app/lane-share.ts";
import { countText } from "../../hunt/base/count-text.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { expiryNotices, hasExpired, type IgnoreEntry } from "../../hunt/ignore/ignore.ts";
import { checkLoad, type LaneWork, laneLoad, percent } from "../../hunt/runs/lane-load.ts";
import { unmeasuredNotices, withoutBroad } from "../../ignore-lists/breadth.ts";
import { type Bind, checkEntries, checkQuery, findUntestable } from "../../rules/check-query.ts";
import type { LoadedRule } from "../../rules/read-rule.ts";
import { DEFAULT_LANE } from "../../settings/lanes.ts";
import { withSettings } from "../../settings/rule-settings.ts";
import { longestPause } from "../../settings/schedule.ts";
import type { Settings } from "../../settings/settings.ts";
import { WINDOWS } from "../../windows/command-line.ts";
import { acceptedText } from "../accepted-text.ts";
import { openJudge } from "../attack/judge-entries.ts";
import { checkFiles } from "../check-files/check-files.ts";
import { emptyWorkspace } from "../columns.ts";
import { type Content, loadContent } from "../content.ts";
import { showEachOn } from "../counted-progress.ts";
import { incidentsLines } from "../incidents-line.ts";
import { knownHits } from "../known-hits.ts";
import { tellProblems } from "../reporters/problems.ts";
import { readCases } from "../rule-cases/read-cases.ts";
import { type FolderOptions, ruleFolder } from "../rules-folders.ts";
import type { Terminal } from "../terminal.ts";
import { unreadWatchlists } from "../watchlists.ts";

export interface CheckOptions extends FolderOptions {
  readonly json?: boolean;
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

/**
 * Reads and binds rules, queries, ignore lists and settings without running anything. With paths,
 * only the rules in these.
 */
export async function check(
  paths: readonly string[],
  options: CheckOptions,
  terminal: Terminal,
): Promise<number> {
  return paths.length > 0 ? checkFiles(paths, options, terminal) : checkContent(options, terminal);
}

async function checkContent(options: CheckOptions, terminal: Terminal): Promise<number> {
  const showEach = showEachOn(terminal);
  const content = loadContent({ ...options, environment: process.env, showEach });
  const { rules, slugs, ignore, settings, problems } = content;
  const known = await knownHits(rules, content);
  const measured = withoutBroad(
    { entries: ignore.entries, problems: [] },
    { known, reader: WINDOWS, slugs },
  );
  const lanes = laneWork(rules, settings);
  const workspace = emptyWorkspace(content);
  const { bind } = workspace.engine;
  const all: Problem[] = [
    ...problems,
    ...workspace.problems,
    ...showEach("checking rule", rules, slugOf, (loaded) => checkQuery(loaded, bind)).flat(),
    ...checkEntries(ignore.entries, rules, bind),
    ...measured.problems,
    ...lanes.flatMap((lane) => checkLoad(lane, LANE_SHARE)),
    ...slugs.flatMap(
      (slug) => readCases(ruleFolder(content.folders, slug), slug, content.tables).problems,
    ),
  ];
  const notices = [
    ...content.replaced,
    ...content.notices,
    ...expiryNotices(ignore.entries, Date.now()),
    ...unmeasuredNotices(ignore.entries, known),
    ...rules.flatMap((loaded) => untestableNotices(loaded, bind)),
    ...(await attackNotices(measured.entries, content)),
    ...unreadWatchlists(content),
  ];
  tellProblems(terminal, all, notices, options.json);
  if (!options.json) {
    for (const lane of lanes)
      terminal.out(
        `lane ${lane.name}: ${countText(lane.workspaces, "workspace")}, ` +
          `${percent(laneLoad(lane, LANE_SHARE))} of its query time`,
      );
    const shipped = rules.map(({ rule }) => rule);
    for (const line of incidentsLines(withSettings(shipped, settings), settings))
      terminal.out(line);
    terminal.out(
      `${countText(rules.length, "rule")}, ` +
        `${countText(ignore.entries.length, "ignore entry", "ignore entries")}, ` +
        `${countText(all.length, "problem")}`,
    );
  }
  return all.length > 0 ? 1 : 0;
}
