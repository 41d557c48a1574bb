import { describe, expect, test } from "vitest";
import { answer, answersOf, testAnswers } from "./answer.ts";

describe("order", () => {
  testAnswers([
    ["array_sort_asc(dynamic([3, 1, 2]))", [1, 2, 3]],
    ["array_sort_desc(dynamic([3, 1, 2]))", [3, 2, 1]],
    ["array_sort_asc(dynamic([10, 9, 1.5]))", [1.5, 9, 10]],
    [
      "array_sort_asc(dynamic([null, 'blue', 'yellow', 'green', null]))",
      ["blue", "green", "yellow", null, null],
    ],
    [
      "array_sort_asc(dynamic([null, 'blue', 'yellow', 'green', null]), false)",
      [null, null, "blue", "green", "yellow"],
    ],
    [
      "array_sort_desc(dynamic([null, 'blue', 'yellow', 'green', null]))",
      ["yellow", "green", "blue", null, null],
    ],
    [
      "array_sort_desc(dynamic([null, 'blue', 'yellow', 'green', null]), false)",
      [null, null, "yellow", "green", "blue"],
    ],
    ["array_sort_asc(dynamic([1, 3, 2, 'a', 'c', 'b']))", [1, 2, 3, "a", "b", "c"]],
    ["array_sort_desc(dynamic([1, 3, 2, 'a', 'c', 'b']))", [3, 2, 1, "c", "b", "a"]],
    ["array_sort_asc(dynamic([{'a': 1}, 'x', true, 2]))", [2, "x", { a: 1 }, true]],
    ["array_sort_asc(dynamic(['b', 'B', 'a']))", ["B", "a", "b"]],
    [
      "array_sort_asc(dynamic([1, 3, 4, 5, 2]), dynamic(['a', 'b', 'c', 'd', 'e']))[1]",
      ["a", "e", "b", "c", "d"],
    ],
    [
      "array_sort_desc(dynamic([1, 3, 4, 5, 2]), dynamic(['a', 'b', 'c', 'd', 'e']))[1]",
      ["d", "c", "b", "e", "a"],
    ],
    ["array_sort_asc(dynamic([2, 1]), dynamic(['a']), dynamic([5, 6]))[1]", null],
    ["array_sort_asc(dynamic([2, 1]), dynamic(['a']), dynamic([5, 6]))[2]", [6, 5]],
    ["array_sort_asc(dynamic([2, null, 1]), dynamic([5, 6, 7]), false)[1]", [6, 7, 5]],
    [
      "array_sort_asc(pack_array(10d, 2d, 12h, -1h))",
      ["-01:00:00", "12:00:00", "2.00:00:00", "10.00:00:00"],
    ],
    [
      "array_sort_asc(pack_array(datetime(2020-01-02), datetime(2020-01-01)))[0]",
      "2020-01-01T00:00:00.0000000Z",
    ],
    ["array_sort_asc(dynamic([]))", []],
    ["array_sort_asc(dynamic(null))", null],
    ["array_sort_asc(pack_array(1.0, real(nan), 0.5))", [Number.NaN, 0.5, 1]],
  ]);
});

describe("several sorted arrays", () => {
  const SORTED = "array_sort_asc(dynamic([2, 1]), dynamic(['a', 'b']))";

  test("are a column each for which there is a name", () => {
    expect(answersOf(`print (x, y) = ${SORTED}`)).toEqual([
      [1, 2],
      ["b", "a"],
    ]);
  });

  test.each([`print ${SORTED}`, `print x = ${SORTED}`])("%s is refused", (query) => {
    expect(() => answersOf(query)).toThrow(
      "array_sort_asc() of several arrays without a name for each result is not supported",
    );
  });

  test("one array may have the option for nulls", () => {
    expect(answersOf("print array_sort_asc(dynamic([2, null]), false)")).toEqual([[null, 2]]);
  });
});

describe("shape", () => {
  testAnswers([
    ["array_rotate_left(dynamic([1, 2, 3, 4, 5]), 2)", [3, 4, 5, 1, 2]],
    ["array_rotate_left(dynamic([1, 2, 3, 4, 5]), -2)", [4, 5, 1, 2, 3]],
    ["array_rotate_right(dynamic([1, 2, 3, 4, 5]), 2)", [4, 5, 1, 2, 3]],
    ["array_rotate_right(dynamic([1, 2, 3, 4, 5]), -7)", [3, 4, 5, 1, 2]],
    ["array_rotate_left(dynamic([1, 2]), 9223372036854775807)", [2, 1]],
    ["array_rotate_left(dynamic([]), 1)", []],
    ["array_shift_left(dynamic([1, 2, 3, 4, 5]), 2)", [3, 4, 5, null, null]],
    ["array_shift_left(dynamic([1, 2, 3, 4, 5]), 2, -1)", [3, 4, 5, -1, -1]],
    ["array_shift_left(dynamic([1, 2, 3, 4, 5]), -2, -1)", [-1, -1, 1, 2, 3]],
    ["array_shift_right(dynamic([1, 2, 3, 4, 5]), 2)", [null, null, 1, 2, 3]],
    ["array_shift_right(dynamic([1, 2, 3, 4, 5]), -2, -1)", [3, 4, 5, -1, -1]],
    ["array_shift_right(dynamic([1, 2]), 9223372036854775807)", [null, null]],
    ["array_shift_left(dynamic(['a', 'b']), 1)", ["b", ""]],
    ["array_shift_left(dynamic([]), 1)", []],
    ["array_shift_left(parse_json('{}'), 1)", null],
    [
      "array_split(dynamic([1, 2, 3, 4, 5]), 2)",
      [
        [1, 2],
        [3, 4, 5],
      ],
    ],
    ["array_split(dynamic([1, 2, 3, 4, 5]), dynamic([1, 3]))", [[1], [2, 3], [4, 5]]],
    [
      "array_split(dynamic([1, 2, 3, 4, 5]), -2)",
      [
        [1, 2, 3],
        [4, 5],
      ],
    ],
    ["array_split(dynamic([1, 2, 3]), dynamic([0, 9]))", [[], [1, 2, 3], []]],
    ["array_split(dynamic([1, 2, 3]), dynamic([2, 1]))", [[1, 2], [], [2, 3]]],
    ["array_split(dynamic([1, 2, 3]), dynamic([]))", [[1, 2, 3]]],
    ["array_split(dynamic([1, 2, 3]), dynamic(['x']))", null],
    [
      "zip(dynamic([1, 3, 5]), dynamic([2, 4, 6]))",
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ],
    [
      "zip(dynamic(['A', 1, 1.5]), dynamic([{}, 'B']))",
      [
        ["A", {}],
        [1, "B"],
        [1.5, null],
      ],
    ],
    ["zip(dynamic([]), dynamic([]))", []],
    ["zip(dynamic([1]), dynamic(null))", null],
    ["array_iff(dynamic([true, false, true]), dynamic([1, 2, 3]), dynamic([4, 5, 6]))", [1, 5, 3]],
    ["array_iff(dynamic([1, 0, 50]), 'yes', 'no')", ["yes", "no", "yes"]],
    ["array_iff(dynamic(['some string', null]), 1, 0)", [null, null]],
    ["array_iif(dynamic([true, true, true]), dynamic([1, 2]), dynamic([3, 4]))", [1, 2, null]],
    ["array_iff(dynamic(null), 1, 0)", null],
    ["array_iff(dynamic([true]), int(null), 0)", [null]],
    ["array_sum(dynamic([1, 2, 3, 4]))", 10],
    ["array_sum(dynamic([1.5, null]))", 1.5],
    ["array_sum(dynamic([1, 'a']))", null],
    ["array_sum(dynamic([true]))", null],
    ["array_sum(parse_json('{}'))", null],
    ["repeat(1, 3)", [1, 1, 1]],
    ["repeat('a', 0)", []],
    ["repeat(1h, 1)", ["01:00:00"]],
    ["repeat(1, -1)", null],
    ["repeat(1, int(null))", null],
    ["arraylength(dynamic([1, 2]))", 2],
    ["array_strcat(dynamic(['a', 'b']), '-')", "a-b"],
  ]);

  test.each([
    "repeat(1, 9999999)",
    "zip(repeat(1, 1048576), dynamic([1]))",
    "array_split(repeat(1, 999999), dynamic([999999, 0, 999999]))",
  ])("%s is more than the local engine takes", (expression) => {
    expect(() => answer(expression)).toThrow("the local engine takes at most 1,048,576 items");
  });
});

describe("range()", () => {
  testAnswers([
    ["range(1, 8, 3)", [1, 4, 7]],
    ["range(1, 3)", [1, 2, 3]],
    ["range(0, 2, 1)", [0, 1, 2]],
    ["range(5, 1, -2)", [5, 3, 1]],
    ["range(3, 1)", []],
    ["range(1.0, 2.0, 0.5)", [1, 1.5, 2]],
    ["range(1h, 3h)", ["01:00:00", "02:00:00", "03:00:00"]],
    [
      "range(datetime(2007-01-01), datetime(2007-01-02), 1d)",
      ["2007-01-01T00:00:00.0000000Z", "2007-01-02T00:00:00.0000000Z"],
    ],
    ["array_length(range(datetime(2007-01-01), datetime(2007-01-02)))", 25],
    ["range(1, 3, 0)", null],
    ["range(1, int(null))", null],
    ["range(0.0, real(inf), 1.0)", null],
    [
      "range(9223372036854775806, 9223372036854775807)",
      ["9223372036854775806", "9223372036854775807"],
    ],
    ["array_length(range(1, 1000000000))", 1_048_576],
    ["array_length(range(0.0, 1e9, 0.1))", 1_048_576],
  ]);

  test("a range of times takes no number as its step", () => {
    expect(() => answer("range(datetime(2007-01-01), datetime(2007-01-02), 1)")).toThrow(
      "a range of times takes a timespan as its step",
    );
  });
});

describe("sets", () => {
  testAnswers([
    ["jaccard_index(dynamic([1, 2, 3]), dynamic([1, 2, 3, 4]))", 0.75],
    ["jaccard_index(dynamic([1, 1, 2]), dynamic([2, 2, 3]))", 1 / 3],
    ["jaccard_index(dynamic(['a']), dynamic(['b']))", 0],
    ["jaccard_index(dynamic([1]), dynamic(null))", null],
    ["set_equals(dynamic([1, 2]), dynamic([2, 1, 1]))", true],
    ["set_equals(dynamic([1, 2]), dynamic([1]))", false],
    ["set_equals(dynamic([]), dynamic([]))", true],
    ["set_equals(dynamic([1]), parse_json('{}'))", null],
  ]);
});
