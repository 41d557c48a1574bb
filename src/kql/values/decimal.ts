/**
 * Decimals, exact to 34 significant digits. A cell is the number's text without needless zeros, so
 * that equal numbers have equal texts.
 */
const DIGITS = 34;
/** Beyond these powers of ten a number is taken for none. */
const GREATEST_EXPONENT = 6_144;

/** The coefficient times a power of ten. */
interface Parts {
  readonly coefficient: bigint;
  readonly exponent: number;
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,5}))?$/i;
const LONGEST = 10_000;

/** The decimal that a text says, rounded to 34 digits; null if it says none. */
export function parseDecimal(text: string): string | null {
  const match = text.length > LONGEST ? null : NUMBER.exec(text.trim());
  const [, sign, whole = "", fraction = "", power = "0"] = match ?? [];
  if (!match || whole + fraction === "") return null;
  const coefficient = BigInt(whole + fraction);
  return formatDecimal({
    coefficient: sign === "-" ? -coefficient : coefficient,
    exponent: Number(power) - fraction.length,
  });
}

function partsOf(decimal: string): Parts {
  const [digits = "0", power = "0"] = decimal.split("e");
  const [whole = "0", fraction = ""] = digits.split(".");
  return { coefficient: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

function formatDecimal(parts: Parts): string | null {
  const { coefficient, exponent } = withoutZeros(rounded(parts));
  if (coefficient === 0n) return "0";
  const sign = coefficient < 0n ? "-" : "";
  const digits = coefficient.toString().replace("-", "");
  const point = digits.length + exponent;
  if (Math.abs(point) > GREATEST_EXPONENT) return null;
  if (point > DIGITS || point < -DIGITS) return `${sign}${digits}e${exponent}`;
  if (exponent >= 0) return `${sign}${digits}${"0".repeat(exponent)}`;
  return point > 0
    ? `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
    : `${sign}0.${"0".repeat(-point)}${digits}`;
}

/** Rounded to 34 digits, halves to the even one. */
function rounded({ coefficient, exponent }: Parts): Parts {
  const excess = coefficient.toString().replace("-", "").length - DIGITS;
  if (excess <= 0) return { coefficient, exponent };
  const unit = 10n ** BigInt(excess);
  const positive = coefficient < 0n ? -coefficient : coefficient;
  const [kept, rest] = [positive / unit, (positive % unit) * 2n];
  const isUp = rest > unit || (rest === unit && kept % 2n === 1n);
  const result = isUp ? kept + 1n : kept;
  return { coefficient: coefficient < 0n ? -result : result, exponent: exponent + excess };
}

function withoutZeros({ coefficient, exponent }: Parts): Parts {
  const zeros = /0*$/.exec(coefficient.toString())?.[0].length ?? 0;
  if (coefficient === 0n || zeros === 0) return { coefficient, exponent };
  return { coefficient: coefficient / 10n ** BigInt(zeros), exponent: exponent + zeros };
}

/** Two numbers as coefficients of the same power of ten. */
function aligned(left: string, right: string): { a: bigint; b: bigint; exponent: number } {
  const [x, y] = [partsOf(left), partsOf(right)];
  const exponent = Math.min(x.exponent, y.exponent);
  const shift = ({ coefficient, exponent: own }: Parts) =>
    coefficient * 10n ** BigInt(own - exponent);
  return { a: shift(x), b: shift(y), exponent };
}

export function compareDecimals(left: string, right: string): number {
  const { a, b } = aligned(left, right);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `+ - * / %`; null for a division by zero or a number that is too great. */
export function computeDecimal(op: string, left: string, right: string): string | null {
  const { a, b, exponent } = aligned(left, right);
  switch (op) {
    case "+":
      return formatDecimal({ coefficient: a + b, exponent });
    case "-":
      return formatDecimal({ coefficient: a - b, exponent });
    case "*":
      return multiply(partsOf(left), partsOf(right));
    case "/":
      return b === 0n ? null : divide(partsOf(left), partsOf(right));
    default:
      return b === 0n ? null : formatDecimal({ coefficient: modulo(a, b), exponent });
  }
}

function multiply(left: Parts, right: Parts): string | null {
  return formatDecimal({
    coefficient: left.coefficient * right.coefficient,
    exponent: left.exponent + right.exponent,
  });
}

/** Enough digits that what is cut off only decides the rounding: a last 1 stands for it. */
function divide(left: Parts, right: Parts): string | null {
  const more = 2 * DIGITS + 2;
  const dividend = left.coefficient * 10n ** BigInt(more);
  const quotient = dividend / right.coefficient;
  const isExact = quotient * right.coefficient === dividend;
  const isNegative = left.coefficient < 0n !== right.coefficient < 0n;
  const sticky = isExact ? 0n : isNegative ? -1n : 1n;
  return formatDecimal({
    coefficient: quotient * 10n + sticky,
    exponent: left.exponent - right.exponent - more - 1,
  });
}

/** Kusto's modulo is never negative. */
function modulo(a: bigint, b: bigint): bigint {
  const remainder = a % b;
  return remainder < 0n ? remainder + (b < 0n ? -b : b) : remainder;
}

export function negateDecimal(decimal: string): string {
  if (decimal === "0") return decimal;
  return decimal.startsWith("-") ? decimal.slice(1) : `-${decimal}`;
}

/** The whole part as a 64-bit integer, or the nearest one. */
export function longOfDecimal(decimal: string): bigint {
  const { coefficient, exponent } = partsOf(decimal);
  if (exponent < -2 * DIGITS) return 0n;
  const whole =
    exponent < 0
      ? coefficient / 10n ** BigInt(-exponent)
      : coefficient * 10n ** BigInt(Math.min(exponent, DIGITS));
  const greatest = 2n ** 63n - 1n;
  return whole > greatest ? greatest : whole < -greatest ? -greatest - 1n : whole;
}
