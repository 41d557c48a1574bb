/** A decimal that is stored as a whole number, or as the bytes of one, most significant first. */
export function decimalText(raw: number | bigint | Uint8Array, scale: number): string {
  const whole = raw instanceof Uint8Array ? signedNumber(raw) : BigInt(raw);
  const digits = String(whole < 0n ? -whole : whole).padStart(scale + 1, "0");
  const point = digits.length - scale;
  const sign = whole < 0n ? "-" : "";
  return scale > 0 ? `${sign}${digits.slice(0, point)}.${digits.slice(point)}` : `${sign}${digits}`;
}

function signedNumber(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  const digits = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${digits}`));
}
