import { KqlError } from "../errors.ts";
import type { FunctionTable } from "./function.ts";
import { allNumbers } from "./series-statistics.ts";

/** Multiplications that a filter may take; a hostile one could be as long as the series. */
const MOST_STEPS = 50_000_000;

/** `y[i] = (sum of b[k] x[i-k] - sum of a[k] y[i-k]) / a[0]`, with zeros before the beginning. */
function filtered(
  series: readonly number[],
  numerators: readonly number[],
  denominators: readonly number[],
): number[] {
  const [first = 0, ...others] = denominators;
  const output: number[] = [];
  for (let at = 0; at < series.length; at++) {
    let sum = 0;
    for (let k = 0; k < numerators.length && k <= at; k++)
      sum += (numerators[k] ?? 0) * (series[at - k] ?? 0);
    for (let k = 0; k < others.length && k < at; k++)
      sum -= (others[k] ?? 0) * (output[at - 1 - k] ?? 0);
    output.push(sum / first);
  }
  return output;
}

export const SERIES_FILTER: FunctionTable = {
  series_iir: {
    arity: [3, 3],
    type: "dynamic",
    call: (args, { at }) => {
      const [series, numerators, denominators] = args.map(allNumbers);
      if (!series || !numerators || !denominators?.[0]) return null;
      if (series.length * (numerators.length + denominators.length) > MOST_STEPS)
        throw new KqlError("runtime", "the filter is too long for the local engine", at);
      return filtered(series, numerators, denominators);
    },
  },
};
