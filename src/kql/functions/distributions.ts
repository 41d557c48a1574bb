import { unsupported } from "../errors.ts";
import { numericOrNull } from "./arguments.ts";
import { betaCdf, betaInverse, betaPdf } from "./beta.ts";
import { erf, erfc } from "./erf.ts";
import type { CallSite, FunctionTable, ScalarFunction } from "./function.ts";
import { gamma, logGamma } from "./gamma.ts";
import { realFunction } from "./real-function.ts";

/** The largest alpha and beta that Kusto takes. */
const MOST = 10_000;

function ofBeta(
  compute: (x: number, alpha: number, beta: number, site: CallSite) => number,
): ScalarFunction {
  return {
    arity: [3, 3],
    type: "real",
    call: (args, site) => {
      const [x = null, alpha = null, beta = null] = args.map(numericOrNull);
      return x === null || alpha === null || beta === null ? null : compute(x, alpha, beta, site);
    },
  };
}

const isShape = (value: number) => value > 0 && value <= MOST;

export const DISTRIBUTIONS: FunctionTable = {
  gamma: realFunction(gamma),
  loggamma: realFunction(logGamma),
  erf: realFunction(erf),
  erfc: realFunction(erfc),
  beta_cdf: ofBeta((x, alpha, beta) =>
    x >= 0 && x <= 1 && isShape(alpha) && isShape(beta) ? betaCdf(x, alpha, beta) : Number.NaN,
  ),
  beta_pdf: ofBeta((x, alpha, beta) =>
    x > 0 && x < 1 && alpha > 0 && beta > 0 ? betaPdf(x, alpha, beta) : Number.NaN,
  ),
  /** The documentation contradicts itself about arguments that are out of range. */
  beta_inv: ofBeta((probability, alpha, beta, { at }) => {
    if (!(probability > 0 && probability <= 1 && isShape(alpha) && isShape(beta)))
      throw unsupported("beta_inv() with arguments out of range", at);
    return betaInverse(probability, alpha, beta);
  }),
};
