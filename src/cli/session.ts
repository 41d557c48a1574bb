import type { Clients } from "../app/clients.ts";
import { lookPorts } from "../app/look.ts";
import { openLane } from "../app/open-lane.ts";
import { runPorts } from "../app/run-ports.ts";
import type { Workspace } from "../hunt/base/workspace.ts";
import type { CoverageStore } from "../hunt/ledger/store.ts";
import type { RunPorts } from "../hunt/runs/job.ts";
import type { Lane } from "../settings/lanes.ts";
import { fileStore } from "../stores/file.ts";
import type { Content } from "./content.ts";
import { type Local, openLocal } from "./local.ts";
import { LOCAL_FINDINGS } from "./local-alerts.ts";
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
  /** Of its Azure, or of the emulator. */
  readonly clients: Clients;
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
    throw new UserError("--apply needs --live", "add --live; local runs write to the emulator");
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
  return liveLanes(content).flatMap((lane) => {
    const { clients, workspaces } = openLane(lane, content.settings, { stopped });
    const ports = lookPorts({ ...runOptions(content), clients });
    return workspaces.map((workspace) => ({
      ...{ workspace, clients, ports },
      ...{ local: undefined, writes: false },
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
  const store = openLedger(options.out, true);
  return lanes.flatMap((lane) => {
    const { clients, workspaces } = openLane(lane, content.settings);
    const ports = runPorts({ ...runOptions(content), clients, store, writes });
    return workspaces.map((workspace) => ({
      ...{ workspace, clients, ports },
      ...{ local: undefined, writes },
    }));
  });
}

function localSession(
  options: SessionOptions,
  content: Content,
  writes: boolean,
  terminal: Terminal,
): Session {
  const byRule = content.settings.incidentsBy === "rule";
  const named = content.settings.lanes[0]?.workspaces[0] ?? LOCAL_WORKSPACE;
  const { findings = LOCAL_FINDINGS, ...plain } = named;
  const workspace = byRule ? { ...plain, findings } : plain;
  const local = openLocal({
    byRule,
    data: options.data ?? SAMPLES_FOLDER,
    content,
    tables: options.tables,
    workspace,
    resources: openResources(resourcesFile(options.out), "--out"),
    terminal,
  });
  const { clients } = local;
  const store = openLedger(options.out, false);
  const clock = () => RECORDED;
  const ports = runPorts({ ...runOptions(content), clients, store, writes, clock });
  return { workspace, local, clients, writes, ports };
}

function runOptions({ knowledge, settings }: Content) {
  return { knowledge, parser: settings.parser, cloud: settings.cloud, delivering: settings };
}

/** The ledger of a folder. @throws UserError where it is none */
export function openLedger(out: string, live: boolean): CoverageStore {
  return withLedger(() => fileStore(ledgerFile(out, live)));
}
