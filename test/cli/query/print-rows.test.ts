import { describe, expect, test } from "vitest";
import { type Format, printRows } from "../../../src/cli/query/print-rows.ts";
import { readCsv } from "../../../src/emulator/data/csv.ts";
import { createEngine } from "../../../src/kql/engine.ts";
import { makeTable } from "../../../src/kql/table.ts";
import type { ScalarType, Value } from "../../../src/kql/values/types.ts";
import { keepingTeller } from "./told.ts";

const engine = createEngine({ tables: [], functions: [] });

/** What is printed of a query's rows, and what is said beside them. */
function printed(query: string, format: Format, width = 80) {
  const { kept, teller } = keepingTeller(width);
  printRows(engine.execute(query, 0n), format, teller);
  return { out: kept.out.join("\n"), err: kept.err.join("\n") };
}

/** One column of text as CSV, without the header. */
function csvCells(type: ScalarType, values: readonly Value[]): string {
  const { kept, teller } = keepingTeller();
  const rows = values.map((value) => [value]);
  printRows(makeTable([{ name: "x", type }], rows), "csv", teller);
  return kept.out
    .join("\n")
    .replace(/^x\r\n/, "")
    .replace(/\r$/, "");
}

const TWO = "datatable(a: long, b: string)[1, 'x', 9223372036854775807, '']";

describe("the formats of rows", () => {
  test.each<[Format, string, string]>([
    ["table", "a                    b\n1                    x\n9223372036854775807", "2 rows"],
    ["jsonl", '{"a":1,"b":"x"}\n{"a":9223372036854775807,"b":""}', ""],
    [
      "json",
      '{"columns":[{"name":"a","type":"long"},{"name":"b","type":"string"}],"rows":[\n' +
        '[1,"x"],\n["9223372036854775807",""]\n]}',
      "",
    ],
    ["csv", "a,b\r\n1,x\r\n9223372036854775807,\r", ""],
  ])("%s", (format, out, err) => {
    expect(printed(TWO, format)).toEqual({ out, err });
  });

  test.each<[Format, string]>([
    ["table", "a  b"],
    ["jsonl", ""],
    ["json", '{"columns":[{"name":"a","type":"long"},{"name":"b","type":"string"}],"rows":[\n]}'],
    ["csv", "a,b\r"],
  ])("%s without rows", (format, out) => {
    expect(printed(`${TWO} | where a == 0`, format).out).toBe(out);
  });

  test("a table that is wider than the terminal is a list", () => {
    expect(printed(TWO, "table", 20).out).toBe(
      "row 1\n  a  1\n  b  x\nrow 2\n  a  9223372036854775807",
    );
  });

  test.each<Format>(["json", "jsonl"])("%s writes an int without a decimal point", (format) => {
    expect(printed("print x = int(5)", format).out).toMatch(/[[:]5[\]}]/);
  });

  test("many rows are printed in pieces that end at a row", () => {
    const { kept, teller } = keepingTeller();
    printRows(engine.execute("range x from 1 to 100000 step 1", 0n), "csv", teller);
    expect(kept.out.length).toBeGreaterThan(5);
    expect(kept.out.every((piece) => piece.endsWith("\r"))).toBe(true);
    expect(kept.out.join("\n").split("\n")).toHaveLength(100_001);
  });

  test.each<[Format, string]>([
    ["table", "x\na\\u{1b}[2J\\u{202e}"],
    ["jsonl", '{"x":"a\\u001b[2J\\u202e"}'],
    ["json", '{"columns":[{"name":"x","type":"string"}],"rows":[\n["a\\u001b[2J\\u202e"]\n]}'],
    ["csv", "x\r\na\\u{1b}[2J\\u{202e}\r"],
  ])("%s escapes control characters", (format, out) => {
    expect(printed('print x = "a\\u001b[2J\\u202e"', format).out).toBe(out);
  });
});

describe("CSV", () => {
  test.each<[string, ScalarType, Value, string]>([
    ["a comma", "string", "a,b", '"a,b"'],
    ["a quote", "string", 'say "x"', '"say ""x"""'],
    ["a line end", "string", "a\r\nb\nc", '"a\r\nb\nc"'],
    ["a tab", "string", "a\tb", "a\tb"],
    ["nothing, alone in its row", "string", "", '""'],
    ["null", "long", null, '""'],
    ["JSON", "dynamic", { a: [1n, "x"] }, '"{""a"":[1,""x""]}"'],
    ["a formula", "string", "=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0"],
    ["a formula with a quote", "string", '=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
    ["plus", "string", "+1", "'+1"],
    ["minus", "string", "-1", "'-1"],
    ["at", "string", "@SUM(A1)", "'@SUM(A1)"],
    ["a leading tab", "string", "\t=1", "'\t=1"],
    ["a leading line end", "string", "\n=1", '"\'\n=1"'],
    ["a wide equals sign", "string", "\uff1d1", "'\uff1d1"],
    ["a formula in a dynamic value", "dynamic", "=1", "'=1"],
    ["a number below zero", "long", -5n, "-5"],
    ["a timespan below zero", "timespan", -10_000_000n, "-00:00:01"],
  ])("%s", (_, type, value, expected) => {
    expect(csvCells(type, [value])).toBe(expected);
  });

  test("what is written is what a reader of RFC 4180 reads", () => {
    const { kept, teller } = keepingTeller();
    const rows = [
      ['a "b"', "1,5"],
      ["line\r\nend", ""],
      ["", "x;y"],
    ];
    printRows(
      makeTable(
        [
          { name: "Account", type: "string" },
          { name: "=Name", type: "string" },
        ],
        rows,
      ),
      "csv",
      teller,
    );
    const read = [...readCsv(`${kept.out.join("\n")}\n`, ",")].map(({ cells }) => cells);
    expect(read).toEqual([["Account", "'=Name"], ...rows]);
  });
});
