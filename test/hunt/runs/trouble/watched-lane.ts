import { join } from "node:path";
import { vi } from "vitest";
import { laneHealth } from "../../../../src/app/lane/lane-health.ts";
import { repeat } from "../../../../src/app/repeat.ts";
import { CLOUDS } from "../../../../src/azure/clouds.ts";
import { findingsTable } from "../../../../src/azure/findings-table.ts";
import { logsQueries } from "../../../../src/azure/logs.ts";
import { LOCAL_CREDENTIAL } from "../../../../src/azure/loopback.ts";
import { sentinelResources } from "../../../../src/azure/sentinel.ts";
import { createEmulator } from "../../../../src/emulator/emulator.ts";
import type { FaultKind } from "../../../../src/emulator/faults.ts";
import type { EmulatorRequest } from "../../../../src/emulator/http.ts";
import { emulatorClient } from "../../../../src/emulator/http-client.ts";
import { createResources, type Resource } from "../../../../src/emulator/resources.ts";
import type { Record_ } from "../../../../src/emulator/table-data.ts";
import { makeWorkspace } from "../../../../src/emulator/workspace.ts";
import { NoAnswer } from "../../../../src/hunt/base/call-error.ts";
import type { Workspace } from "../../../../src/hunt/base/workspace.ts";
import { workspaceArmId } from "../../../../src/hunt/base/workspace.ts";
import { withRows } from "../../../../src/hunt/delivery/findings-table/with-rows.ts";
import { DELIVERIES } from "../../../../src/hunt/delivery/kinds/index.ts";
import { planning } from "../../../../src/hunt/delivery/planning.ts";
import { ENTITY_TYPES } from "../../../../src/hunt/findings/entities/index.ts";
import type { Rule } from "../../../../src/hunt/findings/rule.ts";
import type { Heartbeat } from "../../../../src/hunt/ledger/heartbeat.ts";
import type { Trouble } from "../../../../src/hunt/ledger/lane-memory.ts";
import { NO_WATCH, type Watch } from "../../../../src/hunt/ledger/lane-memory.ts";
import type { CoverageStore } from "../../../../src/hunt/ledger/store.ts";
import type { RunPorts } from "../../../../src/hunt/runs/job.ts";
import { runTick, TICK_BUDGET, type TickOutcome } from "../../../../src/hunt/runs/tick.ts";
import type { Told } from "../../../../src/hunt/runs/trouble/tell-trouble.ts";
import { watchTick } from "../../../../src/hunt/runs/trouble/watch-tick.ts";
import { memoryStore } from "../../../../src/stores/memory.ts";
import { sourceFor } from "../../../../src/techniques/source.ts";
import { watched } from "../../../emulator/contract.ts";
import { RULES, seedRule, WORKSPACE } from "../../../harness.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const MOST_GAPS = 20;

/** Workspaces of a lane, by their number. */
export function numbered(count: number): Workspace[] {
  return Array.from({ length: count }, (_, index) => ({
    ...WORKSPACE,
    id: `${String(index).padStart(8, "0")}-2222-4222-8222-222222222222`,
    name: `ws${index}`,
  }));
}

/** A shipped rule under another name, with other options. */
export function variant(slug: string, hunt: Partial<Rule["hunt"]>): Rule {
  const rule = seedRule("rundll32-command-shell");
  const id = `${Buffer.from(slug).toString("hex").padEnd(8, "0").slice(0, 8)}-1111-4111-8111-111111111111`;
  return { ...rule, slug, id, name: `Rule ${slug}`, hunt: { ...rule.hunt, ...hunt } };
}

export interface LaneOptions {
  readonly start: number;
  readonly workspaces: readonly Workspace[];
  readonly rules: readonly Rule[];
  readonly events?: readonly Record_[];
  /** Between two ticks, ms. */
  readonly pause?: number;
  /** How long a query takes, ms. */
  readonly latency?: number;
  readonly store?: CoverageStore;
}

/**
 * A lane as the function app runs it, over the emulator and with fake timers: each turn is one
 * tick, its heartbeat the ledger's. The clients are the real ones.
 */
export function watchedLane({
  start,
  workspaces,
  rules,
  events = [],
  pause = 5 * MINUTE,
  latency = 0,
  ...more
}: LaneOptions) {
  const resources = createResources();
  const { engine } = makeWorkspace(new Map([["WindowsEvent", events]]), join(RULES, "asim"));
  const emulated = workspaces.map((one) => ({ id: one.id, armId: workspaceArmId(one), engine }));
  const emulator = createEmulator({ workspaces: emulated, resources, clock: Date.now });
  const broken: string[] = [];
  const httpClient = watched(emulatorClient(emulator), broken, []);
  const access = { credential: LOCAL_CREDENTIAL, cloud: CLOUDS.AzurePublic, httpClient };
  const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const queries = logsQueries(access);
  const table = findingsTable(access, { sleep: wait, clock: Date.now });
  const sentinel = withRows(sentinelResources(access, wait), table);
  const lane = {
    store: more.store ?? memoryStore(),
    told: [] as Told[],
    changed: [] as string[],
    failures: [] as string[],
    rules,
  };
  const ports: RunPorts = {
    queries: {
      query: async (workspace, query) => {
        await heard(workspace, 200_000);
        if (latency > 0) await wait(latency);
        return queries.query(workspace, query);
      },
    },
    sentinel: {
      reach: async (workspace) => heard(workspace, MINUTE).then(() => sentinel.reach(workspace)),
      read: async (workspace, ref) =>
        heard(workspace, MINUTE).then(() => sentinel.read(workspace, ref)),
      create: async (workspace, write) =>
        heard(workspace, MINUTE).then(() => sentinel.create(workspace, write)),
    },
    store: lane.store,
    deliveries: () => DELIVERIES,
    knowledge: { sourceFor, entities: ENTITY_TYPES, ignore: [], now: () => 0 },
    parser: "_Im_ProcessCreate",
    portal: "https://portal.azure.com",
    clock: Date.now,
  };
  const silences: { readonly id: string; readonly from: number; readonly to: number }[] = [];
  /** As the clients give a call up that nothing answers: after as long as they wait. */
  const heard = async (workspace: Workspace, patience: number) => {
    const isSilent = silences.some(
      ({ id, from, to }) => id === workspace.id && from <= Date.now() && Date.now() < to,
    );
    if (!isSilent) return;
    await wait(patience);
    throw new NoAnswer("no answer before the deadline", "the next run tries again");
  };
  const lastBeat = async () => (await lane.store.heartbeats())[0];

  const tickOnce = async (holder: string, own: RunPorts): Promise<TickOutcome> => {
    const [began, before] = [Date.now(), await lastBeat()];
    const deadline = began + TICK_BUDGET;
    const tick = {
      rules: lane.rules,
      workspaces,
      holder,
      clock: Date.now,
      leaseFor: 3 * MINUTE,
      deadline,
    };
    const outcome = await runTick(
      {
        ...tick,
        asked: [],
        ended: () => undefined,
        repeat,
        startFrom: undefined,
        notBefore: start - 80 * DAY,
        mostGaps: MOST_GAPS,
        atOnce: 5,
        resting: before?.resting ?? {},
      },
      { ...own, dry: () => ({ ...own, sentinel: planning(own.sentinel) }) },
    );
    const paused = before !== undefined && began > before.at + 3 * pause + 10 * MINUTE;
    const times = { began, ended: Date.now(), last: before?.at, paused, pause };
    const record = async (watch: Watch) =>
      lane.store.beat({ ...((await lastBeat()) as Heartbeat), watch });
    const options = {
      ...tick,
      holder: `${holder} trouble`,
      deadline: deadline + 30_000,
      times,
      record,
      recorded: async () => (await lastBeat())?.watch ?? NO_WATCH,
    };
    const changed = (trouble: Trouble, state: string) =>
      void lane.changed.push(`${state} ${trouble.since}`);
    const failed = (error: unknown) => void lane.failures.push(String(error));
    const { watch, told } = await watchTick(outcome, { ...options, changed, failed }, own);
    lane.told.push(...told);
    const { behind, left, held, outcomes, resting } = outcome;
    const counts = {
      jobs: outcomes.length,
      failed: outcome.failures.length,
      left: left.length,
      held: held.length,
      behind,
    };
    await lane.store.beat({
      version: 1,
      lane: "Main",
      at: Date.now(),
      dry: false,
      ...counts,
      resting,
      watch,
      problems: [],
    });
    return outcome;
  };
  const isUnder = (request: EmulatorRequest, workspace: Workspace) =>
    request.url.pathname.includes(workspace.id) ||
    request.url.pathname.includes(`/workspaces/${workspace.name}/`);

  return {
    ...{ emulator, resources, ports, lastBeat },
    /** What broke a specification of the APIs. */
    broken,
    /** What was said of troubles, and which began and ended. */
    told: lane.told,
    changed: lane.changed,
    failures: lane.failures,
    setRules: (next: readonly Rule[]) => {
      lane.rules = next;
    },
    watch: async () => (await lastBeat())?.watch ?? NO_WATCH,
    /** A tick at a time, waited for by the fake clock. */
    async turn(at: number, { holder = "one", own = ports } = {}): Promise<TickOutcome> {
      await vi.advanceTimersByTimeAsync(Math.max(at - Date.now(), 0));
      return pumped(tickOnce(holder, own));
    },
    pumped,
    tickOnce,
    /** Every tick from one time to another, both included. */
    async turns(
      from: number,
      to: number,
      each: (at: number, outcome: TickOutcome) => Promise<void> | void = () => undefined,
    ): Promise<void> {
      for (let at = from; at <= to; at += pause) await each(at, await this.turn(at));
    },
    /** Requests of a workspace are answered so from one time to another; queries alone, or all. */
    fails(
      workspace: Workspace,
      kind: FaultKind,
      { from, to, queries: onlyQueries = false, ms = 1_000 }: FaultTime,
    ): void {
      const when = (request: EmulatorRequest) =>
        from <= Date.now() &&
        Date.now() < to &&
        isUnder(request, workspace) &&
        (!onlyQueries || request.url.pathname.endsWith("/query"));
      emulator.faults.add({ kind, times: Number.POSITIVE_INFINITY, ms, when });
    },
    /** Nothing answers for a workspace from one time to another. */
    hangs: ({ id }: Workspace, from: number, to: number) => void silences.push({ id, from, to }),
    async health(now = Date.now()) {
      const slugs = new Map(rules.map(({ id, slug }) => [id, slug]));
      const isSilent = (at: number) => now > at + 3 * pause + 10 * MINUTE;
      return laneHealth({ lane: "Main", workspaces, slugs, isSilent }, await lastBeat());
    },
    /** Incidents and bookmarks of a workspace, those about hunts themselves apart. */
    kept: (workspace: Workspace) => keptIn(workspace, (path) => resources.under(path)),
    commentsOf: (incident: Resource) => resources.under(`${incident.id}/Comments`),
  };
}

interface FaultTime {
  readonly from: number;
  readonly to: number;
  readonly queries?: boolean;
  readonly ms?: number;
}

async function pumped<T>(work: Promise<T>): Promise<T> {
  let ended = false;
  const end = () => {
    ended = true;
  };
  work.then(end, end);
  while (!ended) await vi.advanceTimersByTimeAsync(5_000);
  return work;
}

function keptIn(workspace: Workspace, under: (path: string) => Resource[]) {
  const provider = `${workspaceArmId(workspace)}/providers/Microsoft.SecurityInsights`;
  const isAbout = ({ properties }: Resource) =>
    JSON.stringify(properties["labels"]).includes("Hunt health");
  const [incidents, bookmarks] = [under(`${provider}/Incidents`), under(`${provider}/Bookmarks`)];
  return {
    incidents: incidents.filter((one) => !isAbout(one)),
    bookmarks: bookmarks.filter((one) => !isAbout(one)),
    troubles: [...incidents, ...bookmarks].filter(isAbout),
  };
}
