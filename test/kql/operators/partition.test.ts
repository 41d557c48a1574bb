import { describe, expect, test } from "vitest";
import { answer, refusal } from "../answer.ts";

const T = "datatable(g:string, n:long)['a',1, 'b',5, 'a',3, 'b',2]";

describe("partition applies a subquery to the rows of each value", () => {
  test.each([
    ["(top 1 by n)", ["g:string, n:long", '"a", 3', '"b", 5']],
    ["(summarize s = sum(n) | extend t = s * 2)", ["s:long, t:long", "4, 8", "7, 14"]],
    [
      "(sort by n asc | extend r = row_number())",
      ["g:string, n:long, r:long", '"a", 1, 1', '"a", 3, 2', '"b", 2, 1', '"b", 5, 2'],
    ],
    [
      "{ range x from 1 to 2 step 1 | extend h = toscalar(g) }",
      ["x:long, h:string", '1, "a"', '2, "a"', '1, "b"', '2, "b"'],
    ],
    [
      "(as P | extend all = toscalar(P | summarize sum(n)))",
      ["g:string, n:long, all:long", '"a", 1, 4', '"a", 3, 4', '"b", 5, 7', '"b", 2, 7'],
    ],
  ])("%s", (subquery, expected) => {
    for (const hint of ["", "hint.strategy=native", "hint.strategy=shuffle hint.shufflekey=g"])
      expect(answer(`${T} | partition ${hint} by g ${subquery}`)).toEqual(expected);
  });

  test("no rows have the columns of the subquery", () => {
    expect(answer(`${T} | where false | partition by g (summarize s = sum(n))`)).toEqual([
      "s:long",
    ]);
  });

  test("results with other columns are a union of them", () => {
    const bags =
      "datatable(g:string, d:dynamic)['a', dynamic({'x':1}), 'b', dynamic({'y':2,'x':'z'})]";
    expect(answer(`${bags} | partition by g (evaluate bag_unpack(d))`)).toEqual([
      "g:string, x_long:long, x_string:string, y:long",
      '"a", 1, "", null',
      '"b", null, "z", 2',
    ]);
  });
});

describe("as gives the rows a name", () => {
  test.each([
    [
      `${T} | as R | where n > 2 | join kind=leftanti (R | where n < 3) on g | project g`,
      ["g:string"],
    ],
    [
      `${T} | as R | summarize s = sum(n) | extend c = toscalar(R | count)`,
      ["s:long, c:long", "11, 4"],
    ],
    [`${T} | where g == 'a' | as R | union R | count`, ["Count:long", "4"]],
    [
      `let R = range x from 1 to 9 step 1; ${T} | as R | join kind=inner (R | count) on $left.n == $right.Count | project n`,
      ["n:long"],
    ],
  ])("%s", (query, expected) => {
    expect(answer(query)).toEqual(expected);
  });

  test("only to the operators after it", () => {
    expect(refusal(`${T} | where n > toscalar(R | count) | as R`).code).toBe("KS204");
  });
});

test.each([
  [
    "let f = (T: (n: long), m: long = 2) { T | where n > m }; ",
    "invoke f()",
    ["g:string, n:long", '"b", 5', '"a", 3'],
  ],
  [
    "let f = (T: (n: long), m: long = 2) { T | where n > m }; ",
    "invoke f(m=4)",
    ["g:string, n:long", '"b", 5'],
  ],
  ["let f = (T: (*)) { T | count }; ", "invoke f()", ["Count:long", "4"]],
  [
    "let f = (T: (n: long)) { toscalar(T | summarize max(n)) }; let h = (T: (n: long)) { T | where n == f(T) }; ",
    "invoke h()",
    ["g:string, n:long", '"b", 5'],
  ],
])("%s T | %s", (declared, clause, expected) => {
  expect(answer(`${declared}${T} | ${clause}`)).toEqual(expected);
});

test.each([
  ["render timechart with (title='x')", ["g:string, n:long", '"a", 1']],
  ["consume", [""]],
  ["distinct *", ["g:string, n:long", '"a", 1']],
  ["project-by-names 'n', 'zz', dynamic(['g'])", ["n:long, g:string", '1, "a"']],
  ["project-by-names '*', 'n'", ["g:string, n:long", '"a", 1']],
])("%s", (clause, expected) => {
  expect(answer(`${T} | take 1 | ${clause}`)).toEqual(expected);
});

test("what is refused", () => {
  expect(refusal(`${T} | getschema kind=csl`).message).toBe(
    "the parameter kind of 'getschema' is not supported by the local engine",
  );
});
