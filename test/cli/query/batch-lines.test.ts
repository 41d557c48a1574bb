import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { type BatchLine, readBatch } from "../../../src/cli/query/batch-lines.ts";

async function lines(chunks: readonly (string | Buffer)[]): Promise<BatchLine[]> {
  const read: BatchLine[] = [];
  const stream = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  for await (const line of readBatch(stream, "b.jsonl")) read.push(line);
  return read;
}

const ONE = { case: { id: "a", query: "print 1" } };
const TWO = { case: { id: 2, query: "print 'é'" } };
const TEXT = `${JSON.stringify({ id: "a", query: "print 1", more: {} })}\n\n${JSON.stringify(TWO.case)}`;

describe("the lines of a batch", () => {
  test.each<[string, (Buffer | string)[]]>([
    ["at once", [TEXT]],
    ["byte by byte", [...Buffer.from(TEXT)].map((byte) => Buffer.from([byte]))],
    ["with a byte order mark", [`\ufeff${TEXT}`]],
    ["with CR LF, and one at the end", [`${TEXT.replaceAll("\n", "\r\n")}\r\n`]],
  ])("%s", async (_, chunks) => {
    expect(await lines(chunks)).toEqual([ONE, TWO]);
  });

  test.each<[string, string | Buffer, BatchLine]>([
    ["no JSON", "{", { id: null, fault: "b.jsonl:1 is not JSON" }],
    ["no object", "[1]", { id: null, fault: "b.jsonl:1 is not a JSON object" }],
    ["null", "null", { id: null, fault: "b.jsonl:1 is not a JSON object" }],
    [
      "no id",
      '{"query":"print 1"}',
      { id: null, fault: "b.jsonl:1 has no id: a string or a whole number" },
    ],
    [
      "an id that JSON does not keep",
      '{"id":9007199254740993,"query":"print 1"}',
      { id: null, fault: "b.jsonl:1 has no id: a string or a whole number" },
    ],
    ["no query", '{"id":"a"}', { id: "a", fault: "b.jsonl:1 has no query" }],
    ["a blank query", '{"id":"a","query":" "}', { id: "a", fault: "b.jsonl:1 has no query" }],
    [
      "a prototype",
      '{"__proto__":{"id":"a","query":"x"}}',
      {
        id: null,
        fault: "b.jsonl:1 has no id: a string or a whole number",
      },
    ],
    [
      "not UTF-8",
      Buffer.from([0x7b, 0xc3, 0x28]),
      { id: null, fault: "b.jsonl:1 contains bytes that are not UTF-8" },
    ],
  ])("%s", async (_, line, expected) => {
    expect(await lines([line, "\n", JSON.stringify(ONE.case)])).toEqual([expected, ONE]);
  });

  test("a line that is too long is passed over, and the next one is read", async () => {
    const long = "x".repeat(5 * 1024 * 1024);
    expect(await lines([long, long, `${long}\n`, JSON.stringify(ONE.case)])).toEqual([
      { id: null, fault: "b.jsonl:1 is longer than 8 MB" },
      ONE,
    ]);
    expect(await lines([JSON.stringify(ONE.case), "\n", long, long])).toEqual([
      ONE,
      { id: null, fault: "b.jsonl:2 is longer than 8 MB" },
    ]);
  });
});
