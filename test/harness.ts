import { join } from "node:path";
import { SecurityInsights } from "@azure/arm-securityinsight";
import { dryPorts } from "../src/app/run-ports.ts";
import type { AzureAccess } from "../src/azure/access.ts";
import { armCalls } from "../src/azure/arm-calls.ts";
import { CLOUDS } from "../src/azure/clouds.ts";
import { findingsTable } from "../src/azure/findings-table.ts";
import { incidents as storedIncidents } from "../src/azure/incidents.ts";
import { logsQueries } from "../src/azure/logs.ts";
import { LOCAL_CREDENTIAL } from "../src/azure/loopback.ts";
import { sentinelResources } from "../src/azure/sentinel.ts";
import { tablePlans } from "../src/azure/table-plans.ts";
import { ruleLanguage } from "../src/cli/language.ts";
import { LOCAL_WORKSPACE } from "../src/cli/local-workspace.ts";
import { createAuditTables } from "../src/emulator/audit-tables.ts";
import { createEmulator, type Emulator } from "../src/emulator/emulator.ts";
import { emulatorClient } from "../src/emulator/http-client.ts";
import { createResources, type Resource, type Resources } from "../src/emulator/resources.ts";
import type { Record_ } from "../src/emulator/table-data.ts";
import { ARBITRARY, type Unconfirmed } from "../src/emulator/unconfirmed.ts";
import { makeWorkspace } from "../src/emulator/workspace.ts";
import { workspaceArmId } from "../src/hunt/base/workspace.ts";
import type { ArmCalls } from "../src/hunt/delivery/arm-call.ts";
import { withRows } from "../src/hunt/delivery/findings-table/with-rows.ts";
import type { Incidents } from "../src/hunt/delivery/incidents.ts";
import { DELIVERIES } from "../src/hunt/delivery/kinds/index.ts";
import { ENTITY_TYPES } from "../src/hunt/findings/entities/index.ts";
import type { Rule } from "../src/hunt/findings/rule.ts";
import type { TablePlans } from "../src/hunt/findings/table-plans.ts";
import type { IgnoreEntry } from "../src/hunt/ignore/ignore.ts";
import type { CoverageStore } from "../src/hunt/ledger/store.ts";
import { closeSlots } from "../src/hunt/runs/close.ts";
import type { Job, JobOutcome, RunPorts } from "../src/hunt/runs/job.ts";
import { runJob as runParts } from "../src/hunt/runs/run.ts";
import { runTick, type TickOptions, type TickOutcome } from "../src/hunt/runs/tick.ts";
import { fromFiles } from "../src/ignore-lists/file.ts";
import { loadRules } from "../src/rules/load.ts";
import { memoryStore } from "../src/stores/memory.ts";
import { sourceFor } from "../src/techniques/source.ts";

export const RULES = join(import.meta.dirname, "..", "rules");
export const WORKSPACE = LOCAL_WORKSPACE;

const loaded = loadRules([RULES], ruleLanguage(join(RULES, "asim"))).rules;

export function seedRule(slug: "rundll32-lolbin" | "rundll32-command-shell"): Rule {
  return loaded.find(({ rule }) => rule.slug === slug)!.rule;
}

const shipped = fromFiles(
  join(RULES, "ignore-lists"),
  loaded.map(({ rule }) => rule.slug),
).entries;

export function shippedEntries(): readonly IgnoreEntry[] {
  return shipped;
}

/**
 * A workspace with events, and everything a run needs to hunt in it: the real clients over the
 * emulator.
 */
export interface World {
  readonly emulator: Emulator;
  readonly resources: Resources;
  readonly ports: RunPorts;
  readonly tables: TablePlans;
  readonly incidents: Incidents;
  readonly arm: ArmCalls;
  readonly access: AzureAccess;
}

export interface WorldOptions {
  readonly tables?: ReadonlyMap<string, readonly Record_[]>;
  readonly resources?: Resources;
  readonly store?: CoverageStore;
  readonly ignore?: readonly IgnoreEntry[];
  /** Rows that the workspace answers at most. */
  readonly mostRows?: number | undefined;
  /** Rows that are held of it at once. */
  readonly heldRows?: number | undefined;
  /** Plans of tables that are not Analytics. */
  readonly plans?: Readonly<Record<string, string>>;
  /** The folder of the workspace's functions; default those of the project. */
  readonly functions?: string;
  /**
   * How the service is taken to be where that is not established; without it there are no audit
   * tables.
   */
  readonly unconfirmed?: Partial<Unconfirmed>;
  /** What server times are, ms. */
  readonly clock?: () => number;
}

export function createWorld({
  tables = new Map(),
  resources = createResources(),
  store = memoryStore(),
  ignore = shippedEntries(),
  mostRows,
  heldRows,
  plans = {},
  functions = join(RULES, "asim"),
  unconfirmed = { auditTables: false },
  clock = () => Date.parse("2026-01-01T00:00:00Z"),
}: WorldOptions): World {
  const service = { ...ARBITRARY, ...unconfirmed };
  const audit = service.auditTables ? createAuditTables(service) : undefined;
  const { engine } = makeWorkspace(tables, functions, { service: audit?.tables, declared: false });
  const emulator = createEmulator({
    workspaces: [{ id: WORKSPACE.id, armId: workspaceArmId(WORKSPACE), engine, plans }],
    resources,
    clock,
    audit,
    unconfirmed,
    ...(mostRows === undefined ? {} : { mostRows }),
  });
  const access = {
    credential: LOCAL_CREDENTIAL,
    cloud: CLOUDS.AzurePublic,
    httpClient: emulatorClient(emulator),
  };
  return {
    emulator,
    resources,
    access,
    tables: tablePlans(access),
    incidents: storedIncidents(access, async () => undefined),
    arm: armCalls(access, async () => undefined),
    ports: {
      queries: logsQueries(access),
      sentinel: withRows(
        sentinelResources(access, async () => undefined),
        findingsTable(access, { sleep: async () => undefined, clock }),
      ),
      store,
      deliveries: () => DELIVERIES,
      knowledge: { sourceFor, entities: ENTITY_TYPES, ignore, now: () => 0 },
      parser: "_Im_ProcessCreate",
      portal: "https://portal.azure.com",
      clock: () => Number.POSITIVE_INFINITY,
      ...(heldRows === undefined ? {} : { mostRows: heldRows }),
    },
  };
}

/**
 * Writes a watchlist as an analyst would: an item a row; items that are not among the rows any more
 * are deleted.
 */
export async function putWatchlist(
  { emulator }: World,
  alias: string,
  rows: readonly Readonly<Record<string, string>>[],
): Promise<void> {
  const { resourceGroup, name, subscriptionId } = WORKSPACE;
  const client = new SecurityInsights(LOCAL_CREDENTIAL, subscriptionId, {
    httpClient: emulatorClient(emulator),
  });
  const watchlist = { displayName: alias, provider: "SOC", itemsSearchKey: "id" };
  await client.watchlists.createOrUpdate(resourceGroup, name, alias, watchlist);
  const before = client.watchlistItems.list(resourceGroup, name, alias);
  for await (const item of before)
    await client.watchlistItems.delete(resourceGroup, name, alias, item.name ?? "");
  for (const [index, itemsKeyValue] of rows.entries()) {
    const id = `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
    await client.watchlistItems.createOrUpdate(resourceGroup, name, alias, id, { itemsKeyValue });
  }
}

/** Runs a job whose window is answered at once. */
export async function runJob(job: Job, ports: RunPorts): Promise<JobOutcome> {
  const [outcome, ...more] = await runJobParts(job, ports);
  if (!outcome || more.length > 0)
    throw new Error(`${more.length + 1} parts where one was expected`);
  return outcome;
}

/** Runs a job, in parts where its window is too much. */
export async function runJobParts(job: Job, ports: RunPorts): Promise<JobOutcome[]> {
  const outcomes: JobOutcome[] = [];
  for await (const outcome of runParts(job, ports)) outcomes.push(outcome);
  return outcomes;
}

/** Closes what is due and gives what that did. */
export async function close(rule: Rule, { ports }: Pick<World, "ports">): Promise<JobOutcome[]> {
  const outcomes: JobOutcome[] = [];
  for await (const outcome of closeSlots(rule, WORKSPACE, ports, [])) outcomes.push(outcome);
  return outcomes;
}

/** One turn of the timer at a time, as the function app runs it. */
export function tick(
  { ports }: World,
  now: number,
  more: Partial<TickOptions>,
): Promise<TickOutcome> {
  const dry = () => dryPorts(ports);
  const options: TickOptions = {
    rules: [],
    workspaces: [WORKSPACE],
    asked: [],
    repeat: () => async () => undefined,
    ended: () => undefined,
    clock: () => now,
    deadline: now + 60_000,
    leaseFor: 15 * 60_000,
    holder: "one",
    startFrom: undefined,
    notBefore: 0,
    mostGaps: 10,
    atOnce: 5,
    resting: {},
  };
  return runTick({ ...options, ...more }, { ...ports, dry });
}

const PROVIDER = `${workspaceArmId(WORKSPACE)}/providers/Microsoft.SecurityInsights`;

/**
 * Everything that was written, without server times and etags: what must not depend on how time was
 * cut.
 */
export function written(resources: Resources): Record<string, unknown> {
  const incidents = resources.under(`${PROVIDER}/Incidents`);
  const all = [
    ...incidents,
    ...resources.under(`${PROVIDER}/Bookmarks`),
    ...incidents.flatMap(({ id }) => [
      ...resources.under(`${id}/Comments`),
      ...resources.under(`${id}/relations`),
    ]),
  ];
  return Object.fromEntries(
    all.map((resource) => [resource.id.toLowerCase(), body(resource)]).sort(),
  );
}

const SERVER_FIELDS = [
  "createdTimeUtc",
  "lastModifiedTimeUtc",
  "created",
  "updated",
  "incidentNumber",
];

function body({ properties }: Resource): unknown {
  return Object.fromEntries(
    Object.entries(properties).filter(([name]) => !SERVER_FIELDS.includes(name)),
  );
}

export function incidents(resources: Resources): Resource[] {
  return resources.under(`${PROVIDER}/Incidents`);
}

export function bookmarks(resources: Resources): Resource[] {
  return resources.under(`${PROVIDER}/Bookmarks`);
}

/** A Sysmon process start. */
export function sysmon(
  time: string,
  image: string,
  line: string,
  parent: string,
  parentLine: string,
  more: Partial<SysmonMore> = {},
): Record_ {
  const {
    host = "ws1",
    user = "LAB\\alex",
    pid = "4242",
    ppid = "2100",
    id = `${time} ${line}`,
  } = more;
  return {
    TimeGenerated: time,
    Type: "WindowsEvent",
    Provider: "Microsoft-Windows-Sysmon",
    EventID: 1,
    Computer: host,
    EventData: {
      ProcessId: pid,
      Image: image,
      CommandLine: line,
      User: user,
      ParentProcessId: ppid,
      ParentImage: parent,
      ParentCommandLine: parentLine,
    },
    _ItemId: id,
  };
}

export interface SysmonMore {
  readonly host: string;
  readonly user: string;
  readonly pid: string;
  readonly ppid: string;
  readonly id: string;
}

export const RUNDLL32 = "C:\\Windows\\System32\\rundll32.exe";
export const CMD = "C:\\Windows\\System32\\cmd.exe";

/** A shell of rundll32 with an unknown module: a finding of rundll32-command-shell. */
export function shell(time: string, more: Partial<SysmonMore> = {}): Record_ {
  return sysmon(
    time,
    CMD,
    `cmd.exe /c ${more.id ?? time}`,
    RUNDLL32,
    "rundll32.exe C:\\ProgramData\\a.dll,Start",
    more,
  );
}

/** A Security 4688 process start: the parent's line is not in it. */
export function security(
  time: string,
  image: string,
  line: string,
  parent: string,
  more: Partial<SysmonMore> = {},
): Record_ {
  const { host = "ws1", pid = "0x1092", ppid = "0x834", id = `${time} ${line}` } = more;
  return {
    TimeGenerated: time,
    Type: "SecurityEvent",
    EventID: 4688,
    Computer: host,
    SubjectUserSid: "S-1-5-21-1-2-3-1001",
    SubjectUserName: "alex",
    SubjectDomainName: "LAB",
    SubjectAccount: "LAB\\alex",
    AccountType: "User",
    NewProcessId: pid,
    NewProcessName: image,
    ProcessId: ppid,
    ParentProcessName: parent,
    CommandLine: line,
    _ItemId: id,
  };
}
