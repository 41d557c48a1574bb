import { expect, test } from "vitest";
import { Bytes } from "../../../src/emulator/data/bytes.ts";
import { LineScanner } from "../../../src/emulator/data/line-scanner.ts";
import { StoredRows } from "../../../src/emulator/data/stored-rows.ts";
import { WrittenReal } from "../../../src/kql/values/written-real.ts";

function scan(rows: StoredRows, ...lines: readonly string[]): boolean[] {
  const scanner = new LineScanner(rows);
  return lines.map((line, at) => scanner.read(new Bytes(Buffer.from(`${line}\n    `)), 0, at + 1));
}

function records(rows: StoredRows) {
  return Array.from({ length: rows.length }, (_, row) => rows.record(row));
}

test("rows of any kind are read as they were stored", () => {
  const rows = new StoredRows();
  const all = [
    { a: "x", b: 5, c: null, d: undefined, e: -0, f: 0, g: 9007199254740993n },
    { b: 5, a: "x", h: { n: [1] }, i: new WrittenReal(2), j: true },
    {},
    JSON.parse('{"__proto__":1,"constructor":"y"}'),
  ];
  all.forEach((record, at) => {
    rows.add(record, at + 7);
  });
  expect(records(rows)).toEqual(all);
  expect(Object.is(rows.value(0, "e"), -0)).toBe(true);
  expect(Object.is(rows.value(0, "f"), 0)).toBe(true);
  expect([rows.line(0), rows.line(3)]).toEqual([7, 10]);
});

test("lines and objects can follow one another", () => {
  const rows = new StoredRows();
  expect(scan(rows, '{"a":"x","b":1}', '{"a":"x"}')).toEqual([true, true]);
  rows.add({ b: 2, c: "y" }, 3);
  expect(scan(rows, '{"b":2,"c":"y"}', '{"c":2.0,"a":{"b":1.0}}')).toEqual([true, true]);
  expect(records(rows)).toEqual([
    { a: "x", b: 1 },
    { a: "x" },
    { b: 2, c: "y" },
    { b: 2, c: "y" },
    { c: new WrittenReal(2), a: { b: new WrittenReal(1) } },
  ]);
});

test("nothing is left of a line that is no row", () => {
  const rows = new StoredRows();
  const lines = [
    '{"a":1,"b":"x"',
    '{"a":1} x',
    '{"value":[{"a":1}],"c":2}',
    "[1]",
    '{"a":nul}',
    "",
  ];
  expect(scan(rows, ...lines)).toEqual([false, false, false, false, false, true]);
  expect(rows.length).toBe(0);
  expect(scan(rows, '{"d":1}')).toEqual([true]);
  expect(records(rows)).toEqual([{ d: 1 }]);
});

test("the keys of a row are in the order of JavaScript, and the last of equal ones counts", () => {
  const rows = new StoredRows();
  scan(rows, '{"b":1,"10":2,"a":3,"9":4,"b":5,"\\u0061":6}', '{"10":1,"b":2}', '{"b":1,"10":2}');
  expect(Object.entries(rows.record(0))).toEqual([
    ["9", 4],
    ["10", 2],
    ["b", 5],
    ["a", 6],
  ]);
  expect([rows.shape(1).keys, rows.shape(2).keys]).toEqual([
    ["10", "b"],
    ["10", "b"],
  ]);
});

test("keys in any order, spelled in any way", () => {
  const rows = new StoredRows();
  const keys = ["a", "b", "c", "d", "e", "f", "g"];
  const lines = keys.flatMap((first) =>
    keys.map((second) => JSON.stringify({ [first]: 1, [second]: first === second ? 1 : 2 })),
  );
  const spaced = lines.map((line) => line.replaceAll(":", " : ").replaceAll(",", "\t, "));
  expect(scan(rows, ...lines, ...spaced, ...lines)).not.toContain(false);
  expect(records(rows)).toEqual([...lines, ...lines, ...lines].map((line) => JSON.parse(line)));
});
