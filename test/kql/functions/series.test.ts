import { describe, expect, test } from "vitest";
import { FUNCTIONS } from "../../../src/kql/functions/index.ts";
import type { Value } from "../../../src/kql/values/types.ts";
import { answer, testAnswers } from "./answer.ts";

const SITE = { types: [], now: 0n, at: { start: 0, end: 0 } };
const call = (name: string, ...args: Value[]) => FUNCTIONS.get(name)?.call(args, SITE);

describe("each element", () => {
  testAnswers([
    ["series_add(dynamic([1, 2, 4]), dynamic([4, 2, 1]))", [5, 4, 5]],
    ["series_subtract(dynamic([1, 2, 4]), dynamic([4, 2, 1]))", [-3, 0, 3]],
    ["series_multiply(dynamic([1, 2, 4]), dynamic([4, 2, 1]))", [4, 4, 4]],
    ["series_divide(dynamic([1, 2, 4]), dynamic([4, 2, 1]))", [0.25, 1, 4]],
    ["series_divide(dynamic([2, 0]), dynamic([0, 0]))", [Number.POSITIVE_INFINITY, Number.NaN]],
    ["series_pow(dynamic([1, 2, 3, 4]), dynamic([1, 2, 3, 0.5]))", [1, 4, 27, 2]],
    ["series_add(dynamic([1, 2]), 10)", [11, 12]],
    ["series_subtract(10, dynamic([1, 2]))", [9, 8]],
    [
      "series_add(dynamic([1, 'a', null, true]), dynamic([1, 1, 1, 1, 1]))",
      [2, null, null, null, null],
    ],
    ["series_add(dynamic(null), dynamic([1]))", null],
    ["series_equals(dynamic([1, 2, 4]), dynamic([4, 2, 1]))", [false, true, false]],
    ["series_not_equals(dynamic([1, 2, 4]), dynamic([4, 2, 1]))", [true, false, true]],
    ["series_greater(dynamic([1, 2, 4]), dynamic([4, 2, 1]))", [false, false, true]],
    ["series_greater_equals(dynamic([1, 2, 4]), 2)", [false, true, true]],
    ["series_less(dynamic([1, 2, 4]), dynamic([4, 2]))", [true, false, null]],
    ["series_less_equals(dynamic([1, 2, 4]), dynamic([4, 2, 1]))", [true, true, false]],
    ["series_abs(dynamic([-6.5, 0, 8.2]))", [6.5, 0, 8.2]],
    ["series_sign(dynamic([-6, 0, 8]))", [-1, 0, 1]],
    ["series_floor(dynamic([-1.5, 1, 2.5]))", [-2, 1, 2]],
    ["series_ceiling(dynamic([-1.5, 1, 2.5]))", [-1, 1, 3]],
    ["series_exp(dynamic([0, 'x']))", [1, null]],
    ["series_log(dynamic([1, 2]))", [0, Math.LN2]],
    ["series_acos(dynamic([-1, 1]))", [Math.PI, 0]],
    ["series_asin(dynamic([0]))", [0]],
    ["series_atan(dynamic([0]))", [0]],
    ["series_sin(dynamic([0]))", [0]],
    ["series_cos(dynamic([0]))", [1]],
    ["series_tan(dynamic([0]))", [0]],
    ["series_abs(parse_json('{}'))", null],
  ]);

  test("a series of longs stays one, also beyond the whole numbers of a real", () => {
    const large = 2n ** 60n + 1n;
    expect(call("series_add", [large, 1n], [1n, 1n])).toEqual([large + 1n, 2n]);
    expect(call("series_multiply", [2n], 3n)).toEqual([6n]);
    expect(call("series_subtract", [2n ** 63n - 1n], -1n)).toEqual([-(2n ** 63n)]);
    expect(call("series_abs", [-large, null])).toEqual([large, null]);
    expect(call("series_divide", [4n], 2n)).toEqual([2]);
  });

  test("a series with one real is one of reals", () => {
    expect(call("series_add", [1n, 2.5], [1n, 1n])).toEqual([2, 3.5]);
    expect(call("series_ceiling", [1n, 1.5])).toEqual([1, 2]);
  });
});

describe("filling", () => {
  const GAPS = "dynamic([null, null, 36, 41, null, null, 16, 61, 33, null, null])";
  testAnswers([
    [`series_fill_forward(${GAPS})`, [null, null, 36, 41, 41, 41, 16, 61, 33, 33, 33]],
    [`series_fill_backward(${GAPS})`, [36, 36, 36, 41, 16, 16, 16, 61, 33, null, null]],
    [`series_fill_const(${GAPS}, -1)`, [-1, -1, 36, 41, -1, -1, 16, 61, 33, -1, -1]],
    ["series_fill_const(dynamic([0, 1, null]), 7, 0)", [7, 1, null]],
    ["series_fill_forward(dynamic([1, 0, 2]), 0)", [1, 1, 2]],
    ["series_fill_forward(dynamic([1, null]), real(null))", [1, 1]],
    ["series_fill_forward(dynamic(null))", null],
    [
      "series_fill_linear(dynamic([null, 111.5, null, 36.5, 41.5, null, null, 16.0, null]))",
      [111.5, 111.5, 74, 36.5, 41.5, 33, 24.5, 16, 16],
    ],
    [
      "series_fill_linear(dynamic([null, 1.5, null, 2.5, null]), real(null), false)",
      [null, 1.5, 2, 2.5, null],
    ],
    ["series_fill_linear(dynamic([null, null]))", [0, 0]],
    ["series_fill_linear(dynamic([null, null]), real(null), true, 2.5)", [2.5, 2.5]],
    ["series_fill_linear(dynamic([null]), real(null), true, real(null))", [null]],
    ["series_fill_linear(dynamic([1.5, 0, 2.5]), 0)", [1.5, 2, 2.5]],
    ["series_fill_linear(dynamic([1.5, null, 'x']))", null],
    ["series_fill_linear(dynamic([]))", []],
  ]);

  test("a series of longs is filled with longs", () => {
    const series = [null, 111n, null, 36n, 41n, null, null, 16n, 61n, 33n, null, null];
    const filled = [111n, 111n, 73n, 36n, 41n, 32n, 24n, 16n, 61n, 33n, 33n, 33n];
    expect(call("series_fill_linear", series)).toEqual(filled);
  });
});

describe("statistics", () => {
  const SERIES = "dynamic([23, 46, 23, 87, 4, 8, 3, 75, 2, 56, 13, 75, 32, 16, 29])";
  testAnswers([
    [
      `series_stats_dynamic(${SERIES})`,
      {
        min: 2,
        min_idx: 8,
        max: 87,
        max_idx: 3,
        avg: 32.8,
        stdev: expect.closeTo(28.503_633_853_548_27, 12),
        variance: expect.closeTo(812.457_142_857_142_9, 10),
        sum: 492,
        len: 15,
      },
    ],
    ["series_stats_dynamic(dynamic([10, 20])).stdev", 7.071_067_811_865_475_5],
    ["series_stats_dynamic(dynamic([1, null]))", null],
    ["series_stats_dynamic(dynamic([3, null, 1]), true).min_idx", 2],
    ["series_stats_dynamic(dynamic([]))", null],
    ["series_stats_dynamic(dynamic(null))", null],
    ["series_sum(dynamic([1, 2, 3, 4]))", 10],
    ["series_sum(dynamic(['x']))", null],
    ["series_product(dynamic([1, 2, 3, 4]))", 24],
    ["series_product(dynamic([1, null]))", null],
    ["series_magnitude(dynamic([1, 2, 3, 4]))", 5.477_225_575_051_661],
    ["series_dot_product(dynamic([1, 2, 4]), dynamic([4, 2, 1]))", 12],
    ["series_dot_product(dynamic([3, 6, 12]), 3)", 63],
    ["series_dot_product(dynamic([1, 2, 'x']), dynamic([3, 4, 5, 6]))", 11],
    ["series_dot_product(dynamic([]), dynamic([1]))", null],
    [
      "series_cosine_similarity(dynamic([0.1, 0.2, 0.1, 0.2]), dynamic([1, 2, 3, 4])) - 0.923760430703401 < 1e-14",
      true,
    ],
    ["series_cosine_similarity(dynamic([3, 4]), dynamic([3, 4]), 5.0, 5.0)", 1],
    ["series_cosine_similarity(dynamic([]), dynamic([1]))", null],
    ["series_pearson_correlation(dynamic([1, 2, 3, 4, 5]), dynamic([2, 4, 6, 8, 10]))", 1],
    ["series_pearson_correlation(dynamic([1, 2, 3]), dynamic([3, 2, 1]))", -1],
    ["series_pearson_correlation(dynamic([1, 2]), dynamic([1, 2, 3]))", null],
    ["series_pearson_correlation(dynamic([1, 'x']), dynamic([1, 2]))", null],
  ]);
});

describe("filters and lines", () => {
  testAnswers([
    ["series_iir(dynamic([0, 1, 2, 3, 4]), dynamic([1]), dynamic([1, -1]))", [0, 1, 3, 6, 10]],
    ["series_iir(dynamic([1, 2, 3]), dynamic([1, 1]), dynamic([2]))", [0.5, 1.5, 2.5]],
    ["series_iir(dynamic([1, 2, 3]), dynamic([1]), dynamic([1, -1, 0.5]))", [1, 3, 5.5]],
    ["series_iir(dynamic([1]), dynamic([1]), dynamic([0, 1]))", null],
    ["series_iir(dynamic([1]), dynamic([1]), dynamic([]))", null],
    ["series_iir(dynamic([1, null]), dynamic([1]), dynamic([1]))", null],
    ["series_fit_line_dynamic(dynamic([1]))", null],
    ["series_fit_line_dynamic(dynamic([1, 'x']))", null],
    [
      "series_fit_line_dynamic(dynamic([1, 3, 5]))",
      { rsquare: 1, slope: 2, variance: 4, rvariance: 0, interception: -1, line_fit: [1, 3, 5] },
    ],
  ]);

  test("the line of the reference's example", () => {
    const fit = answer(
      "series_fit_line_dynamic(dynamic([2, 5, 6, 8, 11, 15, 17, 18, 25, 26, 30, 30]))",
    ) as Record<string, number> & { line_fit: number[] };
    expect(fit["rsquare"]).toBeCloseTo(0.9829, 4);
    expect(fit["slope"]).toBeCloseTo(2.73, 2);
    expect(fit["variance"]).toBeCloseTo(98.6288, 4);
    expect(fit["rvariance"]).toBeCloseTo(1.686, 2);
    expect(fit["interception"]).toBeCloseTo(-1.666, 2);
    expect(fit.line_fit[0]).toBeCloseTo(1.064, 3);
    expect(fit.line_fit.at(-1)).toBeCloseTo(31.1026, 3);
  });

  test("a filter as long as its series is more than the local engine takes", () => {
    const series = Array<number>(10_000).fill(1);
    expect(() => call("series_iir", series, series, [1])).toThrow("the filter is too long");
  });
});
