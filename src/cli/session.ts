import { setTimeout as sleep } from "node:timers/promises";
import { accessOf } from "../azure/access.ts";
import { AZURE_LIMITS, withinLimits } from "../azure/lane-limits.ts";
import { type AzureAccess, logsQueries } from "../azure/logs.ts";
import { sentinelResources } from "../azure/sentinel.ts";
import type { Workspace } from "../hunt/base/workspace.ts";
import { DELIVERIES } from "../hunt/delivery/kinds/index.ts";
import { NOTHING_THERE, planning } from "../hunt/delivery/planning.ts";
import type { CoverageStore } from "../hunt/ledger/store.ts";
import type { RunPorts } from "../hunt/runs/job.ts";
import type { Lane } from "../settings/lanes.ts";
import { dryStore } from "../stores/dry.ts";
import { fileStore } from "../stores/file.ts";
import { memoryStore } from "../stores/memory.ts";
import type { Content } from "./content.ts";
import { type Local, openLocal } from "./local.ts";
import { LOCAL_WORKSPACE } from "./local-workspace.ts";
import { ledgerFile, openResources, resourcesFile, withLedger } from "./out-folder.ts";
import { SAMPLES_FOLDER } from "./paths.ts";
import type { FolderOptions } from "./rules-folders.ts";
import type { Terminal } from "./terminal.ts";
import { UserError } from "./user-error.ts";

export interface SessionOptions extends FolderOptions {
  readonly from?: string;
  readonly to?: string;
  readonly data?: string;
  readonly tables?: readonly string[];
  readonly out: string;
  readonly dryRun?: boolean;
  readonly live?: boolean;
  readonly apply?: boolean;
  /** Ids or resource ids of workspaces, in place of those of the settings. */
  readonly workspace?: readonly string[];
  /** A length of time that ends now. */
  readonly last?: string;
}

/** A workspace to hunt in, with the ports to do it. */
export interface Session {
  readonly workspace: Workspace;
  readonly ports: RunPorts;
  /** How its Azure is reached, or the emulator. */
  readonly access: AzureAccess;
  /** The data behind the emulator; undefined where Azure is asked. */
  readonly local: Local | undefined;
  /** Whether anything is written. */
  readonly writes: boolean;
}

/** A recording is over: all of its time has come. */
const RECORDED = Number.POSITIVE_INFINITY;

/**
 * One session for each workspace; local data is one workspace. @throws UserError where the options
 * do not go together
 */
export function openSessions(
  options: SessionOptions,
  content: Content,
  terminal: Terminal,
): Session[] {
  if (!options.live && options.apply)
    throw new UserError("--apply goes with --live", "local runs write to the emulator");
  const writes = willWrite(options, content);
  return options.live
    ? liveSessions(options, content, writes)
    : [localSession(options, content, writes, terminal)];
}

/** Whether anything is written: to the emulator's files, or with --live --apply to Azure. */
export function willWrite({ dryRun, live, apply }: SessionOptions, { settings }: Content): boolean {
  return dryRun !== true && !settings.dryRun && (live !== true || apply === true);
}

/** What --live works with. @throws UserError where the settings name no workspace */
export function liveLanes({ settings: { lanes } }: Content): readonly Lane[] {
  if (lanes.length > 0) return lanes;
  throw new UserError(
    "--live needs a workspace",
    "name one with --workspace, or set WORKSPACES, or LOG_ANALYTICS_WORKSPACE_ID and the " +
      "SENTINEL_ settings",
  );
}

/**
 * Sessions that only look: they read events and nothing of Sentinel, and have an empty ledger that
 * nobody keeps.
 */
export function lookSessions(content: Content, stopped: AbortSignal): Session[] {
  return liveLanes(content).flatMap(({ clientId, tenantId, workspaces }) => {
    const access = { ...accessOf({ clientId, tenantId }, content.settings), stopped };
    const ports = {
      ...portsOf(access, memoryStore(), false, content, Date.now),
      sentinel: planning(NOTHING_THERE),
    };
    const limited = withinLimits(ports, AZURE_LIMITS, { clock: Date.now, sleep });
    return workspaces.map((workspace) => ({
      workspace,
      access,
      ports: limited,
      local: undefined,
      writes: false,
    }));
  });
}

function liveSessions(options: SessionOptions, content: Content, writes: boolean): Session[] {
  const lanes = liveLanes(content);
  if (!options.from || !options.to)
    throw new UserError(
      "--live needs --from and --to",
      "name the time to hunt in; hunts run takes --last 7d, too",
    );
  const store = ledgerOf(options.out, true, writes);
  return lanes.flatMap(({ clientId, tenantId, workspaces }) => {
    const access = accessOf({ clientId, tenantId }, content.settings);
    const ports = portsOf(access, store, writes, content, Date.now);
    const limited = withinLimits(ports, AZURE_LIMITS, { clock: Date.now, sleep });
    return workspaces.map((workspace) => ({
      workspace,
      access,
      ports: limited,
      local: undefined,
      writes,
    }));
  });
}

function localSession(
  options: SessionOptions,
  content: Content,
  writes: boolean,
  terminal: Terminal,
): Session {
  const workspace = content.settings.lanes[0]?.workspaces[0] ?? LOCAL_WORKSPACE;
  const local = openLocal({
    data: options.data ?? SAMPLES_FOLDER,
    functions: content.parsers,
    tables: options.tables,
    workspace,
    resources: openResources(resourcesFile(options.out), "--out"),
    terminal,
  });
  return {
    workspace,
    local,
    access: local.access,
    writes,
    ports: portsOf(
      local.access,
      ledgerOf(options.out, false, writes),
      writes,
      content,
      () => RECORDED,
    ),
  };
}

function portsOf(
  access: AzureAccess,
  store: CoverageStore,
  writes: boolean,
  { knowledge, settings }: Content,
  clock: () => number,
): RunPorts {
  const sentinel = sentinelResources(access, sleep);
  return {
    queries: logsQueries(access),
    sentinel: writes ? sentinel : planning(sentinel),
    store,
    deliveries: DELIVERIES,
    knowledge,
    parser: settings.parser,
    clock,
  };
}

/** The ledger of a folder. @throws UserError where it is none */
export function ledgerOf(out: string, live: boolean, writes = true): CoverageStore {
  const store = withLedger(() => fileStore(ledgerFile(out, live)));
  return writes ? store : dryStore(store);
}
