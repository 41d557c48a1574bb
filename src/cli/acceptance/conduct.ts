import type { Step } from "../../acceptance/steps.ts";
import { CallError } from "../../hunt/base/call-error.ts";
import type { ReadLine } from "./line-schema.ts";
import type { Target } from "./steps.ts";

export interface Conduct {
  readonly target: Target;
  readonly run: string;
  /** How long to wait for the tables, and how long between checks, ms. */
  readonly wait: number;
  readonly between: number;
  readonly clock: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** Called with each step as it begins. */
  readonly begins: (step: Step) => void;
}

export interface Conducted {
  readonly lines: readonly ReadLine[];
  /** The errors of steps that failed. */
  readonly failures: readonly CallError[];
}

/** Runs all steps; whatever fails, what was written is removed. */
export async function conduct(options: Conduct): Promise<Conducted> {
  const lines: ReadLine[] = [];
  const failures: CallError[] = [];
  const take = async (step: Step) => {
    options.begins(step);
    const taken = await options.target.step(step, options.run);
    lines.push(...taken);
    return taken;
  };
  const orFailure = async (run: () => Promise<unknown>) => {
    try {
      await run();
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      failures.push(error);
    }
  };
  try {
    await orFailure(async () => {
      const written = await take("write");
      if (!written.some((line) => line.kind === "write" && line.ok)) return;
      for (const step of ["ask", "fill", "queries"] as const) await orFailure(() => take(step));
      await orFailure(() => lookUntilSeen(options, lines, take));
    });
  } finally {
    await orFailure(() => take("clear"));
  }
  return { lines, failures };
}

/** Checks the tables until they show everything they will, or the wait is over. */
async function lookUntilSeen(
  { wait, between, clock, sleep }: Conduct,
  before: readonly ReadLine[],
  take: (step: Step) => Promise<readonly ReadLine[]>,
): Promise<void> {
  const end = clock() + wait;
  const wanted = {
    incident: before.some(
      (line) => line.kind === "write" && line.resource === "incident" && line.ok,
    ),
    bookmark: before.some(
      (line) => line.kind === "write" && line.resource === "bookmark" && line.ok,
    ),
    deletion: before.some(
      (line) =>
        line.kind === "fact" &&
        line.fact === "bookmark-delete" &&
        Math.floor((line.status ?? 0) / 100) === 2,
    ),
  };
  for (;;) {
    if (isAllSeen(await take("look"), wanted) || clock() >= end) return;
    await sleep(between);
  }
}

/** A missing table settles its question at once, and will never show anything. */
function isAllSeen(
  lines: readonly ReadLine[],
  wanted: Readonly<Record<"incident" | "bookmark" | "deletion", boolean>>,
): boolean {
  const isSettled = (name: string) =>
    lines.some((line) => line.kind === "fact" && line.fact === name && line.settled);
  const seen = lines.some((line) => line.kind === "visible" && line.resource === "bookmark");
  const bookmark =
    isSettled("bookmark-table") ||
    (seen && (!wanted.deletion || isSettled("bookmark-soft-delete")));
  return (!wanted.incident || isSettled("incident-table")) && (!wanted.bookmark || bookmark);
}
