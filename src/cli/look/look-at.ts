import { firstQueryRemedy } from "../../app/look.ts";
import type { Patient } from "../../doctor/check.ts";
import { hasParser, unknownParser } from "../../doctor/sources.ts";
import { workspaceTime } from "../../doctor/workspace-time.ts";
import { CallError } from "../../hunt/base/call-error.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { cellAt, iso, type Window } from "../../hunt/base/window.ts";
import { dayWindows, huntedRange } from "../../hunt/findings/cells.ts";
import { compileQuery } from "../../hunt/findings/query.ts";
import type { Rule } from "../../hunt/findings/rule.ts";
import type { JobOutcome } from "../../hunt/runs/job.ts";
import { runJob } from "../../hunt/runs/run.ts";
import { memoryStore } from "../../stores/memory.ts";
import type { Content } from "../content.ts";
import { isPlaced } from "../named-workspaces.ts";
import type { Session } from "../session.ts";
import { lookAtSources, SOURCE_QUESTIONS, type SourcesLook } from "./look-at-sources.ts";
import type { Progress } from "./progress.ts";
import { emptyLook, type RuleLook, withWindow } from "./rule-look.ts";

/** What a first look found in a workspace. */
export interface WorkspaceLook {
  readonly workspace: Session["workspace"];
  /** The time range of the look; undefined if the workspace does not answer. */
  readonly range: Window | undefined;
  readonly sources: SourcesLook | undefined;
  readonly rules: readonly RuleLook[];
  readonly problems: readonly Problem[];
}

export interface LookOptions {
  readonly content: Content;
  /** The time range to look at, given the workspace's own time (ms). */
  readonly rangeAt: (now: number) => Window;
  readonly progress: Progress;
  readonly stopped: AbortSignal;
  /** Called with every window as it is answered. */
  readonly heard: (outcome: JobOutcome, rule: Rule, session: Session) => void;
}

/** A rule's query is tried over this much time before its windows are queried, ms. */
const TRIED_MS = 5 * 60_000;
/** Status codes that every other window would get as well. */
const LASTING = [400, 401, 403, 404];

/**
 * Finds out what the rules would find in a workspace, and what they can see there. Rules run side
 * by side, the windows of a rule one after another. Nothing is written. Never throws for what Azure
 * answers.
 */
export async function lookAt(session: Session, options: LookOptions): Promise<WorkspaceLook> {
  const { workspace } = session;
  try {
    const now = await workspaceTime({
      workspace,
      queries: session.ports.queries,
      clock: recordedClock(options),
    });
    if (Number.isNaN(now))
      return unseen(
        session,
        workspaceProblem(session, "it has no data yet", "connect a source of process events"),
      );
    const patient = makePatient(session, options);
    if (!(await hasParser(patient, now))) {
      const { message, remedy } = unknownParser(patient.parser);
      return unseen(session, workspaceProblem(session, message, remedy));
    }
    return await lookInto(session, patient, now, options);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    if (options.stopped.aborted) return unseen(session);
    return unseen(
      session,
      workspaceProblem(session, error.message, firstQueryRemedy(error.status) ?? error.remedy),
    );
  }
}

async function lookInto(
  session: Session,
  patient: Patient,
  now: number,
  options: LookOptions,
): Promise<WorkspaceLook> {
  const { progress, stopped } = options;
  const range = options.rangeAt(now);
  const planned = options.content.rules.map(({ rule }) => ({
    rule,
    windows: dayWindows(rule, huntedRange(rule, range, now)),
  }));
  const count = planned.reduce((sum, { windows }) => sum + windows.length, 0);
  progress.expect(count + SOURCE_QUESTIONS);
  const [sources, ...looks] = await Promise.all([
    lookAtSources({ patient, progress, stopped }, range, Math.min(now, range.to)),
    ...planned.map(({ rule, windows }) => lookAtRule(rule, windows, session, options)),
  ]);
  return { workspace: session.workspace, range, sources, rules: looks, problems: sources.problems };
}

function unseen({ workspace }: Session, ...problems: Problem[]): WorkspaceLook {
  return { workspace, range: undefined, sources: undefined, rules: [], problems };
}

function workspaceProblem({ workspace }: Session, message: string, remedy: string): Problem {
  return { where: workspace.name, message, remedy };
}

/** An emulator serves a recording, whose clock is not the real one. */
function recordedClock({ content: { settings } }: LookOptions): (() => number) | undefined {
  return settings.emulator ? undefined : Date.now;
}

function makePatient(session: Session, options: LookOptions): Patient {
  const { workspace, clients, ports } = session;
  const { rules, settings } = options.content;
  return {
    workspace,
    rules: rules.map(({ rule }) => rule),
    queries: ports.queries,
    tables: isPlaced(workspace) ? clients.tables : { plan: async () => "" },
    parser: ports.parser,
    cloud: settings.cloud,
    clock: recordedClock(options),
  };
}

/**
 * Runs the windows one after another, because caps and groups are counted across them. A ledger is
 * kept for one span: no group is longer.
 */
async function lookAtRule(
  rule: Rule,
  windows: readonly Window[],
  session: Session,
  options: LookOptions,
): Promise<RuleLook> {
  const { workspace } = session;
  const { progress, stopped, heard } = options;
  let look = emptyLook(rule, workspace, windows.length);
  const refused = await explainSkip(rule, windows.at(-1), session);
  if (refused) {
    progress.done(rule.slug, windows.length);
    const { message, remedy } = refused;
    return stopped.aborted
      ? look
      : { ...look, problems: [{ where: `${rule.slug} in ${workspace.name}`, message, remedy }] };
  }
  let ports = { ...session.ports, store: memoryStore() };
  let span: number | undefined;
  for (const window of windows) {
    const own = cellAt(window.from, rule.hunt.span).from;
    if (own !== span) ports = { ...session.ports, store: memoryStore() };
    span = own;
    let parts = 0;
    for await (const outcome of runJob({ rule, workspace, window, known: "skip" }, ports, {
      isOver: () => stopped.aborted,
    })) {
      if (stopped.aborted && outcome.record.state === "failed") return look;
      parts += 1;
      look = { ...withWindow(look, outcome), windows: look.windows + (parts > 1 ? 1 : 0) };
      heard(outcome, rule, session);
    }
    progress.done(`${rule.slug} ${iso(window.from).slice(0, 10)}`);
    if (stopped.aborted) break;
  }
  return look;
}

/**
 * Why a rule's query would be refused for any window; undefined if it is not refused, or only for
 * now.
 */
async function explainSkip(
  rule: Rule,
  last: Window | undefined,
  { workspace, ports }: Session,
): Promise<CallError | undefined> {
  if (!last) return undefined;
  try {
    await ports.queries.query(
      workspace,
      compileQuery(
        rule,
        { from: Math.max(last.from, last.to - TRIED_MS), to: last.to },
        ports.parser,
      ),
    );
    return undefined;
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return LASTING.includes(error.status ?? 0) ? error : undefined;
  }
}
