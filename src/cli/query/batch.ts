import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { findFileFault } from "../../files/file-fault.ts";
import { stackText } from "../../hunt/base/stack.ts";
import type { Terminal } from "../terminal.ts";
import { UserError } from "../user-error.ts";
import { type Case, type CaseAnswer, failCase, refuseCase } from "./answer-case.ts";
import { type BatchLine, readBatch } from "./batch-lines.ts";
import { type Budget, BudgetError } from "./budget.ts";
import type { RunOptions } from "./execute-query.ts";
import type { DataOptions } from "./query-data.ts";
import { type QueryThread, startThread } from "./query-thread.ts";
import type { Teller } from "./teller.ts";

/** How a batch is run. */
export interface BatchOptions {
  readonly data: DataOptions;
  readonly run: RunOptions;
  readonly budget: Budget;
}

/**
 * Answers each line of a file in a line of its own, as soon as it is read, and then counts them.
 * @returns the exit code: 1 if a line was no query, or failed by a bug of ours
 * @throws UserError if the file cannot be read, or no query can be run
 */
export async function runBatch(
  file: string,
  options: BatchOptions,
  teller: Teller,
  terminal: Terminal,
): Promise<number> {
  const thread = restartingThread(options, teller);
  const counts = { answered: 0, refused: 0, failed: 0 };
  try {
    for await (const line of linesOf(file)) {
      const { outcome, line: text, stack } = await answerLine(line, thread);
      counts[outcome] += 1;
      terminal.out(text);
      if (stack !== undefined) terminal.err(stack);
      // Nobody reads the answers any more (| head), and the input may never end.
      if (!process.stdout.writable) break;
    }
  } finally {
    await thread.end();
  }
  const { answered, refused, failed } = counts;
  terminal.err(`${answered} answered, ${refused} refused, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

async function* linesOf(file: string): AsyncGenerator<BatchLine> {
  const stream: Readable = file === "-" ? process.stdin : createReadStream(file);
  const name = file === "-" ? "standard input" : file;
  try {
    yield* readBatch(stream, name);
  } catch (error) {
    const fault = findFileFault(error, name);
    throw fault ? new UserError(`--batch: ${name} ${fault.what}`, fault.remedy) : error;
  }
}

async function answerLine(line: BatchLine, thread: QueryThread): Promise<CaseAnswer> {
  if ("fault" in line) return failCase(line.id, { code: "input", message: line.fault });
  try {
    const reply = await thread.ask({ case: line.case });
    if ("answer" in reply) return reply.answer;
    throw new Error("the thread has not answered the query of the batch");
  } catch (error) {
    if (error instanceof UserError) throw error;
    return lostAnswer(line.case, error);
  }
}

/** The answer to a query that ended its thread. */
function lostAnswer({ id }: Case, error: unknown): CaseAnswer {
  if (error instanceof BudgetError)
    return refuseCase(id, { code: "runtime", message: error.message });
  const message = error instanceof Error ? error.message : String(error);
  return failCase(id, { code: "internal", message }, stackText(error));
}

/** A thread that is replaced once a query has ended it; its data is then read again. */
function restartingThread({ data, run, budget }: BatchOptions, teller: Teller): QueryThread {
  let thread: QueryThread | undefined;
  return {
    async ask(request) {
      thread ??= startThread({ data, run }, budget, teller);
      try {
        return await thread.ask(request);
      } catch (error) {
        await thread.end();
        thread = undefined;
        throw error;
      }
    },
    async end() {
      await thread?.end();
    },
  };
}
