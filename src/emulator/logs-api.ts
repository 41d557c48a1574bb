import type { Engine, TimeScope } from "../kql/engine.ts";
import { KqlError, lineAndColumn } from "../kql/errors.ts";
import type { Column, Table } from "../kql/table.ts";
import { parseDatetime, ticksFromMs } from "../kql/values/datetime.ts";
import { jsonText, toText } from "../kql/values/text.ts";
import { parseTimespan } from "../kql/values/timespan.ts";
import type { Value } from "../kql/values/types.ts";
import { type EmulatorRequest, type EmulatorResponse, empty, failure, jsonAnswer } from "./http.ts";

/** Rows a query may give; more make the result partial. Source: Log Analytics query limits. */
const MOST_ROWS = 500_000;

export interface LogsApi {
  /** Undefined where the path is none of this API's. `partial` makes the answer a partial one. */
  handle(request: EmulatorRequest, partial: boolean): EmulatorResponse | undefined;
}

/**
 * `POST /v1/workspaces/{id}/query`: executes the KQL it is sent. `clock` is what now() is, in ms.
 */
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

/**
 * With `Prefer: include-statistics=true` a good answer says how long it took, as the service does.
 */
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
  const asked = parseBody(body);
  // As the service documents it: a body that is no JSON is answered with 200 and nothing.
  if (!asked) return empty(200);
  if (typeof asked.query !== "string")
    return failure(400, "BadArgumentError", "The request had some invalid properties", {
      innererror: { code: "QueryMissing", message: "query is missing" },
    });
  const scope = asked.timespan ? scopeOf(String(asked.timespan), now) : undefined;
  if (scope === null)
    return failure(400, "BadArgumentError", "The request had some invalid properties", {
      innererror: {
        code: "TimespanParsingError",
        message: `timespan ${String(asked.timespan)} is not ISO 8601`,
      },
    });
  try {
    return answer(engine.execute(asked.query, ticksFromMs(now), scope), limits);
  } catch (error) {
    if (error instanceof KqlError) return queryFailure(error, asked.query);
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

/**
 * ISO 8601 interval (start/end, start/duration, duration/end) or duration; null where it is none.
 */
function scopeOf(timespan: string, now: number): TimeScope | null {
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
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration);
  if (!match || duration === "P") return null;
  const [days = "0", hours = "0", minutes = "0", seconds = "0"] = match
    .slice(1)
    .map((part) => part ?? "0");
  const total = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  return parseTimespan(`${total}s`);
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
 * A cell as JSON, as the service writes it: times and timespans as text, dynamics as JSON text,
 * longs with all their digits, which JSON.stringify cannot write.
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
