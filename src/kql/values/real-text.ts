/**
 * The text of a real as Kusto writes it. Kusto's digits are those of the Grisu2 algorithm (Loitsch,
 * "Printing Floating-Point Numbers Quickly and Accurately", 2010) with one peculiarity, seen in the
 * output of its emulator: beyond eight digits after the binary point, the last digit is not moved
 * to the nearest one. So 0.1 + 0.2 is 0.30000000000000007, which reads back as the same real.
 */
export function formatReal(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (value < 0 || Object.is(value, -0)) return `-${formatReal(-value)}`;
  if (value === Number.POSITIVE_INFINITY) return "Infinity";
  if (Number.isSafeInteger(value)) return `${value}.0`;
  const { digits, exponent } = decimalDigits(value);
  return placePoint(digits, digits.length + exponent);
}

/** `point` is the number of digits before the decimal point. */
function placePoint(digits: string, point: number): string {
  if (point > 21 || point <= -6) return scientific(digits, point - 1);
  if (point >= digits.length) return `${digits.padEnd(point, "0")}.0`;
  if (point > 0) return `${digits.slice(0, point)}.${digits.slice(point)}`;
  return `0.${"0".repeat(-point)}${digits}`;
}

function scientific(digits: string, exponent: number): string {
  return `${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ""}e${exponent}`;
}

/** A 64-bit significand times a power of two. */
interface Float {
  readonly significand: bigint;
  readonly exponent: number;
}

const FRACTION_BITS = 52n;
const FRACTION = (1n << FRACTION_BITS) - 1n;
/** Up to this digit after the binary point, the last digit becomes the nearest one. */
const LAST_ROUNDED = 8;

function normalized(significand: bigint, exponent: number): Float {
  const shift = 64 - significand.toString(2).length;
  return { significand: significand << BigInt(shift), exponent: exponent - shift };
}

function multiply(a: Float, b: Float): Float {
  const product = a.significand * b.significand;
  const rounded = (product >> 64n) + ((product >> 63n) & 1n);
  return { significand: rounded, exponent: a.exponent + b.exponent + 64 };
}

/** The power of ten with a 64-bit significand, rounded to the nearest. */
function powerOfTen(power: number): Float {
  const [top, bottom] = power >= 0 ? [10n ** BigInt(power), 1n] : [1n, 10n ** BigInt(-power)];
  const length = (value: bigint) => value.toString(2).length;
  let exponent = length(top) - length(bottom) - 64;
  const quotient = () =>
    exponent >= 0
      ? nearest(top, bottom << BigInt(exponent))
      : nearest(top << BigInt(-exponent), bottom);
  if (quotient() >> 64n > 0n) exponent += 1;
  return normalized(quotient(), exponent);
}

function nearest(top: bigint, bottom: bigint): bigint {
  return (2n * top + bottom) / (2n * bottom);
}

const powers = new Map<number, Float>();

/** The algorithm uses every eighth power of ten from -348 on. */
function cachedPower(binaryExponent: number): { power: number; float: Float } {
  const wanted = Math.ceil((-61 - binaryExponent) * 0.30102999566398114 + 347);
  const power = -348 + ((wanted >> 3) + 1) * 8;
  const float = powers.get(power) ?? powerOfTen(power);
  powers.set(power, float);
  return { power, float };
}

/** The interval of reals that read back as the value, scaled by a power of ten. */
interface Scaled {
  readonly top: bigint;
  readonly belowTop: bigint;
  readonly width: bigint;
  readonly fractionBits: bigint;
  readonly power: number;
}

function scale(value: number): Scaled {
  const bits = new BigUint64Array(new Float64Array([value]).buffer)[0] ?? 0n;
  const biased = Number(bits >> FRACTION_BITS);
  const fraction = bits & FRACTION;
  const significand = biased === 0 ? fraction : fraction | (1n << FRACTION_BITS);
  const exponent = biased === 0 ? -1074 : biased - 1075;
  const upper = normalized(2n * significand + 1n, exponent - 1);
  const isPowerOfTwo = fraction === 0n && biased > 0;
  const lower = isPowerOfTwo
    ? (4n * significand - 1n) << BigInt(exponent - 2 - upper.exponent)
    : (2n * significand - 1n) << BigInt(exponent - 1 - upper.exponent);
  const { power, float } = cachedPower(upper.exponent);
  const top = multiply(upper, float);
  const bottom = multiply({ significand: lower, exponent: upper.exponent }, float);
  const exact = multiply(normalized(significand, exponent), float);
  return {
    top: top.significand - 1n,
    belowTop: top.significand - 1n - exact.significand,
    width: top.significand - bottom.significand - 2n,
    fractionBits: BigInt(-top.exponent),
    power: -power,
  };
}

/** Digits from the top of the interval, until what remains is within it. */
function decimalDigits(value: number): { digits: string; exponent: number } {
  const { top, belowTop, width, fractionBits, power } = scale(value);
  const whole = (top >> fractionBits).toString();
  const fraction = top & ((1n << fractionBits) - 1n);
  for (let count = 1; count <= whole.length; count++) {
    const rest = (BigInt(whole.slice(count) || "0") << fractionBits) + fraction;
    if (rest > width) continue;
    const left = whole.length - count;
    const digits = whole.slice(0, count);
    const unit = (10n ** BigInt(left)) << fractionBits;
    return { digits: lowered(digits, { rest, unit, belowTop, width }), exponent: power + left };
  }
  return fractionDigits(whole, fraction, { belowTop, width, fractionBits, power });
}

function fractionDigits(
  whole: string,
  fraction: bigint,
  { belowTop, width, fractionBits, power }: Omit<Scaled, "top">,
): { digits: string; exponent: number } {
  const unit = 1n << fractionBits;
  let digits = whole === "0" ? "" : whole;
  let rest = fraction;
  for (let place = 1; ; place++) {
    const scaled = 10n ** BigInt(place);
    rest *= 10n;
    const digit = rest >> fractionBits;
    rest &= unit - 1n;
    if (digit > 0n || digits !== "") digits += digit;
    if (rest >= width * scaled) continue;
    const away = place <= LAST_ROUNDED ? belowTop * scaled : 0n;
    const ending = { rest, unit, belowTop: away, width: width * scaled };
    return { digits: lowered(digits, ending), exponent: power - place };
  }
}

/** How far the digits are below the top, and how far the exact value is. */
interface Ending {
  readonly rest: bigint;
  readonly unit: bigint;
  readonly belowTop: bigint;
  readonly width: bigint;
}

/** The digits with the last one lowered while that brings them nearer to the exact value. */
function lowered(digits: string, { rest, unit, belowTop, width }: Ending): string {
  let last = Number(digits.at(-1));
  for (let below = rest; below < belowTop && width - below >= unit; below += unit) {
    const next = below + unit;
    if (next >= belowTop && belowTop - below <= next - belowTop) break;
    last -= 1;
  }
  return digits.slice(0, -1) + last;
}
