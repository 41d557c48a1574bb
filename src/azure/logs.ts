import type { PipelineResponse } from "@azure/core-rest-pipeline";
import {
  LogsQueryClient,
  type LogsQueryResult,
  LogsQueryResultStatus,
  type LogsTable,
  type QueryTimeInterval,
} from "@azure/monitor-query";
import { CallError, TOO_LARGE, TooLarge, TooMuch, UnknownName } from "../hunt/base/call-error.ts";
import { lastTickText, type Window } from "../hunt/base/window.ts";
import type { Cell, Row } from "../hunt/conditions/event.ts";
import type { QueryWorkspace } from "../hunt/findings/query-workspace.ts";
import { MOST_BYTES } from "../hunt/runs/sizing.ts";
import { type AzureAccess, clientOptions } from "./access.ts";
import { callError } from "./call-error.ts";
import { endInTime, timeFor } from "./deadline.ts";
import { saysUnknownName } from "./unknown-name.ts";

/** The service stops a query after this long; the call itself gets a little more time. */
const SERVER_SECONDS = 180;
const DEADLINE_MS = 200_000;

/**
 * Queries through the Log Analytics query API. This is the only file that imports
 * @azure/monitor-query, which is deprecated, so a move to @azure/monitor-query-logs affects no
 * other file.
 */
export function logsQueries(access: AzureAccess): QueryWorkspace {
  const {
    credential,
    cloud,
    timeLeft = () => DEADLINE_MS,
    stopped,
    mostBytes = MOST_BYTES,
  } = access;
  const client = new LogsQueryClient(credential, {
    endpoint: cloud.logs,
    audience: cloud.logsAudience,
    retryOptions: { maxRetries: 2, maxRetryDelayInMs: 10_000 },
    ...clientOptions(access, endInTime(DEADLINE_MS, access)),
  });
  return {
    async query(workspace, { text, timespan, endsBefore }) {
      const what = `query of workspace ${workspace.name}`;
      const seconds = Math.ceil(timeFor(DEADLINE_MS, timeLeft) / 1_000);
      const interval = readInterval(timespan, endsBefore === true);
      let sent = "";
      let servedAt: number | undefined;
      const body = limitedBody(mostBytes);
      try {
        const result = await client.queryWorkspace(workspace.id, text, interval, {
          serverTimeoutInSeconds: Math.min(SERVER_SECONDS, seconds),
          includeQueryStatistics: true,
          abortSignal: body.ended,
          onResponse: ({ bodyAsText, headers }) => {
            sent = bodyAsText ?? "";
            servedAt = parseDate(headers.get("date"));
          },
          requestOptions: {
            customHeaders: { "Cache-Control": "no-cache" },
            onDownloadProgress: body.read,
            shouldDeserialize,
          },
        });
        return {
          rows: readRows(what, result, sent),
          queryMs: readQueryMs(result.statistics),
          servedAt,
          bytes: sent.length,
        };
      } catch (error) {
        if (body.ended.aborted)
          throw new TooLarge(new CallError(`${what}: more than ${mostBytes} bytes`, TOO_LARGE));
        if (stopped?.aborted) throw new CallError(`${what}: it was stopped`, "start again");
        if ((error as { statusCode?: number }).statusCode === 204)
          return { rows: [], queryMs: 0, servedAt };
        throw queryError(what, error);
      }
    },
  };
}

/**
 * Both ends of a timespan are read. The last tick before the end, which a Date cannot hold, is given
 * as text, which the SDK sends after the start as it is.
 */
function readInterval({ from, to }: Window, endsBefore: boolean): QueryTimeInterval {
  const startTime = new Date(from);
  if (!endsBefore) return { startTime, endTime: new Date(to) };
  return { startTime, duration: lastTickText(to) };
}

function queryError(what: string, error: unknown): CallError {
  if (error instanceof SyntaxError)
    return new CallError(`${what}: an answer without content`, "the next run tries again");
  const failure = callError(what, error);
  if (isTooMuch(failure)) return new TooMuch(failure);
  return isUnknownName(failure) ? new UnknownName(failure) : failure;
}

/**
 * The SDK describes a cell as a dictionary, so its deserializer creates an object for every
 * character of every cell, at 20 times the cost of parsing, and the result is discarded. Answers
 * are therefore parsed as JSON here; errors still go through the deserializer.
 */
function shouldDeserialize({ status }: PipelineResponse): boolean {
  return status !== 200;
}

/** Ends a call whose answer grows past a size: the SDK would read all of it and parse it twice. */
function limitedBody(most: number): {
  readonly ended: AbortSignal;
  readonly read: (progress: { loadedBytes: number }) => void;
} {
  const end = new AbortController();
  return { ended: end.signal, read: ({ loadedBytes }) => loadedBytes > most && end.abort() };
}

/** Reads an HTTP date, which has whole seconds; the result is in ms. */
function parseDate(date: string | undefined): number | undefined {
  const ms = Date.parse(date ?? "");
  return Number.isNaN(ms) ? undefined : ms;
}

/**
 * The service stops a query that takes too long before our own deadline does. If there is no answer
 * at all, that therefore says nothing about the query's size.
 */
function isTooMuch(failure: CallError): boolean {
  return failure.status === 504;
}

function isUnknownName({ status, message }: CallError): boolean {
  return status === 400 && saysUnknownName(message);
}

/** Throws for a partial result: a window must not count as covered because of it. */
function readRows(what: string, result: LogsQueryResult, sent: string): Row[] {
  if (result.status === LogsQueryResultStatus.PartialFailure) {
    throw new TooMuch(
      new CallError(`${what}: partial result (${result.partialError.code})`, TOO_LARGE),
    );
  }
  const [table] = result.tables;
  return table ? tableRows(table, sentCells(sent)) : [];
}

/**
 * `query.executionTime`, in seconds. Source: the query API's statistics (Prefer:
 * include-statistics).
 */
function readQueryMs(statistics: Record<string, unknown> | undefined): number {
  const { executionTime } = (statistics?.["query"] ?? {}) as { executionTime?: unknown };
  return typeof executionTime === "number" ? Math.round(executionTime * 1000) : 0;
}

function tableRows({ columnDescriptors, rows }: LogsTable, sentCell: SentCell): Row[] {
  const names = columnDescriptors.map(({ name }) => name ?? "");
  return rows.map((cells, row) =>
    Object.fromEntries(
      names.map((name, column) => [name, readCell(cells[column], () => sentCell(row, column))]),
    ),
  );
}

/** A cell of the first table as the service sent it. */
type SentCell = (row: number, column: number) => unknown;

/**
 * The body is parsed again only if a cell is requested: the SDK has parsed it once, and it can be
 * 100 MB.
 */
function sentCells(body: string): SentCell {
  let rows: readonly (readonly unknown[])[] | undefined;
  return (row, column) => {
    rows ??=
      (JSON.parse(body) as { tables: readonly { rows: readonly (readonly unknown[])[] }[] })
        .tables[0]?.rows ?? [];
    return rows[row]?.[column];
  };
}

/**
 * The SDK turns every time into a Date, even a missing one, which becomes 1970; that may also be a
 * real time.
 */
function readCell(value: unknown, sent: () => unknown): Cell {
  if (!(value instanceof Date)) return (value ?? null) as Cell;
  const ms = value.getTime();
  if (ms !== 0 && !Number.isNaN(ms)) return value.toISOString();
  const cell = sent();
  if (typeof cell !== "string") return null;
  return ms === 0 ? value.toISOString() : cell;
}
