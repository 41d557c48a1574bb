import type { Problem } from "../../hunt/base/problem.ts";

/** Where a query says what it has to say: the terminal, or the thread that watches over it. */
export interface Teller {
  /** Characters per line of what `out` writes. */
  readonly width: number;
  out(text: string): void;
  err(text: string): void;
  problems(problems: readonly Problem[]): void;
  /** Says whether a query is at work: not while data is read, nor while rows are printed. */
  working(isWorking: boolean): void;
}
