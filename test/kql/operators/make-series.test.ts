import { describe, expect, test } from "vitest";
import { answer, refusal } from "../answer.ts";

const T = "datatable(n:long, g:string)[1,'a', 2,'a', 3,'b', 6,'a', long(null),'a']";

describe("a series has a value for each step", () => {
  test.each([
    ["c = count() on n from 1 to 7 step 2", ["c:dynamic, n:dynamic", "[2,1,1], [1,3,5]"]],
    ["c = count() on n from 2 to 6 step 3", ["c:dynamic, n:dynamic", "[2,0], [2,5]"]],
    [
      "count(), sum(n) default=-1 on n step 2",
      ["count_:dynamic, sum_n:dynamic, n:dynamic", "[1,2,0,1], [1,5,-1,6], [0,2,4,6]"],
    ],
    ["c = count() on n from 2 step 2", ["c:dynamic, n:dynamic", "[2,0,1], [2,4,6]"]],
    ["c = count() on n to 3 step 2", ["c:dynamic, n:dynamic", "[1,1], [0,2]"]],
    ["c = count() on n in range(0, 4, 2)", ["c:dynamic, n:dynamic", "[1,2,0], [0,2,4]"]],
    [
      "c = count() on x = n * 0.5 from 0.5 to 1.6 step 0.5",
      ["c:dynamic, x:dynamic", "[1,1,1], [0.5,1.0,1.5]"],
    ],
    [
      "c = count() on n from 1 to 3 step 1 by g",
      ["g:string, c:dynamic, n:dynamic", '"a", [1,1], [1,2]'],
    ],
    [
      "c = count() on n step 1 by g",
      ["g:string, c:dynamic, n:dynamic", '"a", [1,1,0,0,0,1], [1,2,3,4,5,6]', '"b", [1], [3]'],
    ],
    [
      "a = avg(n) default=real(null) on n from 1 to 4 step 2",
      ["a:dynamic, n:dynamic", "[1.5,3.0], [1,3]"],
    ],
  ])("%s", (clause, expected) => {
    expect(answer(`${T} | make-series ${clause}`)).toEqual(expected);
  });

  test("over times", () => {
    const times = "datatable(t:datetime)[datetime(2024-01-01 05:00), datetime(2024-01-02 23:00)]";
    expect(answer(`${times} | make-series c = count() on t step 1d`)).toEqual([
      "c:dynamic, t:dynamic",
      '[1,1], ["2024-01-01T00:00:00.0000000Z","2024-01-02T00:00:00.0000000Z"]',
    ]);
    expect(
      answer(
        `${times} | make-series c = count() on t from datetime(2024-01-01 12:00) to datetime(2024-01-03) step 12h ` +
          "| mv-expand c to typeof(long), t to typeof(datetime)",
      ),
    ).toEqual([
      "c:long, t:datetime",
      "0, 2024-01-01T12:00:00.0000000Z",
      "0, 2024-01-02T00:00:00.0000000Z",
      "1, 2024-01-02T12:00:00.0000000Z",
    ]);
  });

  test.each([
    ["", []],
    ["kind=nonempty", ["[0,0], [1,2]"]],
  ])("of no rows: %s", (kind, rows) => {
    expect(
      answer(`${T} | where false | make-series ${kind} c = count() on n from 1 to 3 step 1`),
    ).toEqual(["c:dynamic, n:dynamic", ...rows]);
  });

  test("of no rows and without bounds", () => {
    expect(
      answer(`${T} | where false | make-series kind=nonempty c = count() on n step 1`),
    ).toEqual(["c:dynamic, n:dynamic", "[], []"]);
  });
});

test.each([
  ["count() on n from 1 to 4 step 0", "a series needs a step above zero"],
  ["count() on n from 1 to 4 step -1", "a series needs a step above zero"],
  ["count() on n from long(null) to 4 step 1", "a bound of a series is null"],
  [
    "count() on n in range(1, 4, 2)",
    "'in range()' with a start that is no multiple of its step is not supported by the local engine",
  ],
  [
    "count() on n from 1 to 100000000 step 1",
    "the local engine takes at most 1,048,576 items in an array",
  ],
])("%s", (clause, message) => {
  expect(refusal(`${T} | make-series ${clause}`).message).toBe(message);
});
