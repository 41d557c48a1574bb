// One process of bench/windows.ts: a tick that catches up on a day, as a lane runs it, or the same
// windows queried whole.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { CLOUDS } from "../src/azure/clouds.ts";
import { logsQueries } from "../src/azure/logs.ts";
import { LOCAL_CREDENTIAL, loopbackTransport } from "../src/azure/loopback.ts";
import { sentinelResources } from "../src/azure/sentinel.ts";
import { openTable, tableRows } from "../src/azure/table-rows.ts";
import { TooMuch } from "../src/hunt/base/call-error.ts";
import { contains, DAY, halves, type Window } from "../src/hunt/base/window.ts";
import type { Workspace } from "../src/hunt/base/workspace.ts";
import type { Row } from "../src/hunt/conditions/event.ts";
import { DELIVERIES } from "../src/hunt/delivery/kinds/index.ts";
import { ENTITY_TYPES } from "../src/hunt/findings/entities/index.ts";
import { hunter } from "../src/hunt/findings/hunt.ts";
import { compileQuery } from "../src/hunt/findings/query.ts";
import type { QueryWorkspace } from "../src/hunt/findings/query-workspace.ts";
import type { Rule } from "../src/hunt/findings/rule.ts";
import type { IgnoreEntry } from "../src/hunt/ignore/ignore.ts";
import { runTick } from "../src/hunt/runs/tick.ts";
import { tablesStore } from "../src/stores/tables.ts";
import { sourceFor } from "../src/techniques/source.ts";

export interface AppTask {
  readonly address: string;
  /** Of the service that keeps the ledger, and the name of an empty table of it. */
  readonly connection: string;
  readonly table: string;
  readonly rule: Rule;
  readonly workspaces: readonly Workspace[];
  /** parts: as a lane queries; whole: as much as the service returns at once, all of it held. */
  readonly way: "parts" | "whole";
}

export interface AppReport extends Counted {
  readonly seconds: number;
  /** Ms. */
  readonly stall: number;
  readonly megabytes: number;
  readonly queries: number;
}

interface Counted {
  readonly rows: number;
  readonly findings: number;
  readonly failed: number;
}

const FROM = Date.parse("2026-11-10T00:00:00Z");
const day: Window = { from: FROM, to: FROM + DAY };
const PARSER = "_Im_ProcessCreate";
const agent: IgnoreEntry = {
  ...{
    id: "agent",
    title: "Agent",
    reason: "the agent's own updates",
    origin: "bench",
    owner: "SOC",
    rules: "all",
    workspaces: "all",
  },
  active: true,
  when: { field: "CommandLine", op: "contains", value: "\\Contoso\\Agent\\agent.dll" },
};
const knowledge = { sourceFor, entities: ENTITY_TYPES, ignore: [agent], now: () => FROM };

async function runParts(
  { rule: given, workspaces, connection, table }: AppTask,
  queries: QueryWorkspace,
  httpClient: Access["httpClient"],
): Promise<Counted> {
  // Without lateness, exactly the day is missing.
  const rule = { ...given, hunt: { ...given.hunt, lateness: 0 } };
  const now = FROM + DAY + rule.hunt.every;
  const sentinel = sentinelResources({ ...access, httpClient }, async () => undefined);
  const ports = {
    queries,
    sentinel,
    store: tablesStore(tableRows(await openTable(table, { connection }))),
    deliveries: () => DELIVERIES,
    knowledge,
    parser: PARSER,
    portal: "https://portal.azure.com",
    clock: () => now,
  };
  const options = {
    rules: [rule],
    workspaces,
    asked: [],
    clock: () => now,
    deadline: now + 1,
    leaseFor: DAY,
    holder: "bench",
  };
  const { outcomes, failures } = await runTick(
    {
      ...options,
      repeat: () => async () => undefined,
      ended: () => undefined,
      startFrom: FROM,
      notBefore: 0,
      mostGaps: 20,
      atOnce: 5,
      resting: {},
    },
    { ...ports, dry: () => ports },
  );
  for (const failure of failures) process.stderr.write(`${failure}\n`);
  const windows = outcomes.filter(
    ({ record }) => record.job === "window" && contains(day, record.window),
  );
  return {
    rows: windows.reduce((sum, { record }) => sum + record.rows, 0),
    findings: windows.reduce((sum, { record }) => sum + record.findings, 0),
    failed: outcomes.filter(({ record }) => record.state === "failed").length + failures.length,
  };
}

async function runWhole({ rule, workspaces }: AppTask, queries: QueryWorkspace): Promise<Counted> {
  const rowsOf = async (workspace: Workspace, window: Window): Promise<readonly Row[]> => {
    try {
      return (await queries.query(workspace, compileQuery(rule, window, PARSER))).rows;
    } catch (error) {
      const parts = error instanceof TooMuch ? halves(window, 1_000) : undefined;
      if (!parts) throw error;
      return [...(await rowsOf(workspace, parts[0])), ...(await rowsOf(workspace, parts[1]))];
    }
  };
  const hunted = await Promise.all(
    workspaces.map(async (workspace) =>
      hunter(rule, workspace, knowledge)(await rowsOf(workspace, day), day),
    ),
  );
  const sum = (of: (one: (typeof hunted)[number]) => number) =>
    hunted.reduce((total, one) => total + of(one), 0);
  return {
    rows: sum(({ rows }) => rows),
    findings: sum(({ findings }) => findings.length),
    failed: 0,
  };
}

const access = { credential: LOCAL_CREDENTIAL, cloud: CLOUDS.AzurePublic };
type Access = typeof access & { readonly httpClient: ReturnType<typeof loopbackTransport> };

async function run(task: AppTask): Promise<AppReport> {
  const httpClient = loopbackTransport(task.address);
  const client = logsQueries({
    ...access,
    httpClient,
    ...(task.way === "whole" ? { mostBytes: Number.POSITIVE_INFINITY } : {}),
  });
  let queries = 0;
  const counted: QueryWorkspace = {
    query: (...asked) => {
      queries += 1;
      return client.query(...asked);
    },
  };
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const from = performance.now();
  const counts = await (task.way === "parts"
    ? runParts(task, counted, httpClient)
    : runWhole(task, counted));
  const seconds = (performance.now() - from) / 1_000;
  await new Promise((resolve) => setTimeout(resolve, 5));
  delay.disable();
  return {
    ...counts,
    seconds,
    stall: delay.max / 1e6,
    megabytes: process.resourceUsage().maxRSS / 1_024,
    queries,
  };
}

process.once("message", (task: AppTask) => {
  run(task).then(
    (report) => process.send?.(report, () => process.exit()),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
process.send?.("ready");
