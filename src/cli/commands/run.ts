import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CLOUDS } from "../../azure/clouds.ts";
import { azureCredential } from "../../azure/credential.ts";
import { type AzureAccess, logsQueries } from "../../azure/logs.ts";
import { sentinelResources } from "../../azure/sentinel.ts";
import { fileStore, LedgerError, readLedger } from "../../coverage/file.ts";
import { memoryStore } from "../../coverage/memory.ts";
import { DELIVERIES } from "../../deliveries/index.ts";
import { createResources } from "../../emulator/resources.ts";
import type { Problem } from "../../hunt/ignore.ts";
import { planning } from "../../hunt/planning.ts";
import type { CoverageStore } from "../../hunt/ports.ts";
import { type PlannedWindow, runWindows } from "../../hunt/range.ts";
import type { Rule, Workspace } from "../../hunt/rule.ts";
import type { RunPorts } from "../../hunt/run.ts";
import { windowText } from "../../hunt/window.ts";
import { checkQuery } from "../../rules/check-query.ts";
import { DERIVED_COLUMNS } from "../../windows/derive.ts";
import { type Content, loadContent } from "../content.ts";
import { LOCAL_WORKSPACE, type Local, openLocal } from "../local.ts";
import { RULES_FOLDER, SAMPLES_FOLDER } from "../paths.ts";
import { htmlReport } from "../reporters/html/report.ts";
import { jsonLines } from "../reporters/json.ts";
import { textReport } from "../reporters/text.ts";
import { type RuleSummary, summarise } from "../summary.ts";
import type { Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import { parseTime, plannedWindows, wholeRange } from "../windows.ts";

export interface RunOptions {
  readonly rule?: string;
  readonly rules?: string;
  readonly from?: string;
  readonly to?: string;
  readonly data?: string;
  readonly tables?: readonly string[];
  readonly out: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly failOnFindings?: boolean;
  readonly live?: boolean;
  readonly apply?: boolean;
}

interface Session {
  readonly workspace: Workspace;
  readonly ports: RunPorts;
  readonly local: Local | undefined;
  readonly writes: boolean;
}

/** Hunts over local data, or over Azure with --live. @returns the exit code */
export async function run(options: RunOptions, terminal: Terminal): Promise<number> {
  const content = loadContent({ folder: options.rules ?? RULES_FOLDER, rule: options.rule, environment: process.env });
  const session = openSession(options, content, terminal);
  const summaries: RuleSummary[] = [];
  for (const { rule } of content.rules) summaries.push(await runRule(rule, session, options, terminal));
  terminal.progress("");
  const problems = [...content.problems, ...dataProblems(session, content)];
  if (options.json) for (const line of jsonLines(summaries, problems)) terminal.out(line);
  else textReport(terminal, summaries, problems);
  if (session.writes) writeReport(options, summaries, problems, terminal);
  return exitCode(summaries, problems, options);
}

function openSession(options: RunOptions, content: Content, terminal: Terminal): Session {
  const { settings } = content;
  const writes = options.live ? options.apply === true && !options.dryRun && !settings.dryRun : !options.dryRun && !settings.dryRun;
  if (options.live && !settings.workspace)
    throw new UserError("--live needs a workspace", "set LOG_ANALYTICS_WORKSPACE_ID and the SENTINEL_ settings");
  if (options.live && (!options.from || !options.to)) throw new UserError("--live needs --from and --to", "name the time to hunt in");
  if (!options.live && options.apply) throw new UserError("--apply goes with --live", "local runs write to the emulator");
  const workspace = settings.workspace ?? LOCAL_WORKSPACE;
  const local = options.live ? undefined : localData(options, workspace, terminal);
  const access: AzureAccess = local?.access ?? {
    credential: azureCredential(CLOUDS[settings.cloud], settings.clientId),
    cloud: CLOUDS[settings.cloud],
  };
  const sentinel = sentinelResources(access, (ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  return {
    workspace,
    local,
    writes,
    ports: {
      queries: logsQueries(access),
      sentinel: writes ? sentinel : planning(sentinel),
      store: openStore(options.out, writes),
      deliveries: DELIVERIES,
      knowledge: content.knowledge,
      parser: settings.parser,
    },
  };
}

function localData(options: RunOptions, workspace: Workspace, terminal: Terminal): Local {
  const rules = options.rules ?? RULES_FOLDER;
  return openLocal({
    data: options.data ?? SAMPLES_FOLDER,
    functions: join(rules, "asim"),
    tables: options.tables,
    workspace,
    resources: createResources(join(options.out, "resources.jsonl")),
    terminal,
  });
}

/** A dry run works on a copy of the ledger. */
function openStore(out: string, writes: boolean): CoverageStore {
  const path = join(out, "ledger.json");
  try {
    return writes ? fileStore(path) : memoryStore(readLedger(path));
  } catch (error) {
    if (error instanceof LedgerError) throw new UserError(error.message, "or name another folder with --out");
    throw error;
  }
}

async function runRule(rule: Rule, { workspace, ports, local }: Session, options: RunOptions, terminal: Terminal): Promise<RuleSummary> {
  const planned = windowsFor(rule, options, local);
  const outcomes = await runWindows(rule, workspace, planned, ports, (window) => terminal.progress(`${rule.slug} ${windowText(window)}`));
  return summarise(rule, workspace, outcomes);
}

function windowsFor(rule: Rule, { from, to }: RunOptions, local: Local | undefined): PlannedWindow[] {
  const all = local ? wholeRange(rule, local.times) : { from: 0, to: 0 };
  const range = { from: from ? parseTime(from, "--from") : all.from, to: to ? parseTime(to, "--to") : all.to };
  if ((from || to) && range.from >= range.to)
    throw new UserError("--from is not before --to", "a window is half-open: the start counts, the end does not");
  return plannedWindows(range, local?.times);
}

/** What local data can show about the rules before Azure would. */
function dataProblems({ local }: Session, { rules }: Content): Problem[] {
  if (!local) return [];
  const { engine, problems } = local.data;
  return [...problems, ...rules.flatMap((loaded) => checkQuery(loaded, engine.bind, DERIVED_COLUMNS))];
}

function writeReport({ out, json }: RunOptions, summaries: readonly RuleSummary[], problems: readonly Problem[], terminal: Terminal): void {
  mkdirSync(out, { recursive: true });
  const path = join(out, "report.html");
  writeFileSync(path, htmlReport(summaries, problems));
  if (!json) terminal.out(`Report: ${path}`);
}

function exitCode(summaries: readonly RuleSummary[], problems: readonly Problem[], { failOnFindings }: RunOptions): number {
  if (problems.length > 0 || summaries.some((summary) => summary.problems.length > 0)) return 1;
  return failOnFindings && summaries.some(({ findings }) => findings.length > 0) ? 1 : 0;
}
