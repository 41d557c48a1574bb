import { Argument, Command, Option } from "commander";
import { FAULT_KINDS } from "../emulator/faults.ts";
import { commandTree } from "./command-tree.ts";
import { COMPLETIONS } from "./completion/index.ts";
import { examplesText } from "./examples.ts";
import { toFailure } from "./failure.ts";
import {
  DATA,
  DECLARED,
  exitWith,
  formatOption,
  JSON_FORMAT,
  JSON_LINES,
  TABLES,
} from "./options.ts";
import { ownBuild } from "./own-build.ts";
import { addQuery } from "./query/add-query.ts";
import type { Terminal } from "./terminal.ts";

const RULES = [
  "--rules <dir>",
  "folder of rules and ignore lists to use in place of those that ship",
] as const;
const CONTENT = [
  "--content <dir>",
  "folder of your own rules and ignore lists, used in addition to those that ship",
] as const;
const RULE = ["--rule <slug>", "only this rule"] as const;
const FROM = ["--from <time>", "start: a date, or a time with its time zone"] as const;
const TO = ["--to <time>", "end, exclusive"] as const;
const WORKSPACE = [
  "--workspace <id>",
  "with --live: id (GUID) or resource id of a workspace, in place of the settings; may be " +
    "repeated",
  (id: string, before: string[] = []) => [...before, id],
] as const;

/** The command line of `hunts`. Its actions set the exit code of the process. */
export function program(terminal: Terminal): Command {
  const hunts = new Command("hunts")
    .description(
      "Run hunting queries, suppress what ignore lists match, and write incidents and " +
        "bookmarks: on local data, or in Microsoft Sentinel.",
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

/** Removes the line break that Commander adds, because the terminal adds one too. */
function withoutEnd(text: string): string {
  return text.replace(/\n$/, "");
}

function addRun(hunts: Command, terminal: Terminal): void {
  hunts
    .command("run")
    .description(
      "run the rules and write incidents and bookmarks to the emulator, or to Azure with " +
        "--live --apply",
    )
    .option(...RULE)
    .option(...FROM)
    .option(...TO)
    .option(...DATA)
    .option(...TABLES)
    .option(...RULES)
    .option(...CONTENT)
    .option("--out <dir>", "folder for the ledger, the emulator's resources and the report", "out")
    .option("--dry-run", "read, plan and report; write nothing")
    .option(...JSON_LINES)
    .option("--fail-on-findings", "exit with code 1 if there are findings")
    .option(
      "--live",
      "read from Azure with your az login; nothing is written there without --apply",
    )
    .option(...WORKSPACE)
    .option("--last <time>", "with --live: the last 7d, 12h or 30m (default: 7d)")
    .option(
      "--price-per-gb <n>",
      "with --live: what a GB costs to ingest, to price the events that the rules read",
    )
    .option("--apply", "with --live: write to Azure")
    .action(exitWith(async () => (await import("./commands/run.ts")).run, terminal));
}

function addTest(hunts: Command, terminal: Terminal): void {
  hunts
    .command("test")
    .description("run the rules' hit and miss cases")
    .addOption(
      new Option("--entries <which>", "which ignore entries are applied")
        .choices(["all", "shipped"])
        .default("all"),
    )
    .option(...RULE)
    .option(...RULES)
    .option(...CONTENT)
    .addOption(formatOption(["text", "json", "junit"]))
    .option(...JSON_FORMAT)
    .action(exitWith(async () => (await import("./commands/test.ts")).test, terminal));
}

function addCheck(hunts: Command, terminal: Terminal): void {
  hunts
    .command("check")
    .description("check rules, queries, ignore lists and settings without running them")
    .argument(
      "[paths...]",
      "check the rules in these files and folders instead, in whatever form they have",
    )
    .option(...RULES)
    .option(...CONTENT)
    .addOption(formatOption(["text", "json", "sarif"]))
    .option(...JSON_FORMAT)
    .action(exitWith(async () => (await import("./commands/check.ts")).check, terminal));
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
    .option("--live", "check the Azure workspaces that the settings name")
    .option(
      "--apply",
      "with --live: write one marked bookmark to each workspace and leave it there",
    )
    .action(exitWith(async () => (await import("./commands/doctor.ts")).doctor, terminal));
}

function addAccept(hunts: Command, terminal: Terminal): void {
  hunts
    .command("accept")
    .description(
      "write marked resources to Sentinel, check how it responds, remove them, and print a " +
        "record (docs/acceptance.md)",
    )
    .option(
      "--live",
      "on Azure: through --app, or with your own identity in the settings' workspaces",
    )
    .option("--apply", "write the resources; without it, only say what would be done")
    .option(
      "--app <url>",
      "with --live: address of the deployed function app, which then does the work; its key is " +
        "read from HUNTS_FUNCTION_KEY",
    )
    .option("--workspace <name>", "name or id of the workspace, if there are several")
    .option("--wait <minutes>", "how long to wait for the resources to appear in the tables", "15")
    .option("--poll <seconds>", "how long to wait between checks of the tables (default: 15)")
    .option("--clear <run>", "with --apply: only remove what an interrupted run left behind")
    .option(...JSON_LINES)
    .action(exitWith(async () => (await import("./commands/accept.ts")).accept, terminal));
}

function addRetract(hunts: Command, terminal: Terminal): void {
  hunts
    .command("retract")
    .description(
      "close the incidents of a bad run that nobody has touched; without --apply, only list " +
        "them (docs/acceptance.md)",
    )
    .option(
      "--run <id>",
      "id of a run that was requested from the function app; needs --live and --app",
    )
    .option("--rule <slug>", "rule whose incidents are closed")
    .option("--from <time>", "start of the event time: a date, or a time with its time zone")
    .option("--to <time>", "end of the event time, exclusive")
    .option(
      "--app <url>",
      "with --run: address of the deployed function app; its key is read from HUNTS_FUNCTION_KEY",
    )
    .option(...RULES)
    .option(...CONTENT)
    .option("--out <dir>", "folder of the local run whose incidents are closed", "out")
    .option("--live", "in the Azure workspaces that the settings name")
    .option("--apply", "close the incidents")
    .option(...JSON_LINES)
    .action(exitWith(async () => (await import("./commands/retract.ts")).retract, terminal));
}

function addIgnore(hunts: Command, terminal: Terminal): void {
  const ignore = hunts
    .command("ignore")
    .description(
      "list ignore entries, preview what they hide, and try to hide an attack behind them",
    );
  ignore
    .command("list")
    .description("list all entries with their origin, scope, expiry and hits")
    .option("--days <n>", "count only the hits of the last N days that were hunted")
    .option("--out <dir>", "folder of the runs whose hits are counted", "out")
    .option(
      "--live",
      "include the watchlists that IGNORE_WATCHLIST names, and count the hits of live runs",
    )
    .option(...RULES)
    .option(...CONTENT)
    .option(...JSON_LINES)
    .action(exitWith(async () => (await import("./commands/ignore.ts")).ignoreList, terminal));
  ignore
    .command("preview")
    .description("show what an entry would hide")
    .argument("<entry>", "an id, a file (.yaml, or a watchlist's .csv), or a plain term")
    .option(
      "--finding <id>",
      "say whether the entry hides this finding (default: the one that its reason names)",
    )
    .option("--days <n>", "only the last N days")
    .option(...FROM)
    .option(...TO)
    .option(...DATA)
    .option(...TABLES)
    .option(...RULES)
    .option(...CONTENT)
    .option("--out <dir>", "folder of an earlier run whose incidents are checked", "out")
    .option("--live", "query Azure; nothing is written")
    .option(...WORKSPACE)
    .action(
      exitWith(async () => (await import("./commands/ignore-preview.ts")).ignorePreview, terminal),
    );
  ignore
    .command("attack")
    .description("try to hide an attack behind each entry; exit with code 1 if one can be hidden")
    .argument(
      "[entries...]",
      "only these: ids of entries, or files (entries in .yaml or a watchlist's .csv; a Sigma rule; " +
        "Elastic's exceptions in .ndjson)",
    )
    .option(...RULE)
    .option(
      "--seed <n>",
      "seed of the random command lines; the seed that an earlier run printed repeats them",
    )
    .option("--rows", "print the rows of each attack that gets through, as a case has them")
    .option("--baseline <file>", "file of the attacks that are accepted (docs/ci.md)")
    .option(
      "--write-baseline",
      "with --baseline: write the attacks that get through to the file, with reasons to fill in",
    )
    .option("--live", "include the watchlists that IGNORE_WATCHLIST names")
    .option(...RULES)
    .option(...CONTENT)
    .addOption(formatOption(["text", "json", "sarif", "junit"]))
    .option(...JSON_FORMAT)
    .action(
      exitWith(async () => (await import("./commands/ignore-attack.ts")).ignoreAttack, terminal),
    );
  addSuggest(ignore, terminal);
}

function addSuggest(ignore: Command, terminal: Terminal): void {
  ignore
    .command("suggest")
    .description(
      "suggest an entry that hides findings, no attack and no case; exit with code 1 if there is none",
    )
    .argument("[findings...]", "ids of findings, or the beginnings of them")
    .option(
      "--closed-as <what>",
      "the findings whose incidents were closed as benign, or as false, in place of named ones",
    )
    .option(...RULE)
    .option(...FROM)
    .option(...TO)
    .option(...DATA)
    .option(...TABLES)
    .option(...RULES)
    .option(...CONTENT)
    .option("--out <dir>", "folder of the run that had the findings", "out")
    .option("--live", "ask Azure; nothing is written")
    .option(...WORKSPACE)
    .option(...JSON_LINES)
    .action(
      exitWith(async () => (await import("./commands/ignore-suggest.ts")).ignoreSuggest, terminal),
    );
}

function addNew(hunts: Command, terminal: Terminal): void {
  const create = hunts.command("new").description("create a rule, or a case of one");
  create
    .command("rule")
    .description("create a rule, from the template or from a file of any form, with cases")
    .argument("[name]", "name of the rule's folder: lowercase letters, digits and -")
    .option(
      "--from <file>",
      "copy this rule that others wrote, as it is; what is yours stands in hunt.yaml beside it",
    )
    .option(
      "--rules <dir>",
      "create it in this folder, which is used in place of the rules that ship",
    )
    .option(
      "--content <dir>",
      "create it in this folder, which is used in addition to the rules that ship",
    )
    .action(exitWith(async () => (await import("./commands/new-rule.ts")).newRule, terminal));
  create
    .command("case")
    .description("turn a finding of a run into a case of its rule")
    .argument("<finding>", "id of the finding, or the beginning of it")
    .option(...RULE)
    .option("--name <name>", "name of the case after hit- (default: the beginning of the id)")
    .option(...FROM)
    .option(...TO)
    .option(...DATA)
    .option(...TABLES)
    .option(...RULES)
    .option(...CONTENT)
    .option("--out <dir>", "folder of the run that had the finding", "out")
    .action(exitWith(async () => (await import("./commands/new-case.ts")).newCase, terminal));
}

function addPackage(hunts: Command, terminal: Terminal): void {
  hunts
    .command("package")
    .description("package the function app with rules and ignore lists for deployment")
    .option(...RULES)
    .option(...CONTENT)
    .option("--out <dir>", "folder for app.zip and for its unpacked copy (deploy)", "dist")
    .option(
      "--alert-rules <file>",
      "also write the analytics rules that the template deploys (infra/findings-table.json)",
    )
    .action(exitWith(async () => (await import("./commands/package.ts")).packageApp, terminal));
}

function addEmulator(hunts: Command, terminal: Terminal): void {
  hunts
    .command("emulator")
    .description("serve local data as Log Analytics and Sentinel on a loopback port")
    .option("--port <n>", "port; 0 picks a free one", "0")
    .option(...DATA)
    .option(...TABLES)
    .option(...DECLARED)
    .option("--resources <file>", "file in which incidents and bookmarks are kept")
    .option(
      "--fault <kinds...>",
      `faults for the next requests, each as a kind or kind:times; ${FAULT_KINDS.join(", ")}`,
    )
    .action(exitWith(async () => (await import("./commands/emulator.ts")).emulator, terminal));
}

function addCompletion(hunts: Command, terminal: Terminal): void {
  hunts
    .command("completion")
    .description("print a script that completes commands and options in your shell")
    .addArgument(new Argument("<shell>", "your shell").choices(Object.keys(COMPLETIONS)))
    .action((shell: string) => terminal.out(COMPLETIONS[shell]?.(commandTree(hunts)) ?? ""));
}

/**
 * Runs a command and sets the exit code of the process: 0 it ran, 1 something failed, 2 it could
 * not start. An error that a user can cause is one line; a bug of ours shows its stack.
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<void> {
  try {
    await program(terminal).parseAsync(args, { from: "user" });
  } catch (error) {
    terminal.progress("");
    const { code, lines } = toFailure(error);
    process.exitCode = code;
    if (lines !== "") terminal.err(lines);
  }
}
