import type { FunctionTable } from "./function.ts";
import { allNumbers, meanOf, sampleVariance } from "./series-statistics.ts";

/** The line through points at 1, 2, 3, ... by least squares. */
function fitLine(ys: readonly number[]) {
  const [meanX, meanY] = [(ys.length + 1) / 2, meanOf(ys)];
  const distances = ys.map((_, index) => index + 1 - meanX);
  const products = distances.reduce((sum, dx, index) => sum + dx * ((ys[index] ?? 0) - meanY), 0);
  const slope = products / distances.reduce((sum, dx) => sum + dx * dx, 0);
  const interception = meanY - slope * meanX;
  const line = ys.map((_, index) => slope * (index + 1) + interception);
  const variance = sampleVariance(ys);
  const rvariance = sampleVariance(ys.map((y, index) => y - (line[index] ?? 0)));
  return { rsquare: 1 - rvariance / variance, slope, variance, rvariance, interception, line };
}

export const SERIES_FIT: FunctionTable = {
  series_fit_line_dynamic: {
    arity: [1, 1],
    type: "dynamic",
    call: ([series = null]) => {
      const ys = allNumbers(series);
      if (!ys || ys.length < 2) return null;
      const { line, ...fit } = fitLine(ys);
      return { ...fit, line_fit: line };
    },
  },
};
