import { Argument, Command } from "commander";
import { FAULT_KINDS } from "../emulator/faults.ts";
import { commandTree } from "./command-tree.ts";
import { accept } from "./commands/accept.ts";
import { check } from "./commands/check.ts";
import { doctor } from "./commands/doctor.ts";
import { emulator } from "./commands/emulator.ts";
import { ignoreList } from "./commands/ignore.ts";
import { ignoreAttack } from "./commands/ignore-attack.ts";
import { ignorePreview } from "./commands/ignore-preview.ts";
import { newRule } from "./commands/new-rule.ts";
import { packageApp } from "./commands/package.ts";
import { query } from "./commands/query.ts";
import { retract } from "./commands/retract.ts";
import { run } from "./commands/run.ts";
import { test } from "./commands/test.ts";
import { COMPLETIONS } from "./completion/index.ts";
import { examplesText } from "./examples.ts";
import { failureOf } from "./failure.ts";
import { ownBuild } from "./own-build.ts";
import type { Terminal } from "./terminal.ts";

const names = (text: string) => text.split(",").map((name) => name.trim());

const DATA = [
  "--data <dir>",
  "folder of tables (<Table>.jsonl, .json, .csv, also .gz), or one file (default: the samples)",
] as const;
const TABLES = ["--tables <names>", "only these data files, separated by commas", names] as const;
const RULES = [
  "--rules <dir>",
  "folder of rules and ignore lists, in place of those that ship",
] as const;
const CONTENT = [
  "--content <dir>",
  "folder of your own rules and ignore lists, beside those that ship",
] as const;
const RULE = ["--rule <slug>", "only this rule"] as const;
const WORKSPACE = [
  "--workspace <id>",
  "with --live: a workspace's id (GUID) or resource id, in place of the settings; may be " +
    "given again",
  (id: string, before: string[] = []) => [...before, id],
] as const;
const JSON_LINES = ["--json", "one JSON object a line"] as const;

/** The command line of hunts; its actions set the process's exit code. */
export function program(terminal: Terminal): Command {
  const hunts = new Command("hunts")
    .description(
      "Run hunting queries, drop what ignore lists name, and write incidents and bookmarks: " +
        "on local data, or live in Microsoft Sentinel.",
    )
    .version(ownBuild().version)
    .configureOutput({
      writeOut: (text) => terminal.out(withoutEnd(text)),
      writeErr: (text) => terminal.err(withoutEnd(text)),
    })
    .exitOverride();
  const commands = [
    addRun,
    addQuery,
    addTest,
    addCheck,
    addDoctor,
    addAccept,
    addRetract,
    addIgnore,
    addNew,
    addPackage,
    addEmulator,
  ];
  for (const add of [...commands, addCompletion]) add(hunts, terminal);
  addExamples(hunts, []);
  return hunts;
}

function addExamples(command: Command, path: readonly string[]): void {
  command.addHelpText("after", examplesText(path));
  for (const one of command.commands) addExamples(one, [...path, one.name()]);
}

/** Commander ends its texts with the line break that the terminal adds. */
function withoutEnd(text: string): string {
  return text.replace(/\n$/, "");
}

/** What a command's action does with its exit code. */
function exitWith<Arguments extends unknown[]>(
  action: (...args: Arguments) => number | Promise<number>,
): (...args: Arguments) => Promise<void> {
  return async (...args) => {
    process.exitCode = await action(...args);
  };
}

function addRun(hunts: Command, terminal: Terminal): void {
  hunts
    .command("run")
    .description(
      "run the rules and write incidents and bookmarks: to the emulator, or with --live " +
        "--apply to Azure",
    )
    .option(...RULE)
    .option("--from <time>", "start, a date or a time with its zone")
    .option("--to <time>", "end, not included")
    .option(...DATA)
    .option(...TABLES)
    .option(...RULES)
    .option(...CONTENT)
    .option("--out <dir>", "folder for the ledger, the emulator's resources and the report", "out")
    .option("--dry-run", "read, plan and report; write nothing")
    .option(...JSON_LINES)
    .option("--fail-on-findings", "exit code 1 if there are findings")
    .option("--live", "look at Azure with your az login; without --apply nothing is written there")
    .option(...WORKSPACE)
    .option("--last <time>", "with --live: the last 7d, 12h or 30m (default: 7d)")
    .option("--price-per-gb <n>", "with --live: price the events that the rules read")
    .option("--apply", "with --live: write to Azure")
    .action(exitWith((options: Parameters<typeof run>[0]) => run(options, terminal)));
}

function addQuery(hunts: Command, terminal: Terminal): void {
  hunts
    .command("query")
    .description("run KQL over local data")
    .argument("[kql]", "the query")
    .option("--file <path>", "read the query from a file (- for standard input)")
    .option(...DATA)
    .option(...TABLES)
    .option("--from <time>", "only rows from this time")
    .option("--to <time>", "only rows before this time")
    .option(...JSON_LINES)
    .action(
      exitWith((text: string | undefined, options: Parameters<typeof query>[1]) =>
        query(text, options, terminal),
      ),
    );
}

function addTest(hunts: Command, terminal: Terminal): void {
  hunts
    .command("test")
    .description("run the rules' hit and miss cases")
    .option(...RULE)
    .option(...RULES)
    .option(...CONTENT)
    .option(...JSON_LINES)
    .action(exitWith((options: Parameters<typeof test>[0]) => test(options, terminal)));
}

function addCheck(hunts: Command, terminal: Terminal): void {
  hunts
    .command("check")
    .description("check rules, queries, ignore lists and settings without running them")
    .option(...RULES)
    .option(...CONTENT)
    .option(...JSON_LINES)
    .action(exitWith((options: Parameters<typeof check>[0]) => check(options, terminal)));
}

function addDoctor(hunts: Command, terminal: Terminal): void {
  hunts
    .command("doctor")
    .description(
      "check that workspaces have what the rules need: access, clock, parser, tables, lag, rights",
    )
    .option(...DATA)
    .option(...TABLES)
    .option(...RULES)
    .option(...CONTENT)
    .option(...JSON_LINES)
    .option("--live", "look at Azure, as the settings say")
    .option("--apply", "with --live: write one marked bookmark to each workspace, and leave it")
    .action(exitWith((options: Parameters<typeof doctor>[0]) => doctor(options, terminal)));
}

function addAccept(hunts: Command, terminal: Terminal): void {
  hunts
    .command("accept")
    .description(
      "write marked resources, see how Sentinel answers, remove them, and print a record " +
        "(docs/acceptance.md)",
    )
    .option("--live", "on Azure: by --app, or with your own identity as the settings say")
    .option("--apply", "do it; without it, only say what would be done")
    .option(
      "--app <url>",
      "with --live: the deployed function app does it; its key is in HUNTS_FUNCTION_KEY",
    )
    .option("--workspace <name>", "which workspace, by name or id, if there are several")
    .option("--wait <minutes>", "how long to wait for the resources to appear in the tables", "15")
    .option("--poll <seconds>", "how long to wait between two looks at the tables (default: 15)")
    .option("--clear <run>", "with --apply: only remove what an interrupted run left behind")
    .option(...JSON_LINES)
    .action(exitWith((options: Parameters<typeof accept>[0]) => accept(options, terminal)));
}

function addRetract(hunts: Command, terminal: Terminal): void {
  hunts
    .command("retract")
    .description(
      "close the incidents of a bad run that nobody has touched; without --apply, list them " +
        "(docs/acceptance.md)",
    )
    .option(
      "--run <id>",
      "id of a run that was requested from the function app; with --live and --app",
    )
    .option("--rule <slug>", "the rule whose incidents are closed")
    .option("--from <time>", "start of the event time, a date or a time with its zone")
    .option("--to <time>", "its end, not included")
    .option(
      "--app <url>",
      "with --run: the deployed function app; its key is in HUNTS_FUNCTION_KEY",
    )
    .option(...RULES)
    .option(...CONTENT)
    .option("--out <dir>", "folder of the local run whose incidents are closed", "out")
    .option("--live", "in Azure, as the settings say")
    .option("--apply", "close them")
    .option(...JSON_LINES)
    .action(exitWith((options: Parameters<typeof retract>[0]) => retract(options, terminal)));
}

function addIgnore(hunts: Command, terminal: Terminal): void {
  const ignore = hunts
    .command("ignore")
    .description(
      "list ignore entries, preview what they hide, and try to hide an attack behind them",
    );
  ignore
    .command("list")
    .description("list all entries with origin, scope, end, and what they hid")
    .option("--days <n>", "only the hits of the last days that were hunted")
    .option("--out <dir>", "folder of the runs whose hits are counted", "out")
    .option(
      "--live",
      "also the entries of the watchlists that IGNORE_WATCHLIST names; hits of live runs",
    )
    .option(...RULES)
    .option(...CONTENT)
    .option(...JSON_LINES)
    .action(exitWith((options: Parameters<typeof ignoreList>[0]) => ignoreList(options, terminal)));
  ignore
    .command("preview")
    .description("show what entries would hide")
    .argument("<entry>", "an id, a file (.yaml, or a watchlist's .csv), or a plain term")
    .option("--days <n>", "only the last days")
    .option("--from <time>", "start, a date or a time with its zone")
    .option("--to <time>", "end, not included")
    .option(...DATA)
    .option(...TABLES)
    .option(...RULES)
    .option(...CONTENT)
    .option("--out <dir>", "folder of an earlier run, whose incidents are looked at", "out")
    .option("--live", "ask Azure; nothing is written")
    .option(...WORKSPACE)
    .action(
      exitWith((entry: string, options: Parameters<typeof ignorePreview>[1]) =>
        ignorePreview(entry, options, terminal),
      ),
    );
  ignore
    .command("attack")
    .description("try to hide an attack behind entries; exit code 1 if that works")
    .argument("[entries...]", "only these: ids, or files (.yaml, or a watchlist's .csv)")
    .option(
      "--seed <n>",
      "draw the random lines of an earlier run again (it printed its seed), or others",
    )
    .option("--live", "also the entries of the watchlists that IGNORE_WATCHLIST names")
    .option(...RULES)
    .option(...CONTENT)
    .option(...JSON_LINES)
    .action(
      exitWith((ids: string[], options: Parameters<typeof ignoreAttack>[1]) =>
        ignoreAttack(ids, options, terminal),
      ),
    );
}

function addNew(hunts: Command, terminal: Terminal): void {
  const create = hunts.command("new").description("create a rule");
  create
    .command("rule")
    .description("create a rule from the template, with a hit and a miss case")
    .argument("<name>", "the folder's name: small letters, digits and -")
    .option(
      "--rules <dir>",
      "create it in this folder, which takes the place of the rules that ship",
    )
    .option("--content <dir>", "create it in this folder, beside the rules that ship")
    .action(
      exitWith((name: string, options: Parameters<typeof newRule>[1]) =>
        newRule(name, options, terminal),
      ),
    );
}

function addPackage(hunts: Command, terminal: Terminal): void {
  hunts
    .command("package")
    .description("pack the function app with rules and ignore lists, to deploy it")
    .option(...RULES)
    .option(...CONTENT)
    .option("--out <dir>", "folder for app.zip, and for the same as a folder (deploy)", "dist")
    .action(exitWith((options: Parameters<typeof packageApp>[0]) => packageApp(options, terminal)));
}

function addEmulator(hunts: Command, terminal: Terminal): void {
  hunts
    .command("emulator")
    .description("serve local data as Log Analytics and Sentinel on a loopback port")
    .option("--port <n>", "port (0: a free one)", "0")
    .option(...DATA)
    .option(...TABLES)
    .option("--resources <file>", "keep incidents and bookmarks in this file")
    .option(
      "--fault <kinds...>",
      "answer the next requests with these faults: a kind, or kind:times; " +
        `${FAULT_KINDS.join(", ")}`,
    )
    .action(exitWith((options: Parameters<typeof emulator>[0]) => emulator(options, terminal)));
}

function addCompletion(hunts: Command, terminal: Terminal): void {
  hunts
    .command("completion")
    .description("print a script that completes commands and options in your shell")
    .addArgument(new Argument("<shell>", "your shell").choices(Object.keys(COMPLETIONS)))
    .action((shell: string) => terminal.out(COMPLETIONS[shell]?.(commandTree(hunts)) ?? ""));
}

/**
 * Runs a command and sets the process's exit code: 0 ran, 1 something failed, 2 could not start.
 * What a user can cause is one line; our own bugs show a stack.
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<void> {
  try {
    await program(terminal).parseAsync(args, { from: "user" });
  } catch (error) {
    terminal.progress("");
    const { code, lines } = failureOf(error);
    process.exitCode = code;
    if (lines !== "") terminal.err(lines);
  }
}
