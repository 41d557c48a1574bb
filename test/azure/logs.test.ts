import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CLOUDS } from "../../src/azure/clouds.ts";
import { logsQueries } from "../../src/azure/logs.ts";
import { LOCAL_CREDENTIAL, loopbackTransport } from "../../src/azure/loopback.ts";
import { OutOfTime, TooLarge, TooMuch } from "../../src/hunt/base/call-error.ts";
import type { Row } from "../../src/hunt/conditions/event.ts";
import { ENTITY_TYPES } from "../../src/hunt/findings/entities/index.ts";
import { mapEntities } from "../../src/hunt/findings/entity.ts";
import { createWorld, WORKSPACE, type World } from "../harness.ts";
import { answering } from "./transport.ts";

const timespan = { from: Date.parse("2023-08-18"), to: Date.parse("2023-08-19") };

let world: World;
beforeAll(() => {
  world = createWorld({});
});

async function rows(text: string): Promise<readonly Row[]> {
  return (await world.ports.queries.query(WORKSPACE, { text, timespan })).rows;
}

test("a missing cell of every type is null, and 1970 is 1970", async () => {
  const query =
    "print T = datetime(null), S = timespan(null), L = long(null), I = int(null), B = bool(null), R = real(null), D = dynamic(null), G = guid(null), Text = '', Epoch = datetime(1970-01-01T00:00:00Z)";
  expect(await rows(query)).toEqual([
    {
      T: null,
      S: null,
      L: null,
      I: null,
      B: null,
      R: null,
      D: null,
      G: null,
      Text: "",
      Epoch: "1970-01-01T00:00:00.000Z",
    },
  ]);
});

test("no time of a process is made of a missing one", async () => {
  const [row = {}] = await rows("print Id = '7', Started = datetime(null)");
  const fieldMappings = [
    { identifier: "ProcessId", columnName: "Id" },
    { identifier: "CreationTimeUtc", columnName: "Started" },
  ];
  expect(
    mapEntities(
      { row, time: 0, derived: {} },
      [{ entityType: "Process", fieldMappings }],
      ENTITY_TYPES,
    ),
  ).toEqual([{ type: "Process", identifiers: [{ identifier: "ProcessId", value: "7" }] }]);
});

interface Kind {
  readonly type: string;
  /** A literal of KQL, and the cell that must come back. */
  readonly value: fc.Arbitrary<readonly [literal: string, cell: unknown]>;
}

const time = fc
  .oneof(
    fc.constantFrom(0, 1, -1),
    fc.integer({
      min: Date.parse("0001-01-01T00:00:00Z"),
      max: Date.parse("9999-12-31T23:59:59Z"),
    }),
  )
  .map((ms) => new Date(ms).toISOString());
const KINDS: readonly Kind[] = [
  { type: "datetime", value: time.map((iso) => [`datetime(${iso})`, iso] as const) },
  { type: "long", value: fc.maxSafeInteger().map((value) => [`long(${value})`, value] as const) },
  { type: "int", value: fc.integer().map((value) => [`int(${value})`, value] as const) },
  { type: "bool", value: fc.boolean().map((value) => [String(value), value] as const) },
  {
    type: "real",
    value: fc.constantFrom(
      ["real(1.5)", 1.5],
      ["real(nan)", "NaN"],
      ["real(+inf)", "Infinity"],
      ["real(-inf)", "-Infinity"],
    ),
  },
  {
    type: "timespan",
    value: fc
      .integer({ min: 0, max: 86_399 })
      .map((s) => [`timespan(${s}s)`, new Date(s * 1_000).toISOString().slice(11, 19)] as const),
  },
  { type: "guid", value: fc.uuid().map((value) => [`guid(${value})`, value] as const) },
  {
    type: "dynamic",
    value: fc.constantFrom(
      ['dynamic({"a":[1,null]})', { a: [1, null] }],
      ["dynamic([])", []],
      ["dynamic(5)", 5],
    ),
  },
  {
    type: "string",
    value: fc
      .string({ unit: "grapheme-ascii", maxLength: 8 })
      .map((text) => [JSON.stringify(text), text] as const),
  },
];

test("a table of every type comes back cell by cell, its missing cells too", async () => {
  const cell = ({ type, value }: Kind) =>
    fc.oneof(
      { arbitrary: value, weight: 2 },
      fc.constant(type === "string" ? (['""', ""] as const) : ([`${type}(null)`, null] as const)),
    );
  const table = fc.shuffledSubarray([...KINDS], { minLength: 1 }).chain((kinds) =>
    fc.record({
      kinds: fc.constant(kinds),
      cells: fc.array(fc.tuple(...kinds.map(cell)), { minLength: 1, maxLength: 5 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(table, async ({ kinds, cells }) => {
      const columns = kinds.map(({ type }, index) => `C${index}:${type}`).join(", ");
      const query = `datatable(${columns})[${cells.map((row) => row.map(([literal]) => literal).join(", ")).join(", ")}]`;
      const expected = cells.map((row) =>
        Object.fromEntries(row.map(([, value], index) => [`C${index}`, value])),
      );
      expect(await rows(query)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

describe("a long beyond 2^53", () => {
  test("is answered with all its digits, as the service does; the SDK loses them, a text keeps them", async () => {
    const text =
      "print L = 9007199254740993, T = tostring(9007199254740993), N = long(-9223372036854775807)";
    const answer = await world.emulator.handle({
      method: "POST",
      url: new URL(`https://api.loganalytics.io/v1/workspaces/${WORKSPACE.id}/query`),
      headers: { get: () => "Bearer t" },
      body: JSON.stringify({ query: text }),
    });
    expect(answer.body).toContain('[9007199254740993,"9007199254740993",-9223372036854775807]');
    expect(await rows(text)).toMatchObject([{ L: 9007199254740992, T: "9007199254740993" }]);
  });
});

test("a partial result with missing times is still no answer", async () => {
  const partial = {
    tables: [{ name: "PrimaryResult", columns: [{ name: "T", type: "datetime" }], rows: [[null]] }],
    error: { code: "PartialError", message: "partial" },
  };
  const { access } = answering(() => ({ status: 200, body: partial }));
  await expect(
    logsQueries(access).query(WORKSPACE, { text: "T", timespan }),
  ).rejects.toBeInstanceOf(TooMuch);
});

test.each([
  ["Thu, 26 Nov 2026 05:00:00 GMT", Date.parse("2026-11-26T05:00:00Z")],
  ["no date", undefined],
])("the service's own time (%s) is kept", async (date, servedAt) => {
  const body = { tables: [{ name: "PrimaryResult", columns: [], rows: [] }] };
  const { access } = answering(() => ({ status: 200, body, headers: { date } }));
  expect((await logsQueries(access).query(WORKSPACE, { text: "T", timespan })).servedAt).toBe(
    servedAt,
  );
});

test("statistics are kept, and a time that cannot be read stays the text that was sent", async () => {
  const body = {
    tables: [
      {
        name: "PrimaryResult",
        columns: [{ name: "T", type: "datetime" }],
        rows: [["never"], [null]],
      },
    ],
    statistics: { query: { executionTime: 0.5 } },
  };
  const { access } = answering(() => ({ status: 200, body }));
  expect(await logsQueries(access).query(WORKSPACE, { text: "T", timespan })).toEqual({
    rows: [{ T: "never" }, { T: null }],
    queryMs: 500,
    bytes: JSON.stringify(body).length,
  });
});

describe("an answer that is larger than what is held at once", () => {
  const MOST = 200_000;
  const row = ["x".repeat(1_000)];
  const bodyOf = (rows: number) =>
    JSON.stringify({
      tables: [
        {
          name: "PrimaryResult",
          columns: [{ name: "T", type: "string" }],
          rows: Array.from({ length: rows }, () => row),
        },
      ],
    });
  let server: Server;
  let sent = 0;
  let address = "";
  beforeAll(async () => {
    // As the service may: packed or not, as large as the query's text says.
    server = createServer(async (request, response) => {
      const { query } = JSON.parse(await text(request)) as { query: string };
      const [packed, rows, stalls] = query.split(" ");
      const body =
        packed === "gzip"
          ? gzipSync(bodyOf(Number(rows)), { level: 0 })
          : Buffer.from(bodyOf(Number(rows)));
      response.writeHead(200, {
        "content-type": "application/json",
        ...(packed === "gzip" ? { "content-encoding": "gzip" } : {}),
      });
      const chunks = async function* () {
        for (let at = 0; at < body.length; at += 50_000) {
          if (stalls && at > 0) await new Promise(() => undefined);
          sent += 50_000;
          yield body.subarray(at, at + 50_000);
        }
      };
      await pipeline(chunks, response).catch(() => undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const access = () => ({
    credential: LOCAL_CREDENTIAL,
    cloud: CLOUDS.AzurePublic,
    httpClient: loopbackTransport(address),
    mostBytes: MOST,
  });

  test.each(["plain", "gzip"])(
    "%s: is not read to its end, and the next query is answered",
    async (packed) => {
      const queries = logsQueries(access());
      sent = 0;
      await expect(queries.query(WORKSPACE, { text: `${packed} 50000`, timespan })).rejects.toThrow(
        TooLarge,
      );
      expect(sent).toBeLessThan(25_000_000);
      const { rows: found, bytes } = await queries.query(WORKSPACE, {
        text: `${packed} 150`,
        timespan,
      });
      expect(found).toHaveLength(150);
      expect(bytes).toBe(bodyOf(150).length);
    },
  );

  test.each(["plain", "gzip"])("%s: that stops half-way ends at the deadline", async (packed) => {
    const queries = logsQueries({ ...access(), timeLeft: () => 1_000 });
    await expect(
      queries.query(WORKSPACE, { text: `${packed} 150 stalls`, timespan }),
    ).rejects.toThrow(OutOfTime);
  });

  test("the emulator's own transport is held to it, too", async () => {
    const queries = logsQueries({ ...world.access, mostBytes: 1_000 });
    await expect(
      queries.query(WORKSPACE, { text: "range I from 1 to 1000 step 1", timespan }),
    ).rejects.toThrow(TooLarge);
    expect(
      (await queries.query(WORKSPACE, { text: "range I from 1 to 10 step 1", timespan })).rows,
    ).toHaveLength(10);
  });
});
