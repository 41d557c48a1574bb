import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../../src/hunt/delivery/kinds/limits.ts";
import { queryResult } from "../../../../src/hunt/delivery/kinds/query-result.ts";

const read = (row: Parameters<typeof queryResult>[0]) =>
  JSON.parse(queryResult(row)) as Record<string, unknown>;

describe("a bookmark's row", () => {
  test("is the row as one JSON object, its types kept", () => {
    const row = {
      Time: "2023-08-18T10:00:00.000Z",
      Count: 5,
      Real: 1.5,
      Flag: true,
      Nothing: null,
      Bag: { a: [1, null] },
      Text: 'say "\\"',
    };
    expect(read(row)).toEqual(row);
    expect(Object.keys(read(row))).toEqual(Object.keys(row));
  });

  test("has nothing that the portal takes for its own entity mapping", () => {
    expect(read({ __entityMapping: '{"x":"Account"}', A: 1 })).toEqual({ A: 1 });
  });

  test("says of a long cell that it was cut, and how long it was", () => {
    const { Line, Bag } = read({ Line: "x".repeat(50_000), Bag: { a: "y".repeat(50_000) } });
    expect(Line).toMatch(/^x{7000,}… \(50000 characters\)$/);
    expect(Bag).toMatch(/^\{"a":"y{7000,}… \(50008 characters\)$/);
  });

  test("is under its limit with many long cells: each is cut to the same length", () => {
    const row = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`C${index}`, '"'.repeat(10_000)]),
    );
    const text = queryResult(row);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMITS.row);
    expect(Object.keys(JSON.parse(text) as object)).toHaveLength(40);
    expect(new Set(Object.values(JSON.parse(text) as object)).size).toBe(1);
  });

  test("leaves out columns where even short cells are too many, and says how many", () => {
    const row = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, index) => [`Column${index}`, "\u6f22".repeat(100)]),
    );
    const text = queryResult(row);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMITS.row);
    const shown = JSON.parse(text) as Record<string, string>;
    expect(shown["…"]).toBe(`${5_000 - (Object.keys(shown).length - 1)} more columns`);
  });

  test("holds no half of a surrogate pair; the text \\ud800 stays as it is", () => {
    expect(read({ A: "a\ud800b", B: "\\ud800", C: { "\udfff": "\u{1f600}" } })).toEqual({
      A: "a\u{fffd}b",
      B: "\\ud800",
      C: { "\u{fffd}": "\u{1f600}" },
    });
  });

  test("does not cut through a character", () => {
    expect(String(read({ A: "\u{1f600}".repeat(10_000) })["A"])).toMatch(
      /^(\u{1f600})+… \(20000 characters\)$/u,
    );
  });
});
