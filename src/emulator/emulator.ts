import type { Engine } from "../kql/index.ts";
import type { AuditTables } from "./audit-tables.ts";
import { createFaults, type Fault, type Faults, faultResponse } from "./faults.ts";
import { type EmulatorRequest, type EmulatorResponse, failure } from "./http.ts";
import { type DataCollectionRule, ingestionApi } from "./ingestion-api.ts";
import { logsApi } from "./logs-api.ts";
import type { Resources } from "./resources.ts";
import { sentinelApi } from "./sentinel-api.ts";
import { type CustomTable, tablesApi } from "./tables-api.ts";
import { ARBITRARY, type Unconfirmed } from "./unconfirmed.ts";
import { workspacesApi } from "./workspaces-api.ts";

/** A workspace that the emulator serves. */
export interface EmulatedWorkspace {
  readonly id: string;
  readonly armId: string;
  readonly engine: Engine;
  /**
   * The plans of tables whose plan is not Analytics. The caller has to keep the rows of these
   * tables out of the engine.
   */
  readonly plans?: Readonly<Record<string, string>>;
  /** The custom tables whose columns the tables API reports. */
  readonly customTables?: readonly CustomTable[];
}

export interface EmulatorOptions {
  readonly workspaces: readonly EmulatedWorkspace[];
  readonly resources: Resources;
  readonly faults?: readonly Fault[];
  /** The time for now() and for server timestamps, ms; by default the machine's clock. */
  readonly clock?: () => number;
  /** The most rows a query may return; by default the limit of the service. */
  readonly mostRows?: number;
  /** The tables in which the service logs changes to resources, if the engines include them. */
  readonly audit?: AuditTables | undefined;
  readonly dataCollectionRules?: readonly DataCollectionRule[];
  /** The assumed behaviour of the service where the real one is not known. */
  readonly unconfirmed?: Partial<Unconfirmed>;
}

export interface Emulator {
  readonly faults: Faults;
  /** Answers one request. @throws Unreachable for a fault that leaves the request unanswered */
  handle(request: EmulatorRequest): Promise<EmulatorResponse>;
}

/** The connection was refused or broke off, so there is no answer. */
export class Unreachable extends Error {
  readonly code: string;

  constructor(call: "connect" | "read", code: string) {
    super(`${call} ${code}`);
    this.code = code;
  }
}

/** The Log Analytics query and ingestion APIs and the Sentinel ARM API behind one handler. */
export function createEmulator(options: EmulatorOptions): Emulator {
  const { faults: start = [], clock = Date.now } = options;
  const faults = createFaults(start);
  const carryOut = openApis(options, clock);
  return {
    faults,
    async handle(request) {
      const fault = faults.take(request);
      if (fault?.kind === "slow")
        await new Promise((resolve) => setTimeout(resolve, fault.ms ?? 1_000));
      if (fault?.carriedOut) carryOut(request, false);
      if (fault?.kind === "unreachable") throw new Unreachable("connect", "ECONNREFUSED");
      if (fault?.kind === "reset") throw new Unreachable("read", "ECONNRESET");
      return (
        (fault && faultResponse(fault, request, clock())) ??
        carryOut(request, fault?.kind === "partial")
      );
    },
  };
}

/** Carries out a request by the API that its path is of; `partial` truncates a query's result. */
function openApis(
  {
    workspaces,
    resources,
    mostRows,
    audit,
    dataCollectionRules: rules = [],
    ...rest
  }: EmulatorOptions,
  clock: () => number,
): (request: EmulatorRequest, partial: boolean) => EmulatorResponse {
  const unconfirmed = { ...ARBITRARY, ...rest.unconfirmed };
  const byArmId = <T>(what: (workspace: EmulatedWorkspace) => T) =>
    new Map(workspaces.map((workspace) => [workspace.armId.toLowerCase(), what(workspace)]));
  const engines = new Map(workspaces.map(({ id, engine }) => [id.toLowerCase(), engine]));
  const logs = logsApi(engines, clock, mostRows);
  const ingestion = ingestionApi({ rules, clock, unconfirmed });
  const tables = tablesApi(byArmId((workspace) => workspace));
  const described = workspacesApi(byArmId(({ id }) => id));
  const sentinel = sentinelApi(
    byArmId(({ engine }) => engine),
    { resources, clock, audit, unconfirmed },
  );
  return (request, partial) =>
    logs.handle(request, partial) ??
    ingestion(request) ??
    tables(request) ??
    described(request) ??
    sentinel.handle(request) ??
    failure(404, "PathNotFoundError", `The requested path ${request.url.pathname} does not exist`);
}
