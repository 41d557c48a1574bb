import { gzipSync } from "node:zlib";
import { createPipelineRequest } from "@azure/core-rest-pipeline";
import { AggregateLogsUploadError, LogsIngestionClient } from "@azure/monitor-ingestion";
import { expect, test } from "vitest";
import { LOCAL_CREDENTIAL, loopbackTransport } from "../../src/azure/loopback.ts";
import { listen } from "../../src/emulator/server.ts";
import {
  FINDINGS_COLUMNS,
  FINDINGS_STREAM,
} from "../../src/hunt/delivery/findings-table/columns.ts";
import { DCR, ENDPOINT, openStage, START, type Stage } from "./findings-stage.ts";

const MINUTE = 60_000;
const iso = (ms: number) => new Date(ms).toISOString();

interface Post {
  readonly path?: string;
  readonly version?: string;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly endpoint?: string;
}

/** One request as no client would make it. */
async function post(stage: Stage, given: Post = {}) {
  const {
    path = `dataCollectionRules/${DCR}/streams/${FINDINGS_STREAM}`,
    version = "?api-version=2023-01-01",
    body = '[{"FindingId":"a"}]',
    headers = { authorization: "Bearer t" },
    endpoint = ENDPOINT,
  } = given;
  const url = `${endpoint}/${path}${version}`;
  const request = createPipelineRequest({ url, method: "POST", body: body as never });
  for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
  const { status, bodyAsText, headers: answered } = await stage.httpClient.sendRequest(request);
  const code = bodyAsText ? (JSON.parse(bodyAsText).error.code as string) : "";
  expect(answered.get("x-ms-error-code") ?? "").toBe(code);
  return { status, code };
}

const upload = (stage: Stage, rows: readonly object[], endpoint?: string) =>
  stage.client(endpoint).upload(DCR, FINDINGS_STREAM, rows as Record<string, unknown>[]);

test.each<[string, Post, number, string]>([
  ["no token", { headers: {} }, 401, "AuthenticationFailed"],
  ["another scheme", { headers: { authorization: "Basic t" } }, 401, "AuthenticationFailed"],
  ["no version", { version: "" }, 400, "MissingApiVersionParameter"],
  ["an unknown version", { version: "?api-version=2022-01-01" }, 400, "UnsupportedApiVersion"],
  ["no JSON", { body: "[" }, 400, "InvalidPayload"],
  ["no array", { body: "{}" }, 400, "InvalidPayload"],
  ["an empty array", { body: "[]" }, 400, "InvalidPayload"],
  ["an array of texts", { body: '["a"]' }, 400, "InvalidPayload"],
  [
    "another rule",
    { path: `dataCollectionRules/dcr-1/streams/${FINDINGS_STREAM}` },
    404,
    "NotFound",
  ],
  [
    "another stream",
    { path: `dataCollectionRules/${DCR}/streams/Custom-Other_CL` },
    404,
    "InvalidStream",
  ],
  ["a host that ingests nothing", { endpoint: "https://example.com" }, 404, "NotFound"],
  [
    "packed, and cut off",
    {
      body: gzipSync('[{"FindingId":"a"}]').subarray(0, 20),
      headers: { authorization: "Bearer t", "content-encoding": "gzip" },
    },
    400,
    "InvalidPayload",
  ],
])("refuses a request with %s", async (_, given, status, code) => {
  const stage = openStage();
  expect(await post(stage, given)).toEqual({ status, code });
  expect(await stage.query("HuntFindings_CL")).toEqual([]);
});

test.each([
  ["the parameter's name encoded", "?api%2Dversion=2023-01-01"],
  ["as the specification writes it", "?api-version=2023-01-01"],
])("takes rows with %s, and answers nothing", async (_, version) => {
  expect(await post(openStage(), { version })).toEqual({ status: 204, code: "" });
});

test("takes packed rows in process and through the port, each time as new rows", async () => {
  const stage = openStage();
  await upload(stage, [{ FindingId: "a", Risk: 5 }]);
  const { server, port } = await listen(stage.emulator, 0);
  const httpClient = loopbackTransport(`http://127.0.0.1:${port}`);
  const client = new LogsIngestionClient(ENDPOINT, LOCAL_CREDENTIAL, { httpClient });
  await client.upload(DCR, FINDINGS_STREAM, [{ FindingId: "a", Risk: 5 }]);
  server.closeAllConnections();
  server.close();
  expect(await stage.query("HuntFindings_CL | project FindingId, Risk, Type")).toEqual([
    { FindingId: "a", Risk: 5, Type: "HuntFindings_CL" },
    { FindingId: "a", Risk: 5, Type: "HuntFindings_CL" },
  ]);
  expect(await stage.query("HuntFindings_CL | distinct _ItemId | count")).toEqual([{ Count: 2 }]);
});

const sized = (bytes: number) => `[{"Other":"${"x".repeat(bytes - 14)}"}]`;
const packed = { authorization: "Bearer t", "content-encoding": "gzip" };

test.each<[string, Post, number]>([
  ["1 MiB", { body: sized(1_048_576) }, 204],
  ["a byte more", { body: sized(1_048_577) }, 413],
  ["1 MiB, packed", { body: gzipSync(sized(1_048_576)), headers: packed }, 204],
  ["a byte more, packed", { body: gzipSync(sized(1_048_577)), headers: packed }, 413],
  [
    "less, but more as it is packed",
    { body: gzipSync(sized(1_048_570), { level: 0 }), headers: packed },
    413,
  ],
])("limits a request: %s", async (_, given, status) => {
  const code = status === 413 ? "ContentLengthLimitExceeded" : "";
  expect(await post(openStage(), given)).toEqual({ status, code });
});

test("a client sees a refusal as an error with status and code", async () => {
  const failed = await upload(openStage(), [{ RiskReasons: "x".repeat(1_100_000) }]).catch(
    (error: unknown) => error,
  );
  expect(failed).toBeInstanceOf(AggregateLogsUploadError);
  expect((failed as AggregateLogsUploadError).errors[0]?.cause).toMatchObject({ statusCode: 413 });
});

test("a field over 64 KiB is cut between characters, and a dynamic then is a text", async () => {
  const stage = openStage();
  const long = `${"x".repeat(65_535)}é`;
  const evidence = { text: "x".repeat(70_000) };
  const rows = [long, "x".repeat(65_536)].map((AlertText) => ({ AlertText, Evidence: evidence }));
  await upload(stage, rows);
  const query = `HuntFindings_CL
    | project L = strlen(AlertText), T = gettype(Evidence), E = strlen(tostring(Evidence))`;
  expect(await stage.query(query)).toEqual([
    { L: 65_535, T: "string", E: 65_536 },
    { L: 65_536, T: "string", E: 65_536 },
  ]);
});

test.each([
  ["2 days old", -2 * 24 * 60 * MINUTE, true],
  ["older", -2 * 24 * 60 * MINUTE - 1, false],
  ["1 day ahead", 24 * 60 * MINUTE, true],
  ["further ahead", 24 * 60 * MINUTE + 1, false],
])("TimeGenerated %s", async (_, offset, isKept) => {
  const stage = openStage();
  await upload(stage, [{ TimeGenerated: iso(START + offset) }]);
  const [row] = await stage.query("HuntFindings_CL | project TimeGenerated");
  expect(Date.parse(String(row?.["TimeGenerated"]))).toBe(isKept ? START + offset : START);
});

test("without TimeGenerated, a row has the time of its arrival", async () => {
  const stage = openStage();
  await upload(stage, [{ FindingId: "a" }]);
  const text = "HuntFindings_CL | project At = TimeGenerated == datetime(2026-03-02T10:00:00Z)";
  expect(await stage.query(text)).toEqual([{ At: true }]);
});

test("a value of another type is null, and an unknown property is not stored", async () => {
  const stage = openStage();
  await upload(stage, [
    { FindingId: 5, Risk: "5", EventTime: 5, Entities: '{"a":1}', Other: "x" },
    { FindingId: "a", Risk: 5.5, EventTime: "2026-01-01", Entities: { a: 1 }, FindingCount: 2 },
  ]);
  const text = `HuntFindings_CL | project FindingId, Risk, EventTime, FindingCount,
    T = gettype(Entities), Raw = tostring(Entities)`;
  expect(await stage.query(text)).toEqual([
    { FindingId: "", Risk: null, EventTime: null, T: "string", Raw: '{"a":1}', FindingCount: null },
    {
      FindingId: "a",
      Risk: null,
      EventTime: expect.stringContaining("2026-01-01"),
      T: "dictionary",
      Raw: '{"a":1}',
      FindingCount: 2,
    },
  ]);
  await expect(stage.query("HuntFindings_CL | project Other")).rejects.toMatchObject({
    status: 400,
  });
});

test("unless a stream refuses what it does not declare", async () => {
  const stage = openStage({ unconfirmed: { unknownProperties: "refused" } });
  expect(await post(stage, { body: '[{"FindingId":"a"},{"Other":1}]' })).toMatchObject({
    status: 400,
  });
  expect(await post(stage)).toMatchObject({ status: 204 });
});

test("a row is seen after its lag, which ingestion_time() has in it", async () => {
  const stage = openStage({ lag: () => 2 * MINUTE });
  await upload(stage, [{ FindingId: "a" }]);
  const read = () =>
    stage.query("HuntFindings_CL | project Lag = ingestion_time() - TimeGenerated");
  stage.time.now = START + 2 * MINUTE - 1;
  expect(await read()).toEqual([]);
  stage.time.now += 1;
  expect(await read()).toEqual([{ Lag: "00:02:00" }]);
});

test.each([
  ["https://dce-5kyl.northeurope-1.ingest.monitor.azure.com", "refused", 404],
  ["https://dce-5kyl.northeurope-1.ingest.monitor.azure.com", "taken", 204],
  ["https://dcr-5kyl-northeurope.logs.z1.ingest.monitor.azure.com", "refused", 404],
  ["https://dcr-5kyl-westeurope.logs.z1.ingest.monitor.azure.com", "refused", 204],
  ["http://127.0.0.1:1234", "refused", 204],
] as const)("the endpoint %s, if another region is %s: %i", async (endpoint, otherRegion, to) => {
  const stage = openStage({ unconfirmed: { otherRegion } });
  expect((await post(stage, { endpoint })).status).toBe(to);
});

test("the table of findings is of the plan Analytics, with the columns of its stream", async () => {
  const { httpClient, workspace } = openStage();
  const path = `${workspace.armId}/tables/HuntFindings_CL`;
  const url = `https://management.azure.com${path}?api-version=2025-07-01`;
  const { bodyAsText } = await httpClient.sendRequest(createPipelineRequest({ url }));
  const { properties } = JSON.parse(bodyAsText ?? "");
  expect(properties).toMatchObject({
    plan: "Analytics",
    schema: { name: "HuntFindings_CL", tableType: "CustomLog" },
  });
  expect(properties.schema.columns).toHaveLength(FINDINGS_COLUMNS.length);
  expect(properties.schema.columns.slice(0, 2)).toEqual([
    { name: "TimeGenerated", type: "dateTime" },
    { name: "FindingId", type: "string" },
  ]);
});
