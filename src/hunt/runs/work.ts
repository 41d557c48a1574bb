import type { Window } from "../base/window.ts";
import type { Rule } from "../findings/rule.ts";
import type { AskedRun, AskedWindow } from "../ledger/asked.ts";
import type { Job, RunPorts } from "./job.ts";
import type { AskedTime } from "./over-slots.ts";
import type { TickOptions, TickPorts } from "./tick.ts";

export interface Asked {
  readonly run: AskedRun;
  readonly rule: Rule;
}

/**
 * A job of the timer, one window of an asked run, or only the closing of slots that an earlier tick
 * did not get to.
 */
export interface Work extends Job {
  readonly asked?: {
    readonly run: AskedRun;
    readonly tried: AskedWindow;
    /** Of a dry run: one plan for all its windows of a tick, and none with another run. */
    readonly plan: RunPorts | undefined;
  };
  readonly closing?: true;
  /** It fills what missed runs left. */
  readonly gap?: true;
}

/**
 * Work with what is known of its rule in its workspace: the time that is asked for, and its longest
 * window of this tick, ms.
 */
export type Timed = Work & { readonly time: AskedTime; readonly widest: number };

/** The windows of asked runs, in their order. */
export function askedWork({ asked, workspaces }: TickOptions, ports: TickPorts): Work[] {
  return asked.flatMap(({ run, rule }) => {
    const plan = run.dry ? ports.dry() : undefined;
    return run.waiting.flatMap((tried) => {
      const workspace = workspaces.find(({ id }) => id === tried.workspace);
      return workspace
        ? [
            {
              rule,
              workspace,
              window: tried.window,
              known: "read" as const,
              asked: { run, tried, plan },
            },
          ]
        : [];
    });
  });
}

/** What was asked for of a rule and workspace and writes when it is run. */
export function waitingWindows(
  candidate: Pick<Job, "rule" | "workspace">,
  { asked }: TickOptions,
): Window[] {
  const own = asked.filter(({ run, rule }) => !run.dry && rule.id === candidate.rule.id);
  return own.flatMap(({ run }) =>
    run.waiting
      .filter(({ workspace }) => workspace === candidate.workspace.id)
      .map(({ window }) => window),
  );
}
