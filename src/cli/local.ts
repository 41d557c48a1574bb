import { type Clients, openLocalClients } from "../app/clients.ts";
import type { AuditTables } from "../emulator/audit-tables.ts";
import { createEmulator, type Emulator } from "../emulator/emulator.ts";
import { emulatorClient } from "../emulator/http-client.ts";
import type { Resources } from "../emulator/resources.ts";
import { type Workspace, workspaceArmId } from "../hunt/base/workspace.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import type { Declared } from "./declared.ts";
import { localFindings, type RaisedAlerts, raiseAlerts } from "./local-alerts.ts";
import { type LocalData, openLocalData } from "./local-data.ts";
import type { Terminal } from "./terminal.ts";

/** Local data behind the emulator. */
export interface Local extends LocalData {
  readonly emulator: Emulator;
  /** The clients of Azure, with the emulator as their transport. */
  readonly clients: Clients;
  /** Makes alerts and incidents of the rows that hunts wrote; undefined if they write none. */
  readonly raiseAlerts?: (rules: readonly Rule[]) => Promise<RaisedAlerts>;
}

export interface LocalOptions {
  readonly data: string;
  /** What the workspace has beside its data. */
  readonly content: Declared;
  /** Whether queries may name tables that the data has no rows of; in Azure not all are there. */
  readonly declared?: boolean;
  readonly tables: readonly string[] | undefined;
  readonly workspace: Workspace;
  readonly resources: Resources;
  readonly terminal: Terminal;
  /** The tables that Sentinel fills itself, where they are asked for. */
  readonly audit?: AuditTables;
  /** Whether there is a table of findings, of whose rows analytics rules make the incidents. */
  readonly byRule?: boolean;
  /** What server times are, ms; default the end of the data. */
  readonly clock?: () => number;
}

/**
 * Opens data though there may be no row in it: `data.problems` say what could not be used.
 * @throws UserError where the folder, or a table that is named, is not there
 */
export function openLocal({
  workspace,
  resources,
  terminal,
  audit,
  byRule = false,
  clock,
  ...options
}: LocalOptions): Local {
  const last = { time: 0 };
  const now = clock ?? (() => last.time);
  const findings = byRule ? localFindings(workspace, now) : undefined;
  const service = [...(audit?.tables ?? []), ...(findings?.tables.tables ?? [])];
  const { data, times } = openLocalData({ ...options, terminal, service });
  last.time = times.last;
  const emulated = { id: workspace.id, armId: workspaceArmId(workspace), engine: data.engine };
  const emulator = createEmulator({
    workspaces: [emulated],
    resources,
    audit,
    clock: now,
    ...(findings ? { dataCollectionRules: [findings.collectionRule] } : {}),
    unconfirmed: { otherRegion: "taken" },
  });
  const clients = openLocalClients(emulatorClient(emulator));
  const local = { data, emulator, times, clients };
  if (!findings) return local;
  const host = { workspace: emulated, tables: findings.tables, resources };
  const place = { arm: clients.arm, workspace, now: now() };
  return { ...local, raiseAlerts: (rules) => raiseAlerts(rules, place, host) };
}
