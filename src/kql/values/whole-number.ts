const LONGEST = 64;

/**
 * A whole number of 32 or 64 bits, decimal with or without a sign, or hexadecimal; null if the text
 * is anything else or does not fit. Hexadecimal digits are the bits of the number.
 */
export function parseWhole(text: string, bits: 32 | 64): bigint | null {
  const digits = text.trim();
  if (digits.length > LONGEST) return null;
  if (/^0x[0-9a-f]+$/i.test(digits)) {
    const value = BigInt(digits);
    return BigInt.asUintN(bits, value) === value ? BigInt.asIntN(bits, value) : null;
  }
  if (!/^[+-]?\d+$/.test(digits)) return null;
  const value = BigInt(digits.replace("+", ""));
  return BigInt.asIntN(bits, value) === value ? value : null;
}
