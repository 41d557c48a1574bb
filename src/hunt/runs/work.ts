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
 * A scheduled job, one window of a requested run, or only the closing of slots that an earlier tick
 * did not get to.
 */
export interface Work extends Job {
  readonly asked?: {
    readonly run: AskedRun;
    readonly tried: AskedWindow;
    /** For a dry run: the ports that plan its writes, shared by its windows of this tick only. */
    readonly plan: RunPorts | undefined;
  };
  readonly closing?: true;
  /** It fills time that earlier runs missed. */
  readonly gap?: true;
}

/**
 * Work with what is known about its rule in its workspace: the time that will be queried, and the
 * length of its longest window in this tick, ms.
 */
export type Timed = Work & { readonly time: AskedTime; readonly widest: number };

/** The windows of requested runs, in their order. */
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

/** The waiting windows of a rule and workspace in requested runs that are not dry. */
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
