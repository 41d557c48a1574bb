import { Worker } from "node:worker_threads";
import { QUERY_THREAD_FILE } from "../paths.ts";
import { UserError } from "../user-error.ts";
import { type Budget, findExcess, heapLimit, outOfMemory } from "./budget.ts";
import { createStopwatch } from "./stopwatch.ts";
import type { Phase, Teller } from "./teller.ts";
import type {
  ThreadFailure,
  ThreadMessage,
  ThreadOptions,
  ThreadReply,
  ThreadRequest,
} from "./thread-messages.ts";

/**
 * A thread that runs queries, one at a time. A query that takes more than the budget ends the
 * thread: nothing else can stop it, because it never gives up the processor.
 */
export interface QueryThread {
  /**
   * @throws BudgetError if the query takes more than the budget; the thread has then ended
   * @throws UserError, or any other error for a bug of ours, as the query would have done here
   */
  ask(request: ThreadRequest): Promise<ThreadReply>;
  end(): Promise<void>;
}

/** How often the time and memory of a query are looked at, ms. */
const INTERVAL = 50;

export function startThread(
  options: Omit<ThreadOptions, "width" | "written">,
  budget: Budget,
  teller: Teller,
): QueryThread {
  const written = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(QUERY_THREAD_FILE, {
    workerData: { ...options, width: teller.width, written } satisfies ThreadOptions,
    resourceLimits: { maxOldGenerationSizeMb: heapLimit(budget) },
  });
  const time = createStopwatch(() => performance.now());
  let settle: { resolve(reply: ThreadReply): void; reject(error: Error): void } | undefined;
  let ended: Error | undefined;
  const fail = (error: Error) => {
    ended ??= error;
    settle?.reject(ended);
    settle = undefined;
  };
  const enter = (phase: Phase) => {
    time.run(phase === "working");
    teller.enter(phase);
  };
  worker.on("message", (message: ThreadMessage) => {
    if (!settle) return;
    if ("reply" in message) settle.resolve(message.reply);
    else if ("failure" in message) settle.reject(thrown(message.failure));
    else if ("phase" in message) enter(message.phase);
    else tell(message, teller, written);
  });
  worker.on("error", (error) => fail(isOutOfMemory(error) ? outOfMemory(budget.megabytes) : error));
  worker.on("exit", () => fail(new Error("the thread of the query has ended")));
  const check = () => {
    const excess = findExcess(budget, time.elapsed());
    if (!excess) return;
    fail(excess);
    void worker.terminate();
  };
  return {
    async ask(request) {
      if (ended) throw ended;
      time.reset();
      const watch = setInterval(check, INTERVAL);
      try {
        return await new Promise<ThreadReply>((resolve, reject) => {
          settle = { resolve, reject };
          worker.postMessage(request);
        });
      } finally {
        clearInterval(watch);
        settle = undefined;
        enter("done");
      }
    },
    async end() {
      await worker.terminate();
    },
  };
}

type Told = Extract<ThreadMessage, { out: string } | { err: string } | { problems: unknown }>;

function tell(message: Told, teller: Teller, written: Int32Array): void {
  if ("err" in message) teller.err(message.err);
  else if ("problems" in message) teller.problems(message.problems);
  else {
    teller.out(message.out);
    Atomics.add(written, 0, 1);
    Atomics.notify(written, 0);
  }
}

/** The error as it would have been thrown in this thread. */
function thrown(failure: ThreadFailure): Error {
  return "remedy" in failure
    ? new UserError(failure.message, failure.remedy)
    : Object.assign(new Error(), { stack: failure.stack });
}

function isOutOfMemory(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY";
}
