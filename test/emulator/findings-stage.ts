import type { HttpClient } from "@azure/core-rest-pipeline";
import { LogsIngestionClient } from "@azure/monitor-ingestion";
import { armCalls } from "../../src/azure/arm-calls.ts";
import { CLOUDS } from "../../src/azure/clouds.ts";
import { logsQueries } from "../../src/azure/logs.ts";
import { LOCAL_CREDENTIAL } from "../../src/azure/loopback.ts";
import { createAuditTables } from "../../src/emulator/audit-tables.ts";
import { createDeliveryTables } from "../../src/emulator/delivery-tables.ts";
import { createEmulator } from "../../src/emulator/emulator.ts";
import { emulatorClient } from "../../src/emulator/http-client.ts";
import { createResources } from "../../src/emulator/resources.ts";
import { type RuleRun, runAlertRules } from "../../src/emulator/run-alert-rules.ts";
import type { Record_ } from "../../src/emulator/table-data.ts";
import { ARBITRARY, type Unconfirmed } from "../../src/emulator/unconfirmed.ts";
import { makeWorkspace } from "../../src/emulator/workspace.ts";
import { workspaceArmId } from "../../src/hunt/base/workspace.ts";
import type { ArmCall } from "../../src/hunt/delivery/arm-call.ts";
import {
  FINDINGS_COLUMNS,
  FINDINGS_STREAM,
  FINDINGS_TABLE,
} from "../../src/hunt/delivery/findings-table/columns.ts";
import { RULES, WORKSPACE } from "../harness.ts";

export const DCR = `dcr-${"0123456789abcdef".repeat(2)}`;
export const ENDPOINT = "https://dcr-hunts-1234.westeurope-1.ingest.monitor.azure.com";
export const START = Date.parse("2026-03-02T10:00:00Z");

export interface StageOptions {
  /** Rows of other tables, by table. */
  readonly events?: ReadonlyMap<string, readonly Record_[]>;
  readonly unconfirmed?: Partial<Unconfirmed>;
  readonly lag?: () => number;
  readonly alertLag?: () => number;
  /** What stands between the clients and the emulator. */
  readonly around?: (inner: HttpClient) => HttpClient;
}

/** A workspace with the table of findings and its data collection rule, by a clock that is set. */
export function openStage(options: StageOptions = {}) {
  const time = { now: START };
  const { host, emulator } = openEmulator(options, () => time.now);
  const inner = emulatorClient(emulator);
  const httpClient = options.around?.(inner) ?? inner;
  return {
    time,
    emulator,
    host,
    workspace: host.workspace,
    httpClient,
    run: (...runs: RuleRun[]) => runAlertRules(host, runs),
    ...openClients(httpClient),
  };
}

function openEmulator(
  { events = new Map(), unconfirmed = {}, lag, alertLag }: StageOptions,
  clock: () => number,
) {
  const tables = createDeliveryTables(FINDINGS_TABLE, FINDINGS_COLUMNS, clock);
  const audit = createAuditTables({ ...ARBITRARY, ...unconfirmed });
  const service = [...tables.tables, ...audit.tables];
  const { engine } = makeWorkspace(events, `${RULES}/asim`, { service });
  const resources = createResources();
  const armId = workspaceArmId(WORKSPACE);
  const workspace = { id: WORKSPACE.id, armId, engine, customTables: [tables.custom] };
  const rule = {
    immutableId: DCR,
    region: "westeurope",
    streams: new Map([[FINDINGS_STREAM, tables.custom]]),
    ...(lag ? { lag } : {}),
  };
  const shared = { resources, audit, unconfirmed };
  return {
    emulator: createEmulator({
      ...shared,
      workspaces: [workspace],
      clock,
      dataCollectionRules: [rule],
    }),
    host: { ...shared, workspace, tables, ...(alertLag ? { alertLag } : {}) },
  };
}

/** The real clients, over this transport. */
function openClients(httpClient: HttpClient) {
  const access = { credential: LOCAL_CREDENTIAL, cloud: CLOUDS.AzurePublic, httpClient };
  const arm = armCalls(access, async () => undefined);
  const queries = logsQueries(access);
  const retryOptions = { maxRetries: 0 };
  return {
    client: (endpoint = ENDPOINT) =>
      new LogsIngestionClient(endpoint, LOCAL_CREDENTIAL, { httpClient, retryOptions }),
    query: async (text: string) => {
      const timespan = { from: 0, to: Date.parse("2030-01-01") };
      return (await queries.query(WORKSPACE, { text, timespan })).rows;
    },
    send: (method: ArmCall["method"], path: string, body?: object, version = "2025-09-01") =>
      arm.send(WORKSPACE, {
        method,
        path: `/providers/Microsoft.SecurityInsights/${path}`,
        version,
        ...(body ? { body } : {}),
      }),
  };
}

export type Stage = ReturnType<typeof openStage>;
