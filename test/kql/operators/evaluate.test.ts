import { describe, expect, test } from "vitest";
import { answer, refusal } from "../answer.ts";

describe("bag_unpack", () => {
  const bags = "datatable(d:dynamic, s:string)";

  test("columns are sorted by name and take the place of the bag's column", () => {
    expect(
      answer(
        `${bags}[dynamic({"Name":"J","Age":20}), "x", dynamic({"Size":1.5,"Name":"D"}), "y"] ` +
          "| evaluate bag_unpack(d)",
      ),
    ).toEqual([
      "s:string, Age:long, Name:string, Size:real",
      '"x", 20, "J", null',
      '"y", null, "D", 1.5',
    ]);
  });

  test.each([
    ["values of one type", '{"a":true}', '{"a":false}', "a:bool", "True", "False"],
    ["values of two types", '{"a":1}', '{"a":"x"}', "a:dynamic", "1", '"x"'],
    ["a type that comes and goes", '{"a":"x"}', '{"a":[1]}', "a:dynamic", '"x"', "[1]"],
    ["null decides nothing", '{"a":null}', '{"a":1}', "a:long", "null", "1"],
    ["only null", '{"a":null}', "{}", "a:dynamic", "null", "null"],
    ["no bag", "null", '{"a":1}', "a:long", "null", "1"],
    ["a name of JavaScript", '{"__proto__":1}', "{}", "__proto__:long", "1", "null"],
  ])("%s", (_, first, second, column, ...cells) => {
    expect(
      answer(
        `datatable(d:dynamic)[dynamic(${first}), dynamic(${second})] | evaluate bag_unpack(d)`,
      ),
    ).toEqual([column, ...cells]);
  });

  const clash = `${bags}[dynamic({"s":1,"t":2}), "x"] | evaluate`;

  test.each([
    ["bag_unpack(d, 'p_')", "s:string, p_s:long, p_t:long", '"x", 1, 2'],
    ["bag_unpack(d, columnsConflict='keep_source')", "s:string, t:long", '"x", 2'],
    ["bag_unpack(d, columnsConflict='replace_source')", "s:long, t:long", "1, 2"],
    ["bag_unpack(d, ignoredProperties=dynamic(['s']))", "s:string, t:long", '"x", 2'],
    ["bag_unpack(d, 'p_', 'error', dynamic(['t']))", "s:string, p_s:long", '"x", 1'],
    ["bag_unpack(d) : (*, t:string, u:real)", "s:string, t:string, u:real", '"x", "2", null'],
    ["bag_unpack(d) : (t:long, s:string)", "t:long, s:string", '2, "x"'],
    ["bag_unpack(d, 'p_') : (p_t:long)", "p_t:long", "2"],
  ])("%s", (call, columns, row) => {
    expect(answer(`${clash} ${call}`)).toEqual([columns, row]);
  });

  test("a column that the table has already is an error", () => {
    expect(refusal(`${clash} bag_unpack(d)`)).toMatchObject({
      problem: "runtime",
      message: "bag_unpack() gives a column s, which the table has already; set columnsConflict",
    });
  });

  test("what follows sees the columns that the rows have", () => {
    expect(
      answer(
        'print d = dynamic({"x":1}) | evaluate bag_unpack(d) ' +
          '| extend y = column_ifexists("x", 7), z = column_ifexists("q", 8)',
      ),
    ).toEqual(["x:long, y:long, z:long", "1, 1, 8"]);
  });

  test("a column that no row has is named", () => {
    const query = 'print d = dynamic({"x":1}) | evaluate bag_unpack(d) | where q == 1';
    expect(refusal(query)).toMatchObject({ code: "KS142", start: query.indexOf("q ==") });
  });
});

describe("pivot", () => {
  const T = "datatable(h:string, k:string, n:long)['a','x',1, 'b','y',2, 'a','x',3, 'b','x',4]";

  test.each([
    [
      "pivot(h)",
      "k:string, n:long, a:long, b:long",
      ['"x", 1, 1, 0', '"y", 2, 0, 1', '"x", 3, 1, 0', '"x", 4, 0, 1'],
    ],
    ["pivot(h, sum(n))", "k:string, a:long, b:long", ['"x", 4, 4', '"y", 0, 2']],
    ["pivot(h, count(), k)", "k:string, a:long, b:long", ['"x", 2, 1', '"y", 0, 1']],
    [
      "pivot(k, make_list(n), h)",
      "h:string, x:dynamic, y:dynamic",
      ['"a", [1,3], []', '"b", [4], [2]'],
    ],
    [
      "pivot(h, sum(n)) : (k:string, b:long, c:long)",
      "k:string, b:long, c:long",
      ['"x", 4, 0', '"y", 2, 0'],
    ],
  ])("%s", (call, columns, rows) => {
    expect(answer(`${T} | evaluate ${call}`)).toEqual([columns, ...rows]);
  });

  test.each([
    ["pivot(k, count(), h)", "'k'", "two columns named h"],
    ["pivot(h)", "''", "a column without a name"],
  ])("%s with the value %s", (call, value, what) => {
    const name = value === "'k'" ? "'h'" : value;
    expect(
      refusal(`datatable(h:string, k:string)[${value}, ${name}] | evaluate ${call}`),
    ).toMatchObject({ problem: "runtime", message: `pivot() would give ${what}` });
  });

  test("a declared column of another type", () => {
    expect(refusal(`${T} | evaluate pivot(h, sum(n)) : (k:string, a:string)`).message).toBe(
      "pivot() does not give the column a as string",
    );
  });
});

test("narrow has a row for each cell", () => {
  expect(
    answer("datatable(a:long, b:bool)[1, true, long(null), false] | evaluate narrow()"),
  ).toEqual([
    "Row:long, Column:string, Value:string",
    '0, "a", "1"',
    '0, "b", "True"',
    '1, "a", ""',
    '1, "b", "False"',
  ]);
});

test.each([
  ["print 1 | evaluate python(typeof(*), 'x')", "the plug-in python"],
  ["print 1 | evaluate autocluster()", "the plug-in autocluster"],
  ["evaluate http_request('https://example.com')", "the plug-in http_request"],
  ["evaluate sql_request('a', 'b')", "the plug-in sql_request"],
])("%s", (query, what) => {
  expect(refusal(query)).toMatchObject({
    problem: "unsupported",
    message: `${what} is not supported by the local engine`,
  });
});
