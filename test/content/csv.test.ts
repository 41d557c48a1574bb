import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCsv } from "../../src/content/csv.ts";

const cells = (text: string) => readCsv(text).rows.map((row) => row.cells);
const A_B = { a: "1", b: "2" };

describe("a table as CSV", () => {
  test.each([
    ["a,b\n1,2\n", [A_B]],
    ["\ufeffa,b\r\n1,2\r\n", [A_B]],
    ["a;b\r\n1;2", [A_B]],
    ["sep=;\r\na;b\r\n1;2", [A_B]],
    ["a\tb\r1\t2\r", [A_B]],
    [" A , B \n1,2", [A_B]],
    ['"a","b"\n"1","2"', [A_B]],
    ['a,b\n"{""x"":1}","2, 3\n4"\n', [{ a: '{"x":1}', b: "2, 3\n4" }]],
    ["a,b\n\n,\n1,2\n,,\n", [A_B]],
    ["a,b\n1\n", [{ a: "1", b: "" }]],
    ["a,b\n1,2,\n", [A_B]],
    ["a,b\n", []],
    ["", []],
  ])("%j", (text, rows) => {
    expect(cells(text)).toEqual(rows);
  });

  test("rows that cannot be read are named by their line, and the others stay", () => {
    const { rows, faults } = readCsv('a,b\n1,2\n{"x":1,"y":2},3,4\n5,6\n"7,8\n9,10\n');
    expect(rows).toEqual([
      { line: 2, cells: A_B },
      { line: 4, cells: { a: "5", b: "6" } },
    ]);
    expect(faults.map(({ line, message }) => `${line} ${message}`)).toEqual([
      "3 has 4 cells, and the first line names 2 columns",
      "5 has a quote that is not closed, so nothing from here on is read",
    ]);
  });

  test("what is written by the rules is read as it was", () => {
    const cell = fc
      .string({ unit: fc.constantFrom("a", '"', ",", ";", "\n", "\r", " ", "{", "é") })
      .filter((text) => text.trim() === text);
    const written = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell)), (table) => {
        const text = [["a", "b"], ...table].map((row) => row.map(written).join(",")).join("\r\n");
        expect(cells(text)).toEqual(
          table.filter(([a, b]) => a !== "" || b !== "").map(([a, b]) => ({ a, b })),
        );
      }),
    );
  });
});
