import { logGamma } from "./gamma.ts";

const MOST_STEPS = 20_000;
const SMALLEST = 1e-300;

/** The logarithm of the density of the beta distribution. */
function logDensity(x: number, alpha: number, beta: number): number {
  const logBeta = logGamma(alpha) + logGamma(beta) - logGamma(alpha + beta);
  return (alpha - 1) * Math.log(x) + (beta - 1) * Math.log1p(-x) - logBeta;
}

export function betaPdf(x: number, alpha: number, beta: number): number {
  return Math.exp(logDensity(x, alpha, beta));
}

/** The regularised incomplete beta function. */
export function betaCdf(x: number, alpha: number, beta: number): number {
  if (x === 0 || x === 1) return x;
  const front = Math.exp(logDensity(x, alpha, beta)) * x * (1 - x);
  return x < (alpha + 1) / (alpha + beta + 2)
    ? (front * fraction(x, alpha, beta)) / alpha
    : 1 - (front * fraction(1 - x, beta, alpha)) / beta;
}

/** The continued fraction of the incomplete beta function, by Lentz's method. */
function fraction(x: number, alpha: number, beta: number): number {
  const away = (value: number) => (Math.abs(value) < SMALLEST ? SMALLEST : value);
  let c = 1;
  let d = 1 / away(1 - ((alpha + beta) * x) / (alpha + 1));
  let result = d;
  for (let m = 1; m < MOST_STEPS; m++) {
    const even = (m * (beta - m) * x) / ((alpha + 2 * m - 1) * (alpha + 2 * m));
    const odd = (-(alpha + m) * (alpha + beta + m) * x) / ((alpha + 2 * m) * (alpha + 2 * m + 1));
    let change = 1;
    for (const numerator of [even, odd]) {
      d = 1 / away(1 + numerator * d);
      c = away(1 + numerator / c);
      change = c * d;
      result *= change;
    }
    if (Math.abs(change - 1) < Number.EPSILON) break;
  }
  return result;
}

/** The x at which the distribution function has a value, by halving the interval. */
export function betaInverse(probability: number, alpha: number, beta: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 1_100; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (betaCdf(middle, alpha, beta) < probability) low = middle;
    else high = middle;
  }
  return high;
}
