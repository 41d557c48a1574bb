import { type Command, Option } from "commander";
import { DATA, DECLARED, exitWith, JSON_LINES, TABLES } from "../options.ts";
import type { Terminal } from "../terminal.ts";
import { FORMATS } from "./print-rows.ts";

const BATCH = `
A line of a batch is {"id": ..., "query": "..."}; its answer is {"id", "columns", "rows"}, or
{"id", "error": {"code", "message", "line", "column"}}. An error in a query is an answer. The exit
code is 1 if a line is no query, if a query failed by a bug of hunts, or if data could not be used.`;

export function addQuery(hunts: Command, terminal: Terminal): void {
  hunts
    .command("query")
    .description("run KQL over local data")
    .argument("[kql]", "the query (- for standard input)")
    .option("--file <path>", "read the query from a file (- for standard input)")
    .option("--batch <path>", "answer each line of a file (- for standard input) in a line of JSON")
    .option(...DATA)
    .option(...TABLES)
    .option(...DECLARED)
    .option("--from <time>", "only rows from this time on")
    .option("--to <time>", "only rows before this time")
    .addOption(
      new Option("--format <format>", "how rows are printed (default: table)").choices(FORMATS),
    )
    .option(JSON_LINES[0], `${JSON_LINES[1]}: --format jsonl`)
    .option("--explain", "also print the rows and the time of each operator, on standard error")
    .option("--max-rows <n>", "stop a query that makes more rows at any step")
    .option("--max-seconds <n>", "stop a query that works longer; reading data does not count")
    .option("--max-memory <n>", "stop a query when the process uses more MB of memory")
    .addHelpText("after", BATCH)
    .action(exitWith(async () => (await import("../commands/query.ts")).query, terminal));
}
