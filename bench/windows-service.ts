// Serves workspaces with 500,000 starts of rundll32 a day in the form of the query API; rows are
// generated as they are sent. As strict as the service: beyond 500,000 rows or 100 MB the answer is
// partial. Unknown queries are refused. The emulator answers all requests to Sentinel.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { createWorld } from "../test/harness.ts";

const DAY = 86_400_000;
const ROWS_A_DAY = 500_000;
const MOST_ROWS = 500_000;
const MOST_BYTES = 100 * 2 ** 20;
const APART = DAY / ROWS_A_DAY;

const COLUMNS = (
  "TimeGenerated:datetime Dvc DvcId User UserSid UserAadId Process CommandLine " +
  "TargetProcessName TargetProcessId " +
  "ActingProcessName ActingProcessId ParentCommandLine ParentLineSource Type _ItemId"
)
  .split(" ")
  .map((column) => ({ name: column.split(":")[0], type: column.split(":")[1] ?? "string" }));
const PARTIAL = {
  code: "PartialError",
  message: "There were some errors when processing your query.",
};

/**
 * One row in a hundred is a use that no entry ignores; if all are findings, there are ten uses.
 */
function lineOf(kind: string, index: number): string {
  const agent = `"C:\\Program Files\\Contoso\\Agent\\agent.dll",Update /channel:stable /job:${index}`;
  if (kind === "ignored" && index % 100 !== 0) return `rundll32.exe ${agent}`;
  return (
    `rundll32.exe C:\\ProgramData\\Contoso\\module${"abcdefghij"[index % 10]}.dll,Start /quiet ` +
    `/path:C:\\ProgramData\\Contoso\\logs`
  );
}

function rowOf(kind: string, index: number): string {
  const host = `ws${index % 20}.contoso.test`;
  const program = "C:\\Windows\\System32\\rundll32.exe";
  const cells = [
    ...[
      new Date(index * APART).toISOString(),
      host,
      "",
      "CONTOSO\\alice",
      "S-1-5-21-1004336348-1177238915-682003330-1104",
      "",
    ],
    ...[
      program,
      lineOf(kind, index),
      program,
      String(index % 60_000),
      "C:\\Windows\\System32\\svchost.exe",
      String(index % 7),
    ],
    ...[
      "C:\\Windows\\system32\\svchost.exe -k netsvcs -p -s Schedule",
      "own",
      "WindowsEvent",
      `item-${kind}-${index}`,
    ],
  ];
  return JSON.stringify(cells);
}

interface Asked {
  readonly kind: string;
  /** Row numbers, counted from 1970. */
  readonly from: number;
  readonly to: number;
  readonly most: number;
  /** The width of the bins if rows are counted over time, ms. */
  readonly grid: number | undefined;
}

/** Undefined for an unknown query. */
function read(kind: string, query: string): Asked | undefined {
  const times = [...query.matchAll(/TimeGenerated (>=|<) datetime\(([^)]+Z)\)/g)]
    .slice(-2)
    .map(([, , time]) => Date.parse(time ?? ""));
  const [from, to] = times.map((time) => Math.ceil(time / APART));
  if (from === undefined || to === undefined) return undefined;
  const last = query.trimEnd().split("\n").at(-1) ?? "";
  const most = /^\| take (\d+)$/.exec(last)?.[1];
  const grid = /^\| summarize Rows = count\(\) by Start = bin\(TimeGenerated, (\d+)s\)$/.exec(
    last,
  )?.[1];
  if (!most && !grid && !/^\| (where TimeGenerated|extend TargetProcessId)/.test(last))
    return undefined;
  return {
    kind,
    from,
    to,
    most: Number(most ?? Number.POSITIVE_INFINITY),
    grid: grid ? Number(grid) * 1_000 : undefined,
  };
}

function* bodyOf({ kind, from, to, most, grid }: Asked): Generator<string, void> {
  if (grid) return yield countsOf(from, to, grid);
  const end = Math.min(to, from + most, from + MOST_ROWS);
  yield `{"tables":[{"name":"PrimaryResult","columns":${JSON.stringify(COLUMNS)},"rows":[`;
  let [bytes, index] = [0, from];
  while (index < end && bytes < MOST_BYTES) {
    const rows: string[] = [];
    for (; index < end && rows.length < 200; index++) rows.push(rowOf(kind, index));
    const chunk = `${index > from + rows.length ? "," : ""}${rows.join(",")}`;
    bytes += chunk.length;
    yield chunk;
  }
  const partial = index < Math.min(to, from + most);
  yield `]}]${partial ? `,"error":${JSON.stringify(PARTIAL)}` : ""},"statistics":{"query":{"executionTime":0.5}}}`;
}

function countsOf(from: number, to: number, grid: number): string {
  const counts = new Map<number, number>();
  for (let index = from; index < to; index++) {
    const cell = Math.floor((index * APART) / grid) * grid;
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  const rows = [...counts].map(([cell, count]) => [new Date(cell).toISOString(), count]);
  const columns = [
    { name: "Start", type: "datetime" },
    { name: "Rows", type: "long" },
  ];
  return JSON.stringify({ tables: [{ name: "PrimaryResult", columns, rows }] });
}

const { emulator } = createWorld({});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "https://api.loganalytics.io");
  const body = await text(request);
  const workspace = /^\/v1\/workspaces\/(\w+)-\d+\/query$/.exec(url.pathname)?.[1];
  if (workspace === undefined) {
    const headers = { get: (name: string) => request.headers[name.toLowerCase()]?.toString() };
    const found = await emulator.handle({ method: request.method ?? "GET", url, headers, body });
    response.writeHead(found.status, found.headers).end(found.body);
    return;
  }
  const asked = read(workspace, (JSON.parse(body) as { query: string }).query);
  if (!asked) {
    response.writeHead(400, { "content-type": "application/json" });
    response.end(
      JSON.stringify({
        error: { code: "BadArgumentError", message: "a query that is not known here" },
      }),
    );
    return;
  }
  const packed = /gzip/.test(request.headers["accept-encoding"]?.toString() ?? "");
  response.writeHead(200, {
    "content-type": "application/json",
    ...(packed ? { "content-encoding": "gzip" } : {}),
  });
  const rows = Readable.from(bodyOf(asked));
  // The client ends the call when it has read enough.
  await (packed
    ? pipeline(rows, createGzip({ level: 1 }), response)
    : pipeline(rows, response)
  ).catch(() => undefined);
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) =>
    response.destroy(error instanceof Error ? error : undefined),
  );
});
process.once("message", () => {
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
});
process.send?.("ready");
