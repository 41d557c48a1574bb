import { expect, test } from "vitest";
import { answer } from "../answer.ts";

const T =
  "datatable(a:string, b:string, n:long)" +
  "['k','l',5, 'k','m',3, 'o','l',9, 'p','q',2, 'p','q',1, 'k','l',1]";

test.each([
  ["top-nested 2 of a by sum(n)", "a:string, aggregated_a:long", ['"k", 9', '"o", 9']],
  ["top-nested 1 of a by sum(n) asc", "a:string, aggregated_a:long", ['"p", 3']],
  ["top-nested of x = strlen(b) by c = count()", "x:long, c:long", ["1, 6"]],
  [
    "top-nested 1 of a by t = max(n), top-nested 1 of b by sum(n)",
    "a:string, t:long, b:string, aggregated_b:long",
    ['"o", 9, "l", 9'],
  ],
  [
    "top-nested 1 of a by min(n) + count(), top-nested of b by count()",
    "a:string, aggregated_a:long, b:string, aggregated_b:long",
    ['"o", 10, "l", 1'],
  ],
  [
    "top-nested 1 of b by sum(n), top-nested 2 of a by sum(n)",
    "b:string, aggregated_b:long, a:string, aggregated_a:long",
    ['"l", 15, "o", 9', '"l", 15, "k", 6'],
  ],
])("%s", (clause, columns, rows) => {
  expect(answer(`${T} | ${clause}`)).toEqual([columns, ...rows]);
});

test("the others are one row, also of the levels below", () => {
  expect(
    answer(
      `${T} | top-nested 1 of a with others='rest' by t = sum(n), top-nested 1 of b by sum(n), ` +
        "top-nested 1 of n with others=-1 by count()",
    ),
  ).toEqual([
    "a:string, t:long, b:string, aggregated_b:long, n:long, aggregated_n:long",
    '"k", 9, "l", 6, 5, 1',
    '"k", 9, "l", 6, -1, 1',
    '"rest", 12, "", null, -1, 3',
  ]);
});

test("without others there is no such row, nor without rows", () => {
  expect(answer(`${T} | top-nested 9 of a with others='rest' by sum(n)`).length).toBe(4);
  expect(answer(`${T} | where false | top-nested 9 of a with others='rest' by sum(n)`)).toEqual([
    "a:string, aggregated_a:long",
  ]);
});

test.each([
  ["top-hitters 1 of a", "a:string, approximate_count_a:long", ['"k", 3']],
  ["top-hitters 2 of a by n", "a:string, approximate_sum_n:long", ['"k", 9', '"o", 9']],
  ["top-hitters 1 of b by toint(n)", "b:string, approximate_sum_n:int", ['"l", 15']],
  ["sample-distinct 2 of a", "a:string", ['"k"', '"o"']],
  ["sample 1", "a:string, b:string, n:long", ['"k", "l", 5']],
])("%s", (clause, columns, rows) => {
  expect(answer(`${T} | ${clause}`)).toEqual([columns, ...rows]);
});
