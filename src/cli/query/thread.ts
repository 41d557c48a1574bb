import { parentPort, workerData } from "node:worker_threads";
import { stackText } from "../../hunt/base/stack.ts";
import { createEngine } from "../../kql/index.ts";
import { useAnswers } from "../../kql/language/answers.ts";
import { storedAnswers } from "../stored-answers.ts";
import { UserError } from "../user-error.ts";
import { answerCase } from "./answer-case.ts";
import { openQueryData, type QueryData } from "./query-data.ts";
import { runQuery } from "./run-query.ts";
import type { Teller } from "./teller.ts";
import type {
  ThreadFailure,
  ThreadMessage,
  ThreadOptions,
  ThreadReply,
  ThreadRequest,
} from "./thread-messages.ts";

/** Runs queries in a thread of its own, which can be ended whatever a query does. */
const { data: dataOptions, run, width, written } = workerData as ThreadOptions;
const post = (message: ThreadMessage) => parentPort?.postMessage(message);

const teller: Teller = {
  width,
  out(text) {
    const before = Atomics.load(written, 0);
    post({ out: text });
    // Otherwise a fast query would fill the memory with what a slow reader has still to read.
    Atomics.wait(written, 0, before);
  },
  err: (text) => post({ err: text }),
  problems: (problems) => post({ problems }),
  enter: (phase) => post({ phase }),
};

let opened: QueryData | undefined;

function reply(request: ThreadRequest): ThreadReply {
  opened ??= openQueryData(dataOptions, teller);
  return "case" in request
    ? { answer: answerCase(request.case, run, opened) }
    : { code: runQuery(request.print, { ...run, ...request }, opened, teller) };
}

function failure(error: unknown): ThreadFailure {
  return error instanceof UserError
    ? { message: error.message, remedy: error.remedy }
    : { stack: stackText(error) };
}

useAnswers(storedAnswers);
// Microsoft's parser and binder are loaded here, and not in the time of the first query.
createEngine({ tables: [], functions: [] }).bind("print 1");
parentPort?.on("message", (request: ThreadRequest) => {
  post({ phase: "working" });
  try {
    post({ reply: reply(request) });
  } catch (error) {
    post({ failure: failure(error) });
  }
});
