import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromParsedJson, readJson } from "../../../src/kql/values/json.ts";
import { jsonText, parseJson } from "../../../src/kql/values/text.ts";
import type { Value } from "../../../src/kql/values/types.ts";
import { WrittenReal } from "../../../src/kql/values/written-real.ts";

test.each<[string, Value]>([
  ["1", 1n],
  ["-1", -1n],
  ["1.0", 1],
  ["1.50", 1.5],
  ["1e3", 1000],
  ["[1,1.0,1e3]", [1n, 1, 1000]],
  ['{"a":1,"b":2.0}', { a: 1n, b: 2 }],
  ["9007199254740993", 9007199254740993n],
  ["-9223372036854775808", -9223372036854775808n],
  ["9223372036854775808", 2 ** 63],
  ["12345678901234567890.5", Number("12345678901234567890.5")],
  ["1.00000000000000000001", 1],
  ["0.99999999999999999999", 1],
  [' [ 1.0 , "x\\"1.0" , true , null , {} , [ ] ] ', [1, 'x"1.0', true, null, {}, []]],
  ['{"a":{"b":[1.0,{"c":"}"}]},"d":1}', { a: { b: [1, { c: "}" }] }, d: 1n }],
  ['{"a":1.0,"a":2}', { a: 2n }],
  ['"2020-01-01"', "2020-01-01"],
  ["null", null],
])("%s is read", (text, value) => {
  expect(readJson(text)).toEqual(value);
});

test.each(["not json", "{'a':1}", "[1,]", "NaN", "01", "1.0]", ""])("%j is no JSON", (text) => {
  expect(readJson(text)).toBeUndefined();
});

test("a text that is no JSON is the text, and a blank one null", () => {
  expect(parseJson("not json")).toBe("not json");
  expect(parseJson(" ")).toBeNull();
});

describe.each(["", "1.0,"])("hostile JSON that begins with %j", (first) => {
  test("nests deeper than the stack", () => {
    const text = `[${first}${"[".repeat(50_000)}${"]".repeat(50_000)}]`;
    expect(jsonText(readJson(text) ?? null)).toBe(text);
  });

  test("names a prototype", () => {
    const bag = readJson(`{"list":[${first}1],"__proto__":{"x":1},"constructor":2}`);
    expect(Object.keys(bag as object)).toEqual(["list", "__proto__", "constructor"]);
    expect(Object.getPrototypeOf(bag)).toBe(Object.prototype);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});

test("the two ways of reading agree", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const [, second] = readJson(`[1.0,${text}]`) as [Value, Value];
      expect(second).toEqual(readJson(text));
      expect(readJson(jsonText(second))).toEqual(second);
    }),
    { numRuns: 1_000 },
  );
});

test("a parsed value is copied, not changed", () => {
  const parsed = { a: [1, { b: 2.5 }], __proto__: null };
  expect(fromParsedJson(parsed)).toEqual({ a: [1n, { b: 2.5 }] });
  expect(parsed.a[0]).toBe(1);
  expect(fromParsedJson(7)).toBe(7n);
  expect(fromParsedJson("7")).toBe("7");
  expect(fromParsedJson({ a: [new WrittenReal(2)] })).toEqual({ a: [2] });
});
