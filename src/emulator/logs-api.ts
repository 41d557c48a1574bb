import {
  type Column,
  type Engine,
  jsonText,
  KqlError,
  lineAndColumn,
  parseDatetime,
  type Table,
  type TimeScope,
  ticksFromMs,
  toText,
  type Value,
} from "../kql/index.ts";
import { type EmulatorRequest, type EmulatorResponse, empty, failure, jsonAnswer } from "./http.ts";
import { parseIsoDuration } from "./iso-duration.ts";

/** The most rows a query returns; beyond it the result is partial. Source: Log Analytics limits. */
const MOST_ROWS = 500_000;

export interface LogsApi {
  /** Undefined if the path is not of this API. `partial` truncates the result. */
  handle(request: EmulatorRequest, partial: boolean): EmulatorResponse | undefined;
}

/** `POST /v1/workspaces/{id}/query`: executes KQL. `clock` returns the time for now(), in ms. */
export function logsApi(
  engines: ReadonlyMap<string, Engine>,
  clock: () => number,
  mostRows = MOST_ROWS,
): LogsApi {
  return {
    handle(request, partial) {
      const match = /^\/v1\/+workspaces\/+([^/]+)\/query$/i.exec(request.url.pathname);
      if (!match) return undefined;
      if (request.method !== "POST")
        return failure(404, "PathNotFoundError", "The requested path does not exist");
      if (!request.headers.get("authorization")?.startsWith("Bearer "))
        return failure(401, "AuthorizationRequiredError", "Valid authentication was not provided");
      const engine = engines.get((match[1] ?? "").toLowerCase());
      if (!engine)
        return failure(404, "WorkspaceNotFoundError", "The workspace could not be found");
      return withStatistics(request, () =>
        query(engine, request.body, clock(), { partial, mostRows }),
      );
    },
  };
}

/** Adds the execution time to a result if the request has `Prefer: include-statistics=true`. */
function withStatistics(request: EmulatorRequest, run: () => EmulatorResponse): EmulatorResponse {
  const from = performance.now();
  const response = run();
  if (
    response.status !== 200 ||
    !response.body ||
    !/include-statistics=true/i.test(request.headers.get("prefer") ?? "")
  )
    return response;
  const statistics = { query: { executionTime: (performance.now() - from) / 1000 } };
  return {
    ...response,
    body: `${response.body.slice(0, -1)},"statistics":${JSON.stringify(statistics)}}`,
  };
}

function query(engine: Engine, body: string, now: number, limits: Limits): EmulatorResponse {
  const sent = parseBody(body);
  // As documented for the service: a body that is not JSON gets a 200 without a body.
  if (!sent) return empty(200);
  if (typeof sent.query !== "string")
    return failure(400, "BadArgumentError", "The request had some invalid properties", {
      innererror: { code: "QueryMissing", message: "query is missing" },
    });
  const scope = sent.timespan ? parseScope(String(sent.timespan), now) : undefined;
  if (scope === null)
    return failure(400, "BadArgumentError", "The request had some invalid properties", {
      innererror: {
        code: "TimespanParsingError",
        message: `timespan ${String(sent.timespan)} is not ISO 8601`,
      },
    });
  try {
    return answer(engine.execute(sent.query, ticksFromMs(now), scope), limits);
  } catch (error) {
    if (error instanceof KqlError) return queryFailure(error, sent.query);
    throw error;
  }
}

function parseBody(body: string): { query?: unknown; timespan?: unknown } | undefined {
  try {
    return JSON.parse(body) as { query?: unknown; timespan?: unknown };
  } catch {
    return undefined;
  }
}

/** Parses an ISO 8601 interval (start/end, start/duration, duration/end) or duration, or null. */
function parseScope(timespan: string, now: number): TimeScope | null {
  const [first = "", second] = timespan.split("/");
  if (second === undefined) {
    const length = isoTicks(first);
    return length === null ? null : { from: ticksFromMs(now) - length, to: ticksFromMs(now) };
  }
  const [from, to, fromLength, toLength] = [
    parseDatetime(first),
    parseDatetime(second),
    isoTicks(first),
    isoTicks(second),
  ];
  if (from !== null && to !== null) return { from, to };
  if (from !== null && toLength !== null) return { from, to: from + toLength };
  return to !== null && fromLength !== null ? { from: to - fromLength, to } : null;
}

function isoTicks(duration: string): bigint | null {
  const ms = parseIsoDuration(duration);
  return ms === null ? null : BigInt(ms) * 10_000n;
}

interface Limits {
  readonly partial: boolean;
  readonly mostRows: number;
}

function answer(table: Table, { partial, mostRows }: Limits): EmulatorResponse {
  const over = partial || table.length > mostRows;
  const length = Math.min(table.length, partial ? table.length >> 1 : mostRows);
  const rows = Array.from(
    { length },
    (_, row) => `[${table.columns.map((column) => cell(column, row)).join(",")}]`,
  );
  const columns = JSON.stringify(table.columns.map(({ name, type }) => ({ name, type })));
  const tables = `{"tables":[{"name":"PrimaryResult","columns":${columns},"rows":[${rows.join(",")}]}]`;
  return jsonAnswer(200, over ? `${tables},"error":${JSON.stringify(PARTIAL)}}` : `${tables}}`);
}

const PARTIAL = {
  code: "PartialError",
  message: "There were some errors when processing your query.",
  details: [
    { code: "EngineError", message: "Something went wrong processing your query on the server." },
  ],
};

/**
 * A cell as the service serialises it: times and timespans as text, dynamics as JSON text, longs
 * with all their digits (which JSON.stringify cannot do).
 */
function cell({ type, at }: Column, row: number): string {
  const value: Value = at(row);
  if (value === null) return "null";
  if (type === "datetime" || type === "timespan") return JSON.stringify(toText(value, type));
  if (type === "dynamic") return JSON.stringify(jsonText(value));
  if (typeof value === "bigint") return value.toString();
  return JSON.stringify(
    typeof value === "number" && !Number.isFinite(value) ? toText(value, "real") : value,
  );
}

function queryFailure(error: KqlError, text: string): EmulatorResponse {
  const { line, column } = lineAndColumn(text, error.start);
  const code = error.problem === "syntax" ? "SyntaxError" : "SemanticError";
  const place = `line ${line}, column ${column}: ${error.message}`;
  const innererror = {
    code,
    message: `A ${error.problem} error was found at ${place}`,
    innererror: {
      code: error.code ?? error.problem.toUpperCase(),
      message: place,
      line,
      pos: column,
      token: text.slice(error.start, error.start + error.length),
    },
  };
  return failure(400, "BadArgumentError", "The request had some invalid properties", {
    innererror,
  });
}
