import { type BlindSpot, findBlindSpots } from "../../doctor/blind-spots.ts";
import type { CheckLine, Patient } from "../../doctor/check.ts";
import { checkSources } from "../../doctor/process-starts.ts";
import { checkLag, checkParser, type Source } from "../../doctor/sources.ts";
import { checkTables, type TablesThere } from "../../doctor/tables.ts";
import { SOURCE_TABLES, type TableVolume, tableVolume } from "../../doctor/volumes.ts";
import { CallError, UnknownName } from "../../hunt/base/call-error.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { DAY, type Window } from "../../hunt/base/window.ts";
import type { Workspace } from "../../hunt/base/workspace.ts";
import { isPlaced } from "../named-workspaces.ts";
import type { Progress } from "./progress.ts";

/** What the rules can see of a workspace's process starts, and how large these are. */
export interface SourcesLook {
  /** The doctor's checks of parser, tables, sources and lag, on the last day. */
  readonly checks: readonly CheckLine[];
  /** Over the whole time range of the look. */
  readonly volumes: readonly TableVolume[];
  /** Tables that the parser could read and the workspace lacks. */
  readonly missing: readonly string[];
  /** On the last day. */
  readonly blind: readonly BlindSpot[];
  readonly problems: readonly Problem[];
}

type CheckResult = Omit<CheckLine, "workspace" | "check">;

/**
 * How many requests there are: parser, tables, sources, lag, blind spots, and each table's volume.
 */
export const SOURCE_QUESTIONS = 5 + SOURCE_TABLES.length;

interface Asking {
  readonly patient: Patient;
  readonly progress: Progress;
  readonly stopped: AbortSignal;
}

/**
 * `at` (ms) ends the day that the checks cover. Never throws for what Azure answers.
 */
export async function lookAtSources(
  asking: Asking,
  range: Window,
  at: number,
): Promise<SourcesLook> {
  const { workspace, parser, queries } = asking.patient;
  const { checks, closed } = await checkAll(asking, at);
  const open = SOURCE_TABLES.filter((table) => !closed.includes(table));
  const day = { from: at - DAY, to: at };
  const [blind, ...volumes] = await Promise.all([
    askOrStop(
      `${parser} in ${workspace.name}`,
      () => findBlindSpots(parser, day, workspace, queries),
      asking,
    ),
    ...open.map((table) =>
      askOrStop(
        `${table} in ${workspace.name}`,
        () => tableVolume(table, range, workspace, queries),
        asking,
      ),
    ),
  ]);
  if (closed.length > 0) asking.progress.done("tables", closed.length);
  return {
    checks,
    volumes: volumes.flatMap(({ value }) => value ?? []),
    missing: open.filter((_, index) => volumes[index]?.missing),
    blind: blind.value ?? [],
    problems: [...failures(checks), ...[blind, ...volumes].flatMap(({ problem }) => problem ?? [])],
  };
}

/** The doctor's checks of what the rules read, and the tables whose plan the rules cannot query. */
async function checkAll({ patient, progress, stopped }: Asking, at: number) {
  const checks: CheckLine[] = [];
  const say = async (check: string, asked: Promise<CheckResult>) => {
    const result = await asked;
    progress.done(check);
    if (!(stopped.aborted && result.state === "failed"))
      checks.push({ workspace: patient.workspace.name, check, ...result });
  };
  const found: Source[] = [];
  const seen: { tables?: TablesThere } = {};
  await say("parser", checkParser(patient, at, found));
  await say("tables", checkTables(patient, at, seen));
  if (seen.tables) await say("sources", checkSources(patient, at, seen.tables));
  else progress.done("sources");
  await say("lag", checkLag(patient, at, found));
  return { checks, closed: seen.tables?.closed.map((text) => text.split(" ")[0] ?? "") ?? [] };
}

/** A check that failed is a problem of the look. */
function failures(checks: readonly CheckLine[]): Problem[] {
  return checks
    .filter(({ state }) => state === "failed")
    .map(({ workspace, check, message, remedy }) => ({
      where: `${check} of ${workspace}`,
      message,
      remedy,
    }));
}

interface Answered<T> {
  readonly value?: T;
  /** The workspace has no such table. */
  readonly missing?: boolean;
  readonly problem?: Problem;
}

async function askOrStop<T>(
  where: string,
  ask: () => Promise<T>,
  { progress, stopped }: Asking,
): Promise<Answered<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    if (error instanceof UnknownName) return { missing: true };
    return stopped.aborted
      ? {}
      : { problem: { where, message: error.message, remedy: error.remedy } };
  } finally {
    progress.done(where);
  }
}

/** What is not checked because the workspace is known by its id only. */
export function unplacedNotice({
  workspace,
  range,
}: {
  readonly workspace: Workspace;
  readonly range: Window | undefined;
}): Problem[] {
  if (isPlaced(workspace) || !range) return [];
  const message =
    "the plans of its tables are not checked: an id alone does not say where the workspace " +
    "is in Azure";
  return [
    {
      where: workspace.name,
      message,
      remedy: "name it by its resource id (/subscriptions/.../workspaces/NAME)",
    },
  ];
}
