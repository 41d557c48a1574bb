import type { Workspace } from "../base/workspace.ts";
import { makeOwner } from "../findings/finding.ts";
import type { Rule } from "../findings/rule.ts";
import { huntStart, type Plan, planCandidate } from "./due.ts";
import type { RunPorts } from "./job.ts";
import { noteFailure } from "./note-failure.ts";
import { ALL_TIME, type AskedTime, overSlots } from "./over-slots.ts";
import type { TickOptions } from "./tick.ts";
import {
  readStanding,
  type Standing,
  type Step,
  unknownStanding,
  unreadStep,
} from "./trouble/standing.ts";
import { type Work, waitingWindows } from "./work.ts";
import { keyText } from "./work-queue.ts";

interface Read {
  readonly key: string;
  readonly plan: Plan;
  readonly standing: Standing;
  readonly time: AskedTime;
  /** A slot that is due to close because an earlier tick did not get to it. */
  readonly unclosed: Work | undefined;
}

/** Reads how far the rules have hunted each workspace, and plans their jobs. */
export async function readPlans(
  options: TickOptions,
  { store }: RunPorts,
  { failures, steps }: { failures: string[]; steps: Step[] },
) {
  const read: Read[] = [];
  const unread: Standing[] = [];
  const readWorkspace = async (workspace: Workspace) => {
    for (const rule of options.rules) {
      const cause = await noteFailure(
        { rule },
        async () => void read.push(await readPlan(rule, workspace, options, store)),
        failures,
      );
      if (!cause) continue;
      unread.push(unknownStanding({ rule, workspace }));
      steps.push(unreadStep({ rule, workspace }, cause));
    }
  };
  await Promise.all(options.workspaces.map(readWorkspace));
  return {
    plans: read.map(({ plan }) => plan),
    standings: [...read.map(({ standing }) => standing), ...unread],
    unclosed: read.flatMap(({ unclosed }) => unclosed ?? []),
    times: new Map(read.map(({ key, time }) => [key, time])),
  };
}

async function readPlan(
  rule: Rule,
  workspace: Workspace,
  options: TickOptions,
  store: RunPorts["store"],
): Promise<Read> {
  const key = makeOwner(rule, workspace);
  const { coverage, open, ...read } = await store.read(key);
  const begun =
    read.begun ?? (await store.begin(key, options.clock() - rule.hunt.every - rule.hunt.lateness));
  const candidate = { rule, workspace, coverage, begun };
  const time = {
    start: huntStart(candidate, options) ?? ALL_TIME.start,
    waiting: waitingWindows(candidate, options),
  };
  const [first] = overSlots(rule, coverage, open, time);
  const unclosed = first && {
    rule,
    workspace,
    window: first.slot,
    known: "skip" as const,
    closing: true as const,
  };
  const now = { ...options, now: options.clock() };
  return {
    key: keyText(candidate),
    plan: planCandidate(candidate, now),
    standing: readStanding(candidate, now),
    time,
    unclosed,
  };
}
