// A new column of a name that the table has already: replaced where the documentation says so.
import { describe, expect, test } from "vitest";
import { answer, testRefused } from "../answer.ts";

describe("the value is assigned to the column that exists", () => {
  test.each([
    ["print s = 'a=7', n = 1 | parse s with * '=' n: int", ["s:string, n:int", '"a=7", 7']],
    [
      "print s = 'n=7', n = 1 | parse-kv s as (n: int) with (pair_delimiter=',', kv_delimiter='=')",
      ["s:string, n:int", '"n=7", 7'],
    ],
  ])("%s", (query, expected) => {
    expect(answer(query)).toEqual(expected);
  });
});

testRefused([
  ["print w = 1 | union withsource=w (print 2)", "unsupported", "a table that has a column w"],
  ["print r = 1 | serialize r = row_number()", "unsupported", "use 'extend' for r"],
]);
