import { describe, expect, test } from "vitest";
import { answer, refusal } from "../answer.ts";

const T = "datatable(g:string, x:long)['a',5, 'a',7, 'a',7, 'b',7, 'b',9]";
const column = (call: string) =>
  answer(`${T} | serialize | extend v = ${call} | project v`).join(" ");

describe("functions that see the rows before and after", () => {
  test.each([
    ["prev(x)", "v:long null 5 7 7 7"],
    ["prev(x, 2)", "v:long null null 5 7 7"],
    ["prev(x, 1, -1)", "v:long -1 5 7 7 7"],
    ["prev(g)", 'v:string "" "a" "a" "a" "b"'],
    ["next(x)", "v:long 7 7 7 9 null"],
    ["next(x, 4, 0)", "v:long 9 0 0 0 0"],
    ["row_number()", "v:long 1 2 3 4 5"],
    ["row_number(0, g != prev(g))", "v:long 0 1 2 0 1"],
    ["row_cumsum(x)", "v:long 5 12 19 26 35"],
    ["row_cumsum(x, g != prev(g))", "v:long 5 12 19 7 16"],
    ["row_cumsum(x * 0.5)", "v:real 2.5 6.0 9.5 13.0 17.5"],
    ["row_cumsum(toint(x))", "v:int 5 12 19 26 35"],
    ["row_rank_dense(x)", "v:long 1 2 2 2 3"],
    ["row_rank_min(x)", "v:long 1 2 2 2 5"],
    ["row_rank_dense(x, g != prev(g))", "v:long 1 2 2 1 2"],
    ["row_rank_min(x, g != prev(g))", "v:long 1 2 2 1 2"],
    ["x - prev(x)", "v:long null 2 0 0 2"],
  ])("%s", (call, expected) => {
    expect(column(call)).toBe(expected);
  });

  test("a session ends by its length, by a pause, or where it is restarted", () => {
    const times = ["00:00", "00:04", "00:09", "00:11", "00:30", "00:31"];
    const rows = times.map((time) => `datetime(2024-01-01 ${time}:00)`).join(", ");
    const restart = "t == datetime(2024-01-01 00:31:00)";
    const [columns, ...starts] = answer(
      `datatable(t:datetime)[${rows}] | project s = row_window_session(t, 10m, 6m, ${restart})`,
    );
    expect(columns).toBe("s:datetime");
    expect(starts.map((start) => start.slice(11, 16))).toEqual([
      ...["00:00", "00:00", "00:00"],
      ...["00:11", "00:30", "00:31"],
    ]);
  });

  test("null is a term and a time like any other", () => {
    expect(
      answer(
        "datatable(x:long)[long(null), long(null), 1] | serialize r = row_rank_dense(x), c = row_cumsum(x)",
      ),
    ).toEqual(["x:long, r:long, c:long", "null, 1, 0", "null, 1, 0", "1, 2, 1"]);
  });

  test("a filter sees the rows before any are dropped", () => {
    expect(answer(`${T} | serialize | where g == 'b' and row_number() > 3 | project x`)).toEqual([
      "x:long",
      "7",
      "9",
    ]);
    expect(answer(`${T} | where g == 'b' | extend n = row_number() | project n`)).toEqual([
      "n:long",
      "1",
      "2",
    ]);
  });

  test("inside a function of the query", () => {
    expect(
      answer(
        `let f = (v: long) { row_cumsum(v) }; ${T} | where g == 'b' and f(x) > 30 | project x`,
      ),
    ).toEqual(["x:long", "9"]);
  });

  test("not where there are no rows", () => {
    expect(refusal("print prev(1)").problem).not.toBe("runtime");
    expect(refusal("let n = row_number(); range x from 1 to 2 step 1 | extend n").message).toBe(
      "row_number() outside the rows of a table is not supported by the local engine",
    );
  });
});
