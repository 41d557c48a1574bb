/** Beyond this, a continued fraction converges faster than the series. */
const LARGE = 2;

/** The error function. */
export function erf(x: number): number {
  if (Math.abs(x) >= LARGE) return Math.sign(x) * (1 - erfcOfLarge(Math.abs(x)));
  let [sum, term] = [x, x];
  for (let n = 1; Math.abs(term) > Math.abs(sum) * Number.EPSILON; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** The complementary error function, also where `1 - erf(x)` would lose all digits. */
export function erfc(x: number): number {
  return x >= LARGE ? erfcOfLarge(x) : 1 - erf(x);
}

/** Laplace's continued fraction, evaluated from its end. */
function erfcOfLarge(x: number): number {
  let fraction = x;
  for (let n = 120; n > 0; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}
