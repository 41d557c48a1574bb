import fc from "fast-check";
import { expect, test } from "vitest";
import { parseExact } from "../../../src/emulator/data/exact-json.ts";
import { readJson } from "../../../src/emulator/data/json-values.ts";
import { WrittenReal } from "../../../src/kql/values/written-real.ts";

function values(...pieces: string[]): unknown[] {
  const found: unknown[] = [];
  readJson(pieces, {
    value: (value) => found.push(value),
    fault: (message, line) => found.push(`${line}: ${message}`),
  });
  return found;
}

test("any rows, however they are laid out, are read again", () => {
  const rows = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), {
    maxLength: 5,
  });
  const layouts = [
    (all: object[]) => all.map((one) => JSON.stringify(one)).join("\n"),
    (all: object[]) => all.map((one) => JSON.stringify(one)).join("\r\n\r\n"),
    (all: object[]) => all.map((one) => JSON.stringify(one, null, 2)).join("\n"),
    (all: object[]) => all.map((one) => JSON.stringify(one, null, "\t")).join(",\n"),
    (all: object[]) => JSON.stringify(all),
    (all: object[]) => JSON.stringify(all, null, 3),
    (all: object[]) => `[\n${all.map((one) => JSON.stringify(one)).join(",\n")}\n]`,
    (all: object[]) => all.map((one) => JSON.stringify([one])).join("\n"),
  ];
  fc.assert(
    fc.property(rows, fc.constantFrom(...layouts), (all, layout) => {
      const text = layout(all);
      const plain = (value: unknown): unknown =>
        JSON.parse(
          JSON.stringify(value, (_, inner) =>
            inner instanceof WrittenReal
              ? inner.value
              : typeof inner === "bigint"
                ? Number(inner)
                : inner,
          ),
        );
      expect(plain(values(text))).toEqual(JSON.parse(JSON.stringify(all)));
    }),
    { numRuns: 400 },
  );
});

test("no text makes the reader hang or throw, and every line that is a row by itself is found", () => {
  const line = fc.oneof(
    fc.constant('{"a":1}'),
    fc.string({
      unit: fc.constantFrom("{", "}", "[", "]", '"', ",", "1", " ", "\\"),
      maxLength: 8,
    }),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      const found = values(lines.join("\n"));
      expect(found.length <= 100).toBe(true);
      if (lines[0] === '{"a":1}') expect(found[0]).toEqual({ a: 1 });
    }),
    { numRuns: 1000 },
  );
});

test("a row may go over the end of a piece", () => {
  expect(values('{"a":1}\n{\n', '"a":\n', "2}\n", '{"a":3}')).toEqual([
    { a: 1 },
    { a: 2 },
    { a: 3 },
  ]);
});

test.each([
  ['{"id": 9007199254740993}', { id: 9007199254740993n }],
  [
    '{"id":-9223372036854775808,"to":9223372036854775807}',
    { id: -9223372036854775808n, to: 9223372036854775807n },
  ],
  ['{"id":18446744073709551615}', { id: 18446744073709552000 }],
  ['{"id":9007199254740991}', { id: 9007199254740991 }],
  ['{"a":{"b":[1, 9007199254740993]}}', { a: { b: [1, 9007199254740993n] } }],
  [
    '{"a":"9007199254740993","b":":9007199254740993,","c":"\\":9007199254740993"}',
    { a: "9007199254740993", b: ":9007199254740993,", c: '":9007199254740993' },
  ],
  ['{"v":2.0}', { v: new WrittenReal(2) }],
  ['{"v":1e3,"w":-2.50,"x":1E-2}', { v: new WrittenReal(1000), w: -2.5, x: 0.01 }],
  ['{"a":{"v":2.0},"b":[[1e3]]}', { a: { v: new WrittenReal(2) }, b: [[new WrittenReal(1000)]] }],
  ['{"v":2.00000000000000000001}', { v: new WrittenReal(2) }],
  ['{"v":"2.0","w":": 2.0,"}', { v: "2.0", w: ": 2.0," }],
])("%s keeps its numbers", (text, wanted) => {
  expect(parseExact(text)).toEqual(wanted);
  expect(values(text)).toEqual([wanted]);
});

test("a value nested deeper than the stack", () => {
  const text = `${'{"a":'.repeat(100_000)}2.0${"}".repeat(100_000)}`;
  let value = parseExact(text) as Record<string, unknown>;
  for (; value["a"]; value = value["a"] as Record<string, unknown>);
  expect(value).toEqual(new WrittenReal(2));
});

test("a long text with many escapes", () => {
  const text = JSON.stringify({ a: '\\"'.repeat(1_000_000), id: 1 }).replace(
    '"id":1',
    '"id":9007199254740993',
  );
  expect((values(text)[0] as { id: unknown }).id).toBe(9007199254740993n);
});

test.each(["{", '{"a":}', "[1,", "nul", '{"a":9007199254740993'])("%s is not JSON", (text) => {
  expect(() => parseExact(text)).toThrow(SyntaxError);
});
