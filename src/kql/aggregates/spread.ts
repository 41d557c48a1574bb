import type { Compiled } from "../evaluate/compiled.ts";
import { asNumber } from "../evaluate/numbers.ts";
import { type AggregateFunction, type AggregateTable, always, onlyWhere } from "./aggregate.ts";

/** What is computed from the number of values and their sum of squared (co)deviations. */
type Measure = (deviations: number, count: number) => number;

/** One value is no sample, and neither is none, but the variance is 0 in Kusto. */
const sample: Measure = (deviations, count) => (count <= 1 ? 0 : deviations / (count - 1));
const population: Measure = (deviations, count) => deviations / count;
const rootOf =
  (measure: Measure): Measure =>
  (deviations, count) =>
    Math.sqrt(measure(deviations, count));

function spread(measure: Measure): AggregateFunction {
  return {
    arity: [1, 1],
    type: always("real"),
    over:
      ([x]) =>
      (rows) =>
        measurePairs(readPairs(rows, x, x), measure),
  };
}

function covariance(measure: Measure): AggregateFunction {
  return {
    arity: [2, 2],
    type: always("real"),
    over:
      ([x, y]) =>
      (rows) =>
        measurePairs(readPairs(rows, x, y), measure),
  };
}

type Pairs = readonly (readonly [number, number])[];

/** Rows in which either value is null do not count. */
function readPairs(rows: Uint32Array, x: Compiled | undefined, y: Compiled | undefined): Pairs {
  const pairs: [number, number][] = [];
  for (const row of rows) {
    const [a, b] = [asNumber(x?.at(row) ?? null), asNumber(y?.at(row) ?? null)];
    if (a !== null && b !== null) pairs.push([a, b]);
  }
  return pairs;
}

function measurePairs(pairs: Pairs, measure: Measure): number {
  const count = pairs.length;
  const [meanX, meanY] = [mean(pairs, 0), mean(pairs, 1)];
  const deviations = pairs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return measure(deviations, count);
}

function mean(pairs: Pairs, side: 0 | 1): number {
  return pairs.reduce((sum, pair) => sum + pair[side], 0) / pairs.length;
}

const variance = spread(sample);
const variancep = spread(population);
const stdev = spread(rootOf(sample));
const covariances = covariance(sample);
const covariancep = covariance(population);

export const SPREAD: AggregateTable = {
  stdev,
  stdevif: onlyWhere(stdev, "stdevif"),
  stdevp: spread(rootOf(population)),
  variance,
  varianceif: onlyWhere(variance, "varianceif"),
  variancep,
  variancepif: onlyWhere(variancep, "variancepif"),
  covariance: covariances,
  covarianceif: onlyWhere(covariances, "covarianceif"),
  covariancep,
  covariancepif: onlyWhere(covariancep, "covariancepif"),
};
