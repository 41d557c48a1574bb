import type { Problem } from "../../hunt/base/problem.ts";

/** What is going on: data is read, a query works on it, or its rows are there. */
export type Phase = "reading" | "working" | "done";

/** Where a query says what it has to say: the terminal, or the thread that watches over it. */
export interface Teller {
  /** Characters per line of what `out` writes. */
  readonly width: number;
  out(text: string): void;
  err(text: string): void;
  problems(problems: readonly Problem[]): void;
  enter(phase: Phase): void;
}
