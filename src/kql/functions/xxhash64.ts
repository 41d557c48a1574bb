const [P1, P2, P3, P4, P5] = [
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
] as const;

const u64 = (value: bigint) => BigInt.asUintN(64, value);
const rotate = (value: bigint, bits: bigint) => u64((value << bits) | (u64(value) >> (64n - bits)));
const mix = (lane: bigint, input: bigint) => u64(rotate(u64(lane + input * P2), 31n) * P1);

/** XXH64 with seed 0, as a signed 64-bit number. */
export function xxhash64(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = bytes.length - (bytes.length % 32);
  let hash = u64(stripes(view, at) + BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8)
    hash = u64(rotate(hash ^ mix(0n, view.getBigUint64(at, true)), 27n) * P1 + P4);
  if (at + 4 <= bytes.length) {
    hash = u64(rotate(hash ^ u64(BigInt(view.getUint32(at, true)) * P1), 23n) * P2 + P3);
    at += 4;
  }
  for (; at < bytes.length; at++)
    hash = u64(rotate(hash ^ u64(BigInt(view.getUint8(at)) * P5), 11n) * P1);
  return BigInt.asIntN(64, avalanche(hash));
}

/** The state after all whole stripes of 32 bytes. */
function stripes(view: DataView, end: number): bigint {
  if (end === 0) return P5;
  let [a, b, c, d] = [u64(P1 + P2), u64(P2), 0n, u64(-P1)];
  for (let at = 0; at < end; at += 32) {
    a = mix(a, view.getBigUint64(at, true));
    b = mix(b, view.getBigUint64(at + 8, true));
    c = mix(c, view.getBigUint64(at + 16, true));
    d = mix(d, view.getBigUint64(at + 24, true));
  }
  const sum = rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n);
  return [a, b, c, d].reduce((hash, lane) => u64((hash ^ mix(0n, lane)) * P1 + P4), u64(sum));
}

function avalanche(hash: bigint): bigint {
  const second = u64((hash ^ (hash >> 33n)) * P2);
  const third = u64((second ^ (second >> 29n)) * P3);
  return third ^ (third >> 32n);
}
