import {
  type EmulatorRequest,
  type EmulatorResponse,
  empty,
  failure,
  isAuthorized,
} from "./http.ts";
import { ingestedRow } from "./ingested-row.ts";
import type { StoredTable } from "./stored-table.ts";
import type { Unconfirmed } from "./unconfirmed.ts";

/** A data collection rule of kind Direct. It belongs to one region and fills one workspace. */
export interface DataCollectionRule {
  /** `dcr-` and 32 hexadecimal digits. */
  readonly immutableId: string;
  /** The region as a host name spells it, such as westeurope. */
  readonly region: string;
  /** The table that each stream fills; a stream has the columns of its table. */
  readonly streams: ReadonlyMap<string, StoredTable>;
  /** How long a row is on its way to the table, ms, asked once a request; by default 0. */
  readonly lag?: () => number;
}

interface IngestionState {
  readonly rules: readonly DataCollectionRule[];
  /** The time of arrival, ms. */
  readonly clock: () => number;
  readonly unconfirmed: Unconfirmed;
}

const PATH = /^\/dataCollectionRules\/([^/]+)\/streams\/([^/]+)$/i;
const VERSIONS = ["2021-11-01-preview", "2023-01-01"];

/** Both as sent and unpacked, bytes. Source: Azure Monitor limits, and the service's own error. */
const MOST_BYTES = 1_048_576;

/** `name-suffix.region-1.ingest.monitor.azure.com`, `name-suffix-region.logs.z1.ingest...` */
const HOST = /(?:^|[.-])([a-z][a-z0-9]*)(?:-\d+)?\.(?:logs\.z\d+\.)?ingest\.monitor\.azure\.\w+$/;
const LOOPBACK = /^(127\.0\.0\.1|localhost)$/;

/**
 * `POST /dataCollectionRules/{immutableId}/streams/{stream}`: the Logs Ingestion API. Undefined if
 * the path is not of this API. 204 means that the rows were accepted, not that a query sees them.
 */
export function ingestionApi(state: IngestionState) {
  return (request: EmulatorRequest): EmulatorResponse | undefined => {
    const [, rule = "", stream = ""] = PATH.exec(request.url.pathname) ?? [];
    if (rule === "") return undefined;
    return refuseCaller(request) ?? ingest(request, decodeURIComponent(stream), rule, state);
  };
}

function refuseCaller(request: EmulatorRequest): EmulatorResponse | undefined {
  if (request.method !== "POST")
    return refuse(405, "MethodNotAllowed", `${request.method} is not allowed here.`);
  if (!isAuthorized(request))
    return refuse(401, "AuthenticationFailed", "The 'Authorization' header is missing.");
  const version = request.url.searchParams.get("api-version");
  if (!version)
    return refuse(400, "MissingApiVersionParameter", "The api-version parameter is required.");
  return VERSIONS.includes(version)
    ? undefined
    : refuse(400, "UnsupportedApiVersion", `The api-version '${version}' is not supported.`);
}

function ingest(
  request: EmulatorRequest,
  stream: string,
  id: string,
  { rules, clock, unconfirmed }: IngestionState,
): EmulatorResponse {
  const rule = rules.find(({ immutableId }) => immutableId === id);
  if (!rule || !answersFor(rule, request.url.hostname, unconfirmed))
    return refuse(404, "NotFound", `Data collection rule with immutable Id '${id}' not found.`);
  const table = rule.streams.get(stream);
  if (!table)
    return refuse(404, "InvalidStream", `Rule '${id}' does not declare the stream '${stream}'.`);
  const rows = readRows(request);
  if ("status" in rows) return rows;
  const unknown = unconfirmed.unknownProperties === "refused" && findUnknown(rows, table);
  if (unknown)
    return refuse(400, "InvalidPayload", `The stream does not declare the property '${unknown}'.`);
  const arrival = clock();
  const visibleFrom = arrival + (rule.lag?.() ?? 0);
  for (const row of rows) table.add(ingestedRow(row, table.columns, arrival), visibleFrom);
  return empty(204);
}

/** The loopback server does not know to which host a request was meant to go. */
function answersFor(
  { region }: DataCollectionRule,
  host: string,
  { otherRegion }: Unconfirmed,
): boolean {
  if (LOOPBACK.test(host)) return true;
  const asked = HOST.exec(host)?.[1];
  return asked === region || (asked !== undefined && otherRegion === "taken");
}

type SentRow = Readonly<Record<string, unknown>>;

function readRows(request: EmulatorRequest): readonly SentRow[] | EmulatorResponse {
  const unpacked = request.sizes?.unpacked ?? Buffer.byteLength(request.body);
  const size = Math.max(request.sizes?.sent ?? 0, unpacked);
  if (size > MOST_BYTES)
    return refuse(
      413,
      "ContentLengthLimitExceeded",
      `Maximum allowed content length: ${MOST_BYTES} bytes. Provided: ${size} bytes.`,
    );
  const rows = parse(request.body);
  return Array.isArray(rows) && rows.length > 0 && rows.every(isObject)
    ? rows
    : refuse(400, "InvalidPayload", "The body is not a JSON array of at least one object.");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is SentRow {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function findUnknown(rows: readonly SentRow[], { columns }: StoredTable): string | undefined {
  const known = new Set(columns.map(({ name }) => name));
  return rows.flatMap((row) => Object.keys(row)).find((name) => !known.has(name));
}

/** The service repeats the code of an error in a header. */
function refuse(status: number, code: string, message: string): EmulatorResponse {
  const { headers, ...answer } = failure(status, code, message);
  return { ...answer, headers: { ...headers, "x-ms-error-code": code } };
}
