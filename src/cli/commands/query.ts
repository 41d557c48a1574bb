import { sayProblems } from "../data-use.ts";
import { chooseFormat, type FormatOptions } from "../format.ts";
import { runBatch } from "../query/batch.ts";
import { BudgetError, type BudgetOptions, readBudget, readMaxRows } from "../query/budget.ts";
import type { Format } from "../query/print-rows.ts";
import { type DataOptions, openQueryData } from "../query/query-data.ts";
import { startThread } from "../query/query-thread.ts";
import { readingProgress } from "../query/reading-progress.ts";
import { type PrintOptions, runQuery } from "../query/run-query.ts";
import type { Teller } from "../query/teller.ts";
import { queryText } from "../query-text.ts";
import type { Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";

const FORMATS = { usual: "table", lines: "jsonl" } as const;

export interface QueryOptions extends BudgetOptions, DataOptions, FormatOptions<Format> {
  readonly file?: string;
  readonly batch?: string;
  readonly from?: string;
  readonly to?: string;
  readonly explain?: boolean;
}

/**
 * Runs a KQL query, or a batch of them, over local data and prints the rows; now() is the time of
 * the data's last row.
 */
export async function query(
  text: string | undefined,
  options: QueryOptions,
  terminal: Terminal,
): Promise<number> {
  if (options.batch !== undefined) return batch(text, options.batch, options, terminal);
  const print = { format: chooseFormat(options, FORMATS), explain: options.explain === true };
  const teller = tellerOn(terminal, print.format, options.data);
  const kql = await queryText(text, options.file);
  const isAlone = options.maxSeconds === undefined && options.maxMemory === undefined;
  // The thread leaves this one free to show that data is being read.
  return isAlone && !terminal.live
    ? runQuery(kql, { ...runOptions(options), ...print }, openQueryData(options, teller), teller)
    : runInThread(kql, print, options, teller);
}

function runOptions(options: QueryOptions) {
  return { from: options.from, to: options.to, maxRows: readMaxRows(options) };
}

function tellerOn(terminal: Terminal, format: Format, data = "the samples"): Teller {
  const progress = readingProgress(terminal, data);
  return {
    width: terminal.width,
    out: terminal.out,
    err: terminal.err,
    problems: (problems) => sayProblems(problems, format === "jsonl", terminal),
    enter: (phase) => progress.show(phase === "reading"),
  };
}

/** Runs a query in a thread, which is ended if the query takes too much. */
async function runInThread(
  kql: string,
  print: PrintOptions,
  { data, tables, content, ...options }: QueryOptions,
  teller: Teller,
): Promise<number> {
  const run = runOptions(options);
  const thread = startThread({ data: { data, tables, content }, run }, readBudget(options), teller);
  try {
    const reply = await thread.ask({ print: kql, ...print });
    return "code" in reply ? reply.code : 1;
  } catch (error) {
    if (error instanceof BudgetError) throw new UserError(`query: ${error.message}`, error.remedy);
    throw error;
  } finally {
    await thread.end();
  }
}

/** @throws UserError for what a batch has no use for */
function refuseBeside(text: string | undefined, { file, format, explain }: QueryOptions): void {
  const beside = [
    text !== undefined && "a query",
    file !== undefined && "--file",
    explain && "--explain",
    format !== undefined && format !== "jsonl" && `--format ${format}`,
  ].find((word) => word);
  if (beside) throw new UserError(`--batch cannot be combined with ${beside}`, "leave one out");
}

async function batch(
  text: string | undefined,
  file: string,
  { data, tables, content, ...options }: QueryOptions,
  terminal: Terminal,
): Promise<number> {
  refuseBeside(text, options);
  let hasProblems = false;
  const teller: Teller = {
    ...tellerOn(terminal, "json", data),
    problems(problems) {
      hasProblems ||= problems.length > 0;
      sayProblems(problems, false, terminal);
    },
  };
  const run = runOptions(options);
  const code = await runBatch(
    file,
    { data: { data, tables, content }, run, budget: readBudget(options) },
    teller,
    terminal,
  );
  return hasProblems ? 1 : code;
}
