import { isList, type Value } from "../values/types.ts";
import { numericOrNull } from "./arguments.ts";
import { sumOf } from "./array-shape.ts";
import type { FunctionTable, ScalarFunction } from "./function.ts";

type List = readonly Value[];

/** The sum of the squared distances from the mean, over one less than their number. */
export function sampleVariance(numbers: readonly number[]): number {
  const mean = meanOf(numbers);
  return numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / (numbers.length - 1);
}

export function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** All items as numbers, or null if one of them is not a number. */
export function allNumbers(series: Value): number[] | null {
  if (!isList(series)) return null;
  const numbers = series.map(numericOrNull);
  return numbers.every((number) => number !== null) ? numbers : null;
}

/** `series_stats_dynamic(series [, ignore_nonfinite])` */
const statistics: ScalarFunction = {
  arity: [1, 2],
  type: "dynamic",
  call: ([series = null, ignoreNonfinite = false]) => {
    if (!isList(series)) return null;
    const numbers = series.map(numericOrNull);
    const isNumber = (number: number | null): number is number => Number.isFinite(number);
    const finite = numbers.filter(isNumber);
    if (finite.length === 0 || (!ignoreNonfinite && finite.length < series.length)) return null;
    const [least, most] = extremesOf(finite);
    const variance = sampleVariance(finite);
    return {
      min: least,
      min_idx: BigInt(numbers.indexOf(least)),
      max: most,
      max_idx: BigInt(numbers.indexOf(most)),
      avg: meanOf(finite),
      stdev: Math.sqrt(variance),
      variance,
      sum: finite.reduce((sum, number) => sum + number, 0),
      len: BigInt(series.length),
    };
  },
};

function extremesOf(numbers: readonly number[]): [number, number] {
  return numbers.reduce(
    ([least, most], number) => [Math.min(least, number), Math.max(most, number)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

/** Two series as pairs of numbers, as long as the shorter; an item that is not a number drops. */
function numberPairs(left: Value, right: Value): [number, number][] | null {
  const lengths = [left, right].filter(isList).map((list) => list.length);
  if (lengths.length === 0 || lengths.includes(0)) return null;
  const at = (series: Value, index: number) =>
    numericOrNull(isList(series) ? (series[index] ?? null) : series);
  return Array.from({ length: Math.min(...lengths) }, (_, index) => index).flatMap((index) => {
    const [a, b] = [at(left, index), at(right, index)];
    return a === null || b === null ? [] : [[a, b]];
  });
}

function dotProduct(left: Value, right: Value): number | null {
  return numberPairs(left, right)?.reduce((sum, [a, b]) => sum + a * b, 0) ?? null;
}

function magnitude(series: Value): number | null {
  const squared = isList(series) ? dotProduct(series, series) : null;
  return squared === null ? null : Math.sqrt(squared);
}

/** Pearson's correlation; null for series of different lengths or with other items. */
function correlation(left: Value, right: Value): number | null {
  const [xs, ys] = [allNumbers(left), allNumbers(right)];
  if (!xs || !ys || xs.length !== ys.length || xs.length === 0) return null;
  const [meanX, meanY] = [meanOf(xs), meanOf(ys)];
  const [dx, dy] = [xs.map((x) => x - meanX), ys.map((y) => y - meanY)];
  const product = (a: List, b: List) => dotProduct(a, b) ?? Number.NaN;
  return product(dx, dy) / Math.sqrt(product(dx, dx) * product(dy, dy));
}

function real(
  arity: ScalarFunction["arity"],
  compute: (...args: Value[]) => number | null,
): ScalarFunction {
  return { arity, type: "real", call: (args) => compute(...args) };
}

export const SERIES_STATISTICS: FunctionTable = {
  series_stats_dynamic: statistics,
  series_sum: real([1, 1], (series = null) => (isList(series) ? sumOf(series) : null)),
  series_product: real(
    [1, 1],
    (series = null) => allNumbers(series)?.reduce((product, number) => product * number, 1) ?? null,
  ),
  series_magnitude: real([1, 1], (series = null) => magnitude(series)),
  series_dot_product: real([2, 2], (left = null, right = null) => dotProduct(left, right)),
  series_pearson_correlation: real([2, 2], (left = null, right = null) => correlation(left, right)),
  /** `series_cosine_similarity(series1, series2 [, magnitude1 [, magnitude2]])` */
  series_cosine_similarity: real([2, 4], (left = null, right = null, ...magnitudes) => {
    const product = dotProduct(left, right);
    const [a, b] = [left, right].map((series, index) =>
      numericOrNull(magnitudes[index] ?? magnitude(series)),
    );
    return product === null || a == null || b == null ? null : product / (a * b);
  }),
};
