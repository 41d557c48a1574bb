import { brotliCompressSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { read } from "../folder.ts";
import { readExactly } from "../read-exactly.ts";

type Written = Parameters<typeof parquetWriteBuffer>[0];

const TIME = "2026-11-10T10:00:00Z";

function parquet(options: Written): Buffer {
  return Buffer.from(parquetWriteBuffer(options));
}

/** A file of one column beside TimeGenerated. */
function oneColumn(
  element: NonNullable<Written["schema"]>[number],
  data: unknown[],
  more: Partial<Written> = {},
): Buffer {
  return parquet({
    columnData: [
      { name: "TimeGenerated", data: data.map(() => TIME) },
      { name: "v", data },
    ],
    schema: [
      { name: "root", num_children: 2 },
      { name: "TimeGenerated", type: "BYTE_ARRAY", converted_type: "UTF8" },
      { ...element, name: "v" },
    ],
    ...more,
  });
}

function cellsOf(content: Buffer): { readonly type: string | undefined; cells: unknown[] } {
  const { tables, types, problems } = read({ "Perf.parquet": content });
  expect(problems).toEqual([]);
  return { type: types["Perf"]?.["v"], cells: tables["Perf"]?.map(({ v }) => v ?? null) ?? [] };
}

test("the same events as JSON Lines and as parquet give the same tables", () => {
  const text = fc.oneof(fc.constantFrom("", "a", 'x "y" \\ \n\t\0', "ä😀"), fc.string());
  const event = fc.record({
    TimeGenerated: fc
      .integer({ min: 0, max: 4_000_000_000 })
      .map((seconds) => new Date(seconds * 1000).toISOString()),
    EventRecordId: fc.option(text),
    EventID: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
    Computer: fc.constantFrom("A", "B", "C"),
    large: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
    share: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
    isOn: fc.option(fc.boolean()),
  });
  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 30 }), (events) => {
      const column = (name: keyof (typeof events)[number], type: string) => ({
        name,
        data: events.map((each) => each[name]) as unknown[],
        type: type as "STRING",
      });
      const content = parquet({
        columnData: [
          column("TimeGenerated", "STRING"),
          column("EventRecordId", "STRING"),
          column("EventID", "INT32"),
          column("Computer", "STRING"),
          column("large", "INT64"),
          column("share", "DOUBLE"),
          column("isOn", "BOOLEAN"),
        ],
        rowGroupSize: 7,
      });
      const lines = events.map((each) => {
        const real = each.share === null ? "null" : realText(each.share);
        const { large, share: _, ...rest } = each;
        return JSON.stringify(rest).replace(/\}$/, `,"large":${large},"share":${real}}`);
      });
      const asLines = readExactly("SecurityEvent.jsonl", Buffer.from(lines.join("\n")));
      const asParquet = readExactly("SecurityEvent.parquet", content);
      const sorted = ({ tables }: typeof asLines) =>
        tables.map(({ table, columns }) => [
          table,
          [...columns].sort((a, b) => (a.name < b.name ? -1 : 1)),
        ]);
      expect(sorted(asParquet)).toEqual(sorted(asLines));
      expect(asParquet.said).toEqual([[], []]);
    }),
    { numRuns: 60 },
  );
});

function realText(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : String(value);
}

describe("a column is of Kusto's type", () => {
  test.each<[string, NonNullable<Written["schema"]>[number], unknown[], string, unknown[]]>([
    ["INT32", { name: "", type: "INT32" }, [1, -1], "int", ["1", "-1"]],
    [
      "INT64",
      { name: "", type: "INT64" },
      [9007199254740993n, -(2n ** 63n)],
      "long",
      ["9007199254740993", "-9223372036854775808"],
    ],
    [
      "DOUBLE",
      { name: "", type: "DOUBLE" },
      [2, NaN, -Infinity],
      "real",
      ["2.0", "NaN", "-Infinity"],
    ],
    ["FLOAT", { name: "", type: "FLOAT" }, [0.5, 3], "real", ["0.5", "3.0"]],
    [
      "milliseconds",
      { name: "", type: "INT64", converted_type: "TIMESTAMP_MILLIS" },
      [1762768800123n, -1n],
      "datetime",
      ["2025-11-10T10:00:00.1230000Z", "1969-12-31T23:59:59.9990000Z"],
    ],
    [
      "microseconds",
      { name: "", type: "INT64", converted_type: "TIMESTAMP_MICROS" },
      [1762768800123456n, 2n ** 62n],
      "datetime",
      ["2025-11-10T10:00:00.1234560Z", null],
    ],
    [
      "nanoseconds",
      {
        name: "",
        type: "INT64",
        logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "NANOS" },
      },
      [1762768800123456789n, -1n],
      "datetime",
      ["2025-11-10T10:00:00.1234567Z", "1969-12-31T23:59:59.9999999Z"],
    ],
    [
      "DATE",
      { name: "", type: "INT32", converted_type: "DATE" },
      [1],
      "datetime",
      ["1970-01-02T00:00:00.0000000Z"],
    ],
    [
      "time of day",
      { name: "", type: "INT64", converted_type: "TIME_MICROS" },
      [3_661_000_001n],
      "timespan",
      ["01:01:01.0000010"],
    ],
    [
      "DECIMAL",
      { name: "", type: "INT64", converted_type: "DECIMAL", scale: 2, precision: 18 },
      [5n, -123456789012345678n],
      "decimal",
      ["0.05", "-1234567890123456.78"],
    ],
    [
      "UINT_32",
      { name: "", type: "INT32", converted_type: "UINT_32" },
      [4294967295],
      "long",
      ["4294967295"],
    ],
    ["UINT_64", { name: "", type: "INT64", converted_type: "UINT_64" }, [7n], "long", ["7"]],
    [
      "UUID",
      { name: "", type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, logical_type: { type: "UUID" } },
      [Buffer.from("00112233445566778899aabbccddeeff", "hex")],
      "guid",
      ["00112233-4455-6677-8899-aabbccddeeff"],
    ],
    [
      "bytes",
      { name: "", type: "BYTE_ARRAY" },
      [Buffer.from("täxt"), Buffer.from([0xff, 0xfe])],
      "string",
      ["täxt", "//4="],
    ],
    [
      "JSON",
      { name: "", type: "BYTE_ARRAY", converted_type: "JSON" },
      [{ a: [1] }],
      "dynamic",
      ['{"a":[1]}'],
    ],
  ])("%s", (_, element, data, type, wanted) => {
    const nullable = { ...element, repetition_type: "OPTIONAL" as const };
    const read = cellsOf(oneColumn(nullable, [...data, null]));
    expect(read).toEqual({ type, cells: [...wanted, null] });
  });

  test("lists, maps and structures are dynamics", () => {
    const content = parquet({
      columnData: [
        { name: "TimeGenerated", data: [TIME, TIME] },
        { name: "list", data: [[1n, 2n], []] },
        {
          name: "bag",
          data: [
            { a: 2, b: { c: "x" } },
            { a: null, b: { c: "y" } },
          ],
        },
      ],
      schema: [
        { name: "root", num_children: 3 },
        { name: "TimeGenerated", type: "BYTE_ARRAY", converted_type: "UTF8" },
        { name: "list", repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
        { name: "list", repetition_type: "REPEATED", num_children: 1 },
        { name: "element", repetition_type: "OPTIONAL", type: "INT64" },
        { name: "bag", repetition_type: "OPTIONAL", num_children: 2 },
        { name: "a", repetition_type: "OPTIONAL", type: "DOUBLE" },
        { name: "b", repetition_type: "OPTIONAL", num_children: 1 },
        { name: "c", repetition_type: "OPTIONAL", type: "BYTE_ARRAY", converted_type: "UTF8" },
      ],
    });
    const { tables, types } = read({ "Perf.parquet": content });
    expect(types["Perf"]).toMatchObject({ list: "dynamic", bag: "dynamic" });
    expect(tables["Perf"]).toMatchObject([
      { list: "[1,2]", bag: '{"a":2.0,"b":{"c":"x"}}' },
      { list: "[]", bag: '{"a":null,"b":{"c":"y"}}' },
    ]);
  });
});

const GOOD = oneColumn({ name: "", type: "INT32" }, [1, 2, 3]);

/** A frame of Zstandard with one block that is not compressed, of at most 255 bytes. */
function asZstd(bytes: Uint8Array): Buffer {
  const block = Buffer.from([((bytes.length << 3) & 0xff) | 1, bytes.length >> 5, 0]);
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, bytes.length]);
  return Buffer.concat([head, block, bytes]);
}

test.each([
  ["GZIP", gzipSync],
  ["ZSTD", asZstd],
  ["BROTLI", brotliCompressSync],
] as const)("%s", (codec, compress) => {
  const compressors = { [codec]: (bytes: Uint8Array) => compress(bytes) };
  const content = oneColumn({ name: "", type: "INT32" }, [1, 2, 3], { codec, compressors });
  expect(cellsOf(content).cells).toEqual(["1", "2", "3"]);
});

test("a file is known by its first bytes, and can be compressed as a whole", () => {
  const { tables, problems } = read({
    "Perf.json": GOOD,
    "Other_CL.parquet.gz": gzipSync(GOOD),
  });
  expect(problems).toEqual([]);
  expect([tables["Perf"]?.length, tables["Other_CL"]?.length]).toEqual([3, 3]);
});

describe("what cannot be read is reported", () => {
  test("a truncated file", () => {
    expect(read({ "Perf.parquet": GOOD.subarray(0, -20) }).problems).toEqual([
      "Perf.parquet: is truncated: the end of the parquet file, which describes its rows, is " +
        "missing",
    ]);
  });

  test("a file that ends anywhere", () => {
    for (let length = 0; length < GOOD.length; length += 7) {
      const { problems, notices } = read({ "Perf.parquet": GOOD.subarray(0, length) });
      expect([...problems, ...notices].length).toBeGreaterThan(0);
      for (const problem of problems) expect(problem).toMatch(/^Perf\.parquet(:\d+)?: .+$/s);
    }
  });

  test("whatever is damaged in what describes the rows", () => {
    const end = GOOD.length - 8;
    for (let at = end - GOOD.readUInt32LE(end); at < GOOD.length; at++) {
      for (const change of [1, 4, 32, 64, 127, 128, 255]) {
        const broken = Buffer.from(GOOD);
        broken[at] = (broken[at] ?? 0) ^ change;
        const { problems } = read({ "Perf.parquet": broken });
        for (const problem of problems) expect(problem).toMatch(/^Perf\.parquet(:\d+)?: .+$/s);
      }
    }
  });

  test("a damaged page", () => {
    const broken = Buffer.from(GOOD);
    broken.fill(0xff, 4, 20);
    expect(read({ "Perf.parquet": broken }).problems).toEqual([
      expect.stringMatching(
        /^Perf\.parquet: cannot be read: the column "TimeGenerated" is damaged \(.+\)$/,
      ),
    ]);
  });

  test("a column of a type that Kusto does not have", () => {
    const element = { name: "", type: "FIXED_LEN_BYTE_ARRAY", type_length: 12 } as const;
    const content = oneColumn({ ...element, converted_type: "INTERVAL" }, [Buffer.alloc(12)]);
    const { problems, tables } = read({ "Perf.parquet": content });
    expect(problems).toEqual([
      'Perf.parquet: has the column "v" of the type INTERVAL, which is not supported; it was not ' +
        "read",
    ]);
    expect(tables["Perf"]).toHaveLength(1);
  });

  test("a codec that is not supported", () => {
    const compressors = { LZO: (bytes: Uint8Array) => bytes };
    const content = oneColumn({ name: "", type: "INT32" }, [1], { codec: "LZO", compressors });
    expect(read({ "Perf.parquet": content }).problems).toEqual([
      "Perf.parquet: is compressed with LZO, which is not supported",
    ]);
  });
});
