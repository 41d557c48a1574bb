import { setTimeout as wait } from "node:timers/promises";
import { type AzureAccess, accessThrough, type Transport } from "../azure/access.ts";
import { armCalls } from "../azure/arm-calls.ts";
import { beginInTime, sleepBefore, tokensInTime } from "../azure/deadline.ts";
import { findingsTable } from "../azure/findings-table.ts";
import { incidents } from "../azure/incidents.ts";
import { AZURE_LIMITS, laneTurns, takeTurns } from "../azure/lane-limits.ts";
import { logsQueries } from "../azure/logs.ts";
import { sentinelResources } from "../azure/sentinel.ts";
import { tablePlans } from "../azure/table-plans.ts";
import { watchlists } from "../azure/watchlists.ts";
import { workspaceAt } from "../azure/workspace-ids.ts";
import type { Workspace, WorkspacePlace } from "../hunt/base/workspace.ts";
import type { ArmCalls } from "../hunt/delivery/arm-call.ts";
import { withRows } from "../hunt/delivery/findings-table/with-rows.ts";
import type { Incidents } from "../hunt/delivery/incidents.ts";
import type { SentinelResources } from "../hunt/delivery/sentinel-resources.ts";
import type { QueryWorkspace } from "../hunt/findings/query-workspace.ts";
import type { TablePlans } from "../hunt/findings/table-plans.ts";
import type { Watchlists } from "../hunt/ignore/watchlists.ts";

/** The clients of one identity, which share its limits and the time that is left. */
export interface Clients {
  readonly queries: QueryWorkspace;
  readonly sentinel: SentinelResources;
  readonly incidents: Incidents;
  readonly tables: TablePlans;
  readonly watchlists: Watchlists;
  readonly arm: ArmCalls;
  /** The workspace at a place, with the id by which it is queried. @throws CallError */
  readonly workspaceAt: (place: WorkspacePlace) => Promise<Workspace>;
  /** Waits as the clients do before they repeat a call. */
  readonly sleep: (ms: number) => Promise<void>;
}

export interface Calls {
  /** No call begins after this time, ms; default: no limit. */
  readonly stop?: number;
  /** Ends calls that are under way. */
  readonly stopped?: AbortSignal;
  /** Whether Azure's limits apply (default: yes); data on this machine has none. */
  readonly limited?: boolean;
  /** Ms; default: the system's clock. */
  readonly clock?: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
}

/** The only place where clients are made: every call goes through the same policies. */
export function openClients(access: AzureAccess, calls: Calls = {}): Clients {
  const { stop = Number.POSITIVE_INFINITY, stopped, limited = true } = calls;
  const { clock = Date.now, sleep = sleepFor } = calls;
  const turns = limited ? [takeTurns(laneTurns(AZURE_LIMITS, { clock, sleep }))] : [];
  const limits = { timeLeft: () => stop - clock(), ...(stopped ? { stopped } : {}) };
  const own: AzureAccess = {
    ...access,
    ...limits,
    credential: tokensInTime(access.credential, limits),
    policies: [...turns, beginInTime(limits)],
  };
  const pause = sleepBefore(stop, clock, sleep);
  return {
    queries: logsQueries(own),
    sentinel: withRows(sentinelResources(own, pause), findingsTable(own, { sleep: pause, clock })),
    incidents: incidents(own, pause),
    tables: tablePlans(own),
    watchlists: watchlists(own, pause),
    arm: armCalls(own, pause),
    workspaceAt: (place) => workspaceAt(place, own),
    sleep: pause,
  };
}

/** Clients over a transport to data on this machine, which needs no identity and has no limits. */
export function openLocalClients(transport: Transport): Clients {
  return openClients(accessThrough(transport), { limited: false });
}

async function sleepFor(ms: number): Promise<void> {
  await wait(ms);
}
