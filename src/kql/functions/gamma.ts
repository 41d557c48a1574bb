/** Stirling's series is exact to the last digits of a real from here on. */
const LARGE = 15;
/** B(2k) / (2k (2k - 1)) for the Bernoulli numbers B, as Stirling's series has them. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1_260, -1 / 1_680, 1 / 1_188, -691 / 360_360, 1 / 156];

/** The natural logarithm of the absolute value of the gamma function. */
export function logGamma(x: number): number {
  if (x <= 0 && Number.isInteger(x)) return Number.POSITIVE_INFINITY;
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  let [large, product] = [x, 1];
  for (; large < LARGE; large += 1) product *= large;
  return logGammaOfLarge(large) - Math.log(product);
}

function logGammaOfLarge(x: number): number {
  if (x === Number.POSITIVE_INFINITY) return x;
  const series = STIRLING.reduce((sum, factor, k) => sum + factor / x ** (2 * k + 1), 0);
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series;
}

/** The gamma function; exact where it is a factorial that a real holds exactly. */
export function gamma(x: number): number {
  if (x <= 0 && Number.isInteger(x)) return Number.NaN;
  if (Number.isInteger(x) && x <= 23) {
    let factorial = 1;
    for (let factor = 2; factor < x; factor++) factorial *= factor;
    return factorial;
  }
  const isNegative = x < 0 && Math.floor(x) % 2 !== 0;
  return (isNegative ? -1 : 1) * Math.exp(logGamma(x));
}
