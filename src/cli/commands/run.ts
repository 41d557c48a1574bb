import { countText } from "../../hunt/base/count-text.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { iso, windowText } from "../../hunt/base/window.ts";
import type { Rule } from "../../hunt/findings/rule.ts";
import { type PlannedWindow, runWindows } from "../../hunt/runs/range.ts";
import { checkQuery, findUntestable } from "../../rules/check-query.ts";
import { withBypasses } from "../bypasses.ts";
import { type Content, loadContent } from "../content.ts";
import { type DataUse, sayNoRows, usableRules } from "../data-use.ts";
import { findsWithoutRows } from "../finds-without-rows.ts";
import type { Local } from "../local.ts";
import type { RaisedAlerts } from "../local-alerts.ts";
import { sayNotices } from "../local-data.ts";
import { withNamedWorkspaces } from "../named-workspaces.ts";
import { goneResources, takeFolder } from "../out-folder.ts";
import { htmlReport } from "../reporters/html/report.ts";
import { jsonLine, jsonLines } from "../reporters/json.ts";
import { textReport } from "../reporters/text.ts";
import { openSessions, type Session, type SessionOptions, willWrite } from "../session.ts";
import { type RuleSummary, summarise } from "../summary.ts";
import type { Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import { withWatchlists } from "../watchlists.ts";
import { askedTime, liveRange, plannedWindows, timeOption, wholeRange } from "../windows.ts";
import { writeReport } from "../write-report.ts";
import { type LookCommandOptions, look } from "./look.ts";

export type RunOptions = LookCommandOptions;

/**
 * Hunts in local data, or in Azure with --live --apply; --live alone is a first look. @returns the
 * exit code
 */
export async function run(given: RunOptions, terminal: Terminal): Promise<number> {
  checkOptions(given);
  if (given.live && !given.apply) return look(given, terminal);
  const options = withTime(given);
  const loaded = loadContent({ ...options, environment: process.env });
  const { content } = await withNamedWorkspaces(loaded, options, "to write to");
  if (willWrite(options, content)) takeFolder(options.out, "--out", terminal);
  const gone = options.live ? [] : goneResources(options.out);
  const opened = await withWatchlists(openSessions(options, content, terminal), content);
  const { sessions } = opened;
  if (sayNoRows(sessions, content.problems, options.json, terminal)) return 1;
  const ran: RuleSummary[] = [];
  const raised: RaisedAlerts[] = [];
  const problems = [...gone, ...content.problems, ...opened.problems];
  for (const session of sessions) {
    const { rules, problems: wrong, notices } = rulesFor(session, content, options);
    sayNotices(notices, terminal);
    problems.push(...wrong);
    for (const { rule } of rules) ran.push(await runRule(rule, session, options, terminal));
    if (session.writes && session.local?.raiseAlerts)
      raised.push(await session.local.raiseAlerts(rules.map(({ rule }) => rule)));
  }
  const summaries = withBypasses(ran);
  terminal.progress("");
  if (options.json) for (const line of jsonLines(summaries, problems)) terminal.out(line);
  else textReport(terminal, summaries, problems);
  for (const { alerts, incidents } of raised)
    terminal.out(
      options.json
        ? jsonLine({ kind: "alerts", alerts, incidents })
        : `Analytics rules: ${countText(alerts, "alert")}, ${countText(incidents, "incident")}`,
    );
  const unwritten = sessions.some(({ writes }) => writes)
    ? writeReport(options, htmlReport(summaries, problems), terminal)
    : [];
  return exitCode(summaries, [...problems, ...unwritten], options);
}

/** @throws UserError for options that cannot be combined */
function checkOptions({ live, apply, last, pricePerGb }: RunOptions): void {
  if (!live && last)
    throw new UserError(
      "--last needs --live",
      "add --live, or name a part of the recording with --from and --to",
    );
  if (pricePerGb && (!live || apply))
    throw new UserError(
      "--price-per-gb needs --live, and no --apply",
      "only a first look shows the price",
    );
}

/** Replaces --last by the times at which it starts and ends now. */
function withTime(options: RunOptions): RunOptions {
  if (!options.last) return options;
  const { from, to } = liveRange(options, Date.now(), options.last);
  return { ...options, from: iso(from), to: iso(to) };
}

async function runRule(
  rule: Rule,
  { workspace, ports, local }: Session,
  options: RunOptions,
  terminal: Terminal,
): Promise<RuleSummary> {
  const planned = rangeFor(rule, options, local);
  const outcomes = await runWindows(rule, workspace, planned, ports, (window) =>
    terminal.progress(`${rule.slug} ${windowText(window)}`),
  );
  return summarise(rule, workspace, outcomes);
}

/** The windows that a command queries: of the given range, or of all local data. */
export function rangeFor(
  rule: Rule,
  { from, to }: SessionOptions,
  local: Local | undefined,
): PlannedWindow[] {
  const all = local ? wholeRange(rule, local.times) : { from: 0, to: 0 };
  const range = {
    from: from ? timeOption(from, "--from") : all.from,
    to: to ? timeOption(to, "--to") : all.to,
  };
  if ((from || to) && range.from >= range.to) {
    throw new UserError(
      "--from is not before --to",
      "choose a start before the end; the end is exclusive",
    );
  }
  const now = local ? Number.POSITIVE_INFINITY : Date.now();
  const times = local && !findsWithoutRows(rule, local) ? local.times : undefined;
  return plannedWindows(rule, range, times, now);
}

/**
 * The rules for which local data can have rows, and the problems of the others that local data
 * shows.
 */
export function rulesFor(
  { local }: Session,
  { rules, settings }: Content,
  options: SessionOptions,
): DataUse {
  if (!local) return { rules, problems: [], notices: [] };
  const { engine, problems } = local.data;
  const usable = usableRules(rules, local, settings.parser, askedTime(options));
  const wrong = usable.rules.flatMap((loaded) => [
    ...checkQuery(loaded, engine.bind),
    ...findUntestable(loaded, engine.bind),
  ]);
  return { ...usable, problems: [...problems, ...usable.problems, ...wrong] };
}

function exitCode(
  summaries: readonly RuleSummary[],
  problems: readonly Problem[],
  { failOnFindings }: RunOptions,
): number {
  if (problems.length > 0 || summaries.some((summary) => summary.problems.length > 0)) return 1;
  return failOnFindings && summaries.some(({ findings }) => findings.length > 0) ? 1 : 0;
}
