import { type Clients, openLocalClients } from "../app/clients.ts";
import type { AuditTables } from "../emulator/audit-tables.ts";
import { createEmulator, type Emulator } from "../emulator/emulator.ts";
import { emulatorClient } from "../emulator/http-client.ts";
import { DataError } from "../emulator/read-data.ts";
import type { Resources } from "../emulator/resources.ts";
import { loadWorkspace, type WorkspaceData } from "../emulator/workspace.ts";
import { oneLine } from "../hunt/base/escape.ts";
import { problemText } from "../hunt/base/problem.ts";
import { cellAt, DAY } from "../hunt/base/window.ts";
import { type Workspace, workspaceArmId } from "../hunt/base/workspace.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import type { DatabaseTable } from "../kql/engine.ts";
import { msFromTicks } from "../kql/values/datetime.ts";
import { localFindings, type RaisedAlerts, raiseAlerts } from "./local-alerts.ts";
import type { Terminal } from "./terminal.ts";
import { UserError } from "./user-error.ts";

/** Local data behind the emulator. */
export interface Local {
  readonly data: WorkspaceData;
  readonly emulator: Emulator;
  /** The clients of Azure, with the emulator as their transport. */
  readonly clients: Clients;
  readonly times: DataTimes;
  /** Makes alerts and incidents of the rows that hunts wrote; undefined if they write none. */
  readonly raiseAlerts?: (rules: readonly Rule[]) => Promise<RaisedAlerts>;
}

/** When there is data, ms. */
export interface DataTimes {
  readonly first: number;
  readonly last: number;
  /** Starts of the UTC days that hold rows. */
  readonly days: ReadonlySet<number>;
}

export interface LocalOptions {
  readonly data: string;
  readonly functions: string;
  readonly tables: readonly string[] | undefined;
  readonly workspace: Workspace;
  readonly resources: Resources;
  readonly terminal: Terminal;
  /** The tables that Sentinel fills itself, where they are asked for. */
  readonly audit?: AuditTables;
  /** Whether analytics rules make the incidents. */
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
  const data = load(options.data, options.functions, options.tables, service);
  for (const notice of data.notices) terminal.err(`notice   ${oneLine(problemText(notice), 500)}`);
  const times = findTimes(data);
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

function load(
  folder: string,
  functions: string,
  tables: readonly string[] | undefined,
  service: readonly DatabaseTable[],
): WorkspaceData {
  try {
    return loadWorkspace(folder, functions, tables, service);
  } catch (error) {
    if (error instanceof DataError)
      throw new UserError(error.message, "hunts run --help says how data is named");
    throw error;
  }
}

/** Each table is in order of time, so the first row of a day is searched for after the day before. */
function findTimes({ tables }: WorkspaceData): DataTimes {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const days = new Set<number>();
  for (const table of tables) {
    const { length, columns } = table.rows(undefined);
    const column = columns.find(({ name }) => name === "TimeGenerated");
    const timeAt = (row: number) => msFromTicks((column?.at(row) as bigint | null) ?? 0n);
    if (length > 0) first = Math.min(first, timeAt(0));
    if (length > 0) last = Math.max(last, timeAt(length - 1));
    for (let row = 0; row < length; ) {
      const day = cellAt(timeAt(row), DAY);
      days.add(day.from);
      row = firstRowFrom(day.to, timeAt, row + 1, length);
    }
  }
  return first > last ? { first: 0, last: 0, days } : { first, last: last + 1, days };
}

/** The first row between two whose time is not before `time`; `end` if there is none. */
function firstRowFrom(
  time: number,
  timeAt: (row: number) => number,
  start: number,
  end: number,
): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeAt(middle) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
