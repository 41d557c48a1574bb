import { describe, expect, test } from "vitest";
import { answer, refusal } from "../answer.ts";

const T = "datatable(id:long, a:dynamic, b:dynamic)";
const expand = (cells: string, clause: string) => answer(`${T}[${cells}] | ${clause}`);

describe("rows", () => {
  test.each([
    ["an array", "dynamic([10,20])", ["1, 10", "1, 20"]],
    ["a bag", 'dynamic({"k":1,"l":[2]})', ['1, {"k":1}', '1, {"l":[2]}']],
    ["an empty array", "dynamic([])", []],
    ["an empty bag", "dynamic({})", []],
    ["null", "dynamic(null)", ["1, null"]],
    ["a scalar", "dynamic('x')", ['1, "x"']],
    ["a name of JavaScript", 'dynamic({"__proto__":1})', ['1, {"__proto__":1}']],
  ])("of %s", (_, cell, rows) => {
    expect(expand(`1, ${cell}, dynamic(null)`, "mv-expand a | project-away b")).toEqual([
      "id:long, a:dynamic",
      ...rows,
    ]);
  });

  test.each([
    ["[10,20,30]", "['p']", ['10, "p"', "20, null", "30, null"]],
    ["[]", "['p']", ['null, "p"']],
    ["[]", "[]", []],
    ["null", "['p','q']", ['null, "p"', 'null, "q"']],
    ['{"k":1}', "['p','q']", ['{"k":1}, "p"', 'null, "q"']],
  ])("%s beside %s", (a, b, rows) => {
    expect(
      expand(`1, dynamic(${a}), dynamic(${b})`, "mv-expand a, b | project-away id").slice(1),
    ).toEqual(rows);
  });

  test("limit counts the rows of each row", () => {
    expect(
      expand(
        "1, dynamic([1,2,3]), dynamic(null), 2, dynamic([4]), dynamic(null)",
        "mv-expand a limit 2 | project id, a",
      ),
    ).toEqual(["id:long, a:dynamic", "1, 1", "1, 2", "2, 4"]);
    expect(expand("1, dynamic([1]), dynamic(null)", "mv-expand a limit 0").length).toBe(1);
  });

  test("only the old spelling has a limit of its own", () => {
    const table = "range x from 1 to 200 step 1 | summarize a = make_list(x)";
    expect(answer(`${table} | mvexpand a | count`)).toEqual(["Count:long", "128"]);
    expect(answer(`${table} | mvexpand a limit 150 | count`)).toEqual(["Count:long", "150"]);
    expect(answer(`${table} | mv-expand a | count`)).toEqual(["Count:long", "200"]);
  });

  test.each(["kind=array", "bagexpansion=array"])("%s gives a name and a value", (kind) => {
    expect(
      expand('1, dynamic({"k":1,"l":2}), dynamic([3])', `mv-expand ${kind} a, b`).slice(1),
    ).toEqual(['1, ["k",1], 3', '1, ["l",2], null']);
  });
});

describe("columns", () => {
  const row = "1, dynamic([10]), dynamic(['o'])";

  test.each([
    ["mv-expand a", "id:long, a:dynamic, b:dynamic", '1, 10, ["o"]'],
    ["mv-expand x = a", "id:long, a:dynamic, b:dynamic, x:dynamic", '1, [10], ["o"], 10'],
    ["mv-expand b = a", "id:long, a:dynamic, b:dynamic", "1, [10], 10"],
    ["mv-expand a.k", "id:long, a:dynamic, b:dynamic, a_k:dynamic", '1, [10], ["o"], null'],
    ["mv-expand with_itemindex=i b", "id:long, a:dynamic, b:dynamic, i:long", '1, [10], "o", 0'],
    ["mv-expand with_itemindex=b a", "id:long, a:dynamic, b:dynamic, b1:long", '1, 10, ["o"], 0'],
    ["mv-expand a to typeof(long), b", "id:long, a:long, b:dynamic", '1, 10, "o"'],
  ])("%s", (clause, columns, cells) => {
    expect(expand(row, clause)).toEqual([columns, cells]);
  });

  test("the place of each item starts again with each row", () => {
    expect(
      expand(
        "1, dynamic([5,6]), dynamic(null), 2, dynamic([7]), dynamic(null)",
        "mv-expand with_itemindex=i a | project a, i",
      ),
    ).toEqual(["a:dynamic, i:long", "5, 0", "6, 1", "7, 0"]);
  });
});

describe("to typeof() parses nothing", () => {
  const items = "dynamic([1, 2.5, -2.5, '2', true, null])";

  test.each([
    ["long", "1 2 -2 null null null"],
    ["int", "1 2 -2 null null null"],
    ["real", "1.0 2.5 -2.5 null null null"],
    ["bool", "True null null null True null"],
    ["string", '"1" "2.5" "-2.5" "2" "true" ""'],
    ["dynamic", '1 2.5 -2.5 "2" true null'],
    ["guid", "null null null null null null"],
  ])("%s", (type, cells) => {
    const [columns, ...rows] = answer(`print a = ${items} | mv-expand a to typeof(${type})`);
    expect([columns, rows.join(" ")]).toEqual([`a:${type}`, cells]);
  });

  test("a string becomes a time or a guid", () => {
    expect(
      answer("print a = dynamic(['2020-01-02', 5]) | mv-expand a to typeof(datetime)"),
    ).toEqual(["a:datetime", "2020-01-02T00:00:00.0000000Z", "null"]);
  });

  test("a timespan is refused", () => {
    expect(refusal("print a = dynamic([1]) | mv-expand a to typeof(timespan)").message).toBe(
      "'to typeof(timespan)' (use totimespan() afterwards) is not supported by the local engine",
    );
  });
});
