import type { Problem } from "../../hunt/base/problem.ts";
import type { Case, CaseAnswer } from "./answer-case.ts";
import type { RunOptions } from "./execute-query.ts";
import type { DataOptions } from "./query-data.ts";
import type { PrintOptions } from "./run-query.ts";
import type { Phase } from "./teller.ts";

/** What the thread that runs queries is started with. */
export interface ThreadOptions {
  readonly data: DataOptions;
  readonly run: RunOptions;
  /** Characters per line of the output. */
  readonly width: number;
  /** Counts the texts that were written; the thread waits for each one. */
  readonly written: Int32Array;
}

/** What the thread is asked: to print the rows of a query, or to answer one of a batch. */
export type ThreadRequest = (PrintOptions & { readonly print: string }) | { readonly case: Case };

export type ThreadReply = { readonly code: number } | { readonly answer: CaseAnswer };

/** Why there is no reply: an error that a user can cause, or a bug of ours. */
export type ThreadFailure =
  | { readonly message: string; readonly remedy: string }
  | { readonly stack: string };

/** What the thread says while it works on a request; a reply or a failure ends it. */
export type ThreadMessage =
  | { readonly out: string }
  | { readonly err: string }
  | { readonly problems: readonly Problem[] }
  | { readonly phase: Phase }
  | { readonly reply: ThreadReply }
  | { readonly failure: ThreadFailure };
