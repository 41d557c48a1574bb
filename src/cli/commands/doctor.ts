import { usableEntries } from "../../app/entries.ts";
import type { CheckLine } from "../../doctor/check.ts";
import { examine } from "../../doctor/examine.ts";
import { countText } from "../../hunt/base/count-text.ts";
import { oneLine } from "../../hunt/base/escape.ts";
import { loadContent } from "../content.ts";
import { sayNoRows, sayProblems } from "../data-use.ts";
import { entryFacts } from "../entry-facts.ts";
import { jsonLine } from "../reporters/json.ts";
import type { FolderOptions } from "../rules-folders.ts";
import { openSessions, type Session } from "../session.ts";
import { type Style, styleText, type Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import { sessionWatchlist } from "../watchlists.ts";

export interface DoctorOptions extends FolderOptions {
  readonly data?: string;
  readonly tables?: readonly string[];
  readonly live?: boolean;
  readonly apply?: boolean;
  readonly json?: boolean;
}

const STYLES: Readonly<Record<CheckLine["state"], Style>> = {
  ok: "green",
  warning: "yellow",
  failed: "red",
  skipped: "dim",
};

/**
 * Checks every workspace the way a hunt would use it; with local data, the emulator. @returns 1 if
 * a check failed
 */
export async function doctor(options: DoctorOptions, terminal: Terminal): Promise<number> {
  if (options.apply && !options.live)
    throw new UserError("--apply needs --live", "add --live; local data has no rights to check");
  const read = loadContent({ ...options, environment: process.env });
  // --apply writes even where the settings say DRY_RUN.
  const content = { ...read, settings: { ...read.settings, dryRun: false } };
  const { cloud, parser, emulator, incidentsBy } = content.settings;
  const rules = content.rules.map(({ rule }) => rule);
  const lines: CheckLine[] = content.ruleProblems.map(({ where, message, remedy }) => {
    return {
      workspace: "-",
      check: "rules",
      state: "failed",
      message: `${where}: ${message}`,
      remedy,
    };
  });
  const facts =
    content.settings.ignoreWatchlist === undefined ? undefined : await entryFacts(content);
  const sessions = openDoctorSessions(options, content, terminal);
  if (sayNoRows(sessions, [], options.json, terminal)) return 1;
  const problems = sessions.flatMap(({ local }) => local?.data.problems ?? []);
  sayProblems(problems, options.json, terminal);
  for (const session of sessions) {
    const { workspace, local } = session;
    const { queries, sentinel } = session.ports;
    const clock = local || emulator ? undefined : Date.now;
    const watchlist =
      facts && (async () => usableEntries(await sessionWatchlist(session, content), facts));
    const { incidents, tables, arm } = session.clients;
    const patient = {
      workspace,
      rules,
      queries,
      sentinel,
      incidents,
      incidentsBy,
      arm,
      tables,
      watchlist,
      parser,
      cloud,
      clock,
    };
    lines.push(...(await examine({ ...patient, apply: options.apply === true })));
  }
  for (const line of lines)
    terminal.out(options.json ? jsonLine({ kind: "check", ...line }) : text(line, terminal));
  const failed = lines.filter(({ state }) => state === "failed").length;
  if (!options.json) terminal.out(`${countText(lines.length, "check")}, ${failed} failed`);
  return failed > 0 || problems.length > 0 ? 1 : 0;
}

/** The clients of a run, with a ledger that is not changed. */
function openDoctorSessions(
  options: DoctorOptions,
  content: ReturnType<typeof loadContent>,
  terminal: Terminal,
): Session[] {
  const times = options.live ? { from: "2000-01-01", to: "2000-01-02" } : {};
  return openSessions(
    { ...options, ...times, out: "out", dryRun: !options.apply },
    content,
    terminal,
  );
}

function text({ workspace, check, state, message, remedy }: CheckLine, terminal: Terminal): string {
  const full = remedy ? `${message}; ${remedy}` : message;
  return (
    `${styleText(terminal, STYLES[state], state.padEnd(7))} ${oneLine(workspace, 30)} ${check}: ` +
    `${oneLine(full, 500)}`
  );
}
