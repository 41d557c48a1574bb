import { describe, expect, test } from "vitest";
import { describeQuery } from "../../src/kql/describe-query.ts";
import { createEngine } from "../../src/kql/engine.ts";
import { KqlError } from "../../src/kql/errors.ts";
import { readStoredFunction } from "../../src/kql/stored-function.ts";
import { makeTable } from "../../src/kql/table.ts";
import { refusal } from "./answer.ts";

const events = makeTable([{ name: "Host", type: "string" }], []);
const engine = createEngine({
  tables: [{ name: "Events", columns: events.columns, rows: () => events }],
  functions: [
    "let Near = (host: string) { Events | extend cell = geo_point_to_s2cell(1.0, 2.0) };",
    "let Far = () { Near('a') };",
    "let Fine = () { Events };",
  ].map(readStoredFunction),
});

/** What is refused, as the text at each place and the message. */
function refused(query: string): string[] {
  return engine
    .bind(query)
    .diagnostics.filter(({ unsupported }) => unsupported)
    .map(({ start, end, message }) => `${query.slice(start, end)}: ${message}`);
}

const tail = "is not supported by the local engine";

describe("everything that the engine does not execute is named at once", () => {
  test.each([
    ["Events | where Host == 'a' | count", []],
    [
      "Events | reduce by Host | fork (count)",
      [
        `reduce by Host: the operator 'reduce' ${tail}`,
        `fork (count): the operator 'fork' ${tail}`,
      ],
    ],
    [
      "Events | extend a = geo_point_to_s2cell(1.0, 2.0) | where geo_hash_x(Host) | take 1",
      [`geo_point_to_s2cell(1.0, 2.0): the function geo_point_to_s2cell() ${tail}`],
    ],
    [
      "let f = (x: int64) { x }; Events | reduce by Host",
      [`int64: the type int64 ${tail}`, `reduce by Host: the operator 'reduce' ${tail}`],
    ],
    [
      "let unused = (h: string) { Events | reduce by Host }; Events",
      [`reduce by Host: the operator 'reduce' ${tail}`],
    ],
    [
      "Events | summarize hll(Host), count(), tostring(hll(Host))",
      [
        "hll: hll() is not an aggregate function of the local engine",
        "hll: hll() is not an aggregate function of the local engine",
      ],
    ],
    [
      "Events | where Host in ((externaldata(a: string)['https://example.com'])) | reduce by Host",
      [
        `externaldata(a: string)['https://example.com']: 'externaldata' ${tail}`,
        `reduce by Host: the operator 'reduce' ${tail}`,
      ],
    ],
    [
      "Events | join kind=inner (Events | reduce by Host) on Host",
      [`reduce by Host: the operator 'reduce' ${tail}`],
    ],
  ])("%s", (query, expected) => {
    expect(refused(query)).toEqual(expected);
  });

  test("what a stored function uses is placed where it is called, once", () => {
    expect(refused("Fine | union Far, Far")).toEqual([
      `Far: the function geo_point_to_s2cell() ${tail}, and the function Near uses it, and the ` +
        "function Far uses it",
    ]);
  });

  test("what the binder does not know either is only an error of the query", () => {
    const { diagnostics } = engine.bind("Events | extend a = no_such_function(Host)");
    expect(diagnostics.map(({ code, unsupported }) => [code, unsupported])).toEqual([
      ["KS211", undefined],
    ]);
  });

  test("the binder's errors and columns are there beside", () => {
    const { columns, diagnostics } = engine.bind("Events | where Hots == '' | reduce by Host");
    expect(columns.map(({ name }) => name)).toEqual(["Pattern", "Count", "Representative"]);
    expect(diagnostics.map(({ code, unsupported }) => [code, unsupported])).toEqual([
      ["KS142", undefined],
      ["", true],
    ]);
  });

  test("before anything is read", () => {
    const closed = createEngine({
      tables: [
        {
          name: "Events",
          columns: events.columns,
          rows: () => {
            throw new Error("rows were read");
          },
        },
      ],
      functions: [],
    });
    const query = "Events | where Host == 'a' | extend a = geo_point_to_s2cell(1.0, 2.0)";
    expect(refusal(query, closed)).toMatchObject({ problem: "unsupported", start: 40 });
  });

  test("the tables that are read are known all the same", () => {
    expect(engine.reads("Events | reduce by Host | join (Other | fork (count)) on Host")).toEqual([
      "Events",
      "Other",
    ]);
  });
});

test("a stored function that uses what is not supported cannot be read", () => {
  const read = () => readStoredFunction("let F = () { Events | reduce by Host };");
  expect(read).toThrow(KqlError);
  expect(read).toThrow(`the operator 'reduce' ${tail}`);
});

test.each([
  ["T | mv-apply a = b on (summarize count())", []],
  ["T | partition by Host (extend a = 1)", []],
  ["T | partition by Host (summarize count() by User)", [["summarize", "User Host"]]],
  ["T | partition by Host (top 1 by a)", [["top", "Host"]]],
  ["T | top-hitters 3 of Host", [["top-hitters", "Host"]]],
  ["T | top-nested 3 of Host by count()", [["top-nested", undefined]]],
  ["T | sample-distinct 3 of Host", [["sample-distinct", "Host"]]],
  ["T | evaluate pivot(Host)", [["pivot", undefined]]],
  ["T | evaluate bag_unpack(a) | parse a with 'b' c", []],
  ["let f = (T: (*)) { T | summarize by Host }; T | invoke f()", [["summarize", "Host"]]],
])("%s combines rows by %j", (query, expected) => {
  const { merges } = describeQuery(query);
  expect(merges.map(({ name, by }) => [name, by?.join(" ")])).toEqual(expected);
});

test("a query that only Sentinel runs is described", () => {
  const { merges } = describeQuery(
    "Events | extend a = geo_point_to_s2cell(1.0, 2.0) | evaluate ipv4_lookup(Nets, Ip, Net) " +
      "| evaluate autocluster() | reduce by Host",
  );
  expect(merges.map(({ name, by }) => [name, by])).toEqual([
    ["evaluate autocluster", undefined],
    ["reduce", undefined],
  ]);
});
