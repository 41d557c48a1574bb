/**
 * Punycode by RFC 3492, whose variables have these names: the digits of a delta are written with
 * thresholds that depend on a bias, which adapts to the size of the deltas before it.
 */
const [BASE, T_MIN, T_MAX, SKEW, DAMP, FIRST_BIAS, FIRST_POINT] = [36, 1, 26, 38, 700, 72, 128];
const DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789";
/** Both directions take quadratic time; a label of a domain has at most 63 characters. */
const LONGEST = 4_096;
const MOST = 2 ** 31 - 1;

function adapt(delta: number, length: number, isFirst: boolean): number {
  let rest = isFirst ? Math.floor(delta / DAMP) : delta >> 1;
  rest += Math.floor(rest / length);
  let bias = 0;
  for (; rest > ((BASE - T_MIN) * T_MAX) >> 1; bias += BASE)
    rest = Math.floor(rest / (BASE - T_MIN));
  return bias + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}

const threshold = (k: number, bias: number) => Math.min(Math.max(k - bias, T_MIN), T_MAX);

/** The Punycode of a text, or null if it is too long. */
export function encodePunycode(text: string): string | null {
  const points = [...text].map((character) => character.codePointAt(0) ?? 0);
  if (points.length > LONGEST) return null;
  const basic = points.filter((point) => point < FIRST_POINT);
  const written = [String.fromCodePoint(...basic), basic.length > 0 ? "-" : ""];
  let [next, delta, bias, handled] = [FIRST_POINT, 0, FIRST_BIAS, basic.length];
  while (handled < points.length) {
    const least = Math.min(...points.filter((point) => point >= next));
    delta += (least - next) * (handled + 1);
    next = least;
    for (const point of points) {
      if (point < next) delta += 1;
      if (point !== next) continue;
      written.push(encodeDelta(delta, bias));
      bias = adapt(delta, handled + 1, handled === basic.length);
      delta = 0;
      handled += 1;
    }
    delta += 1;
    next += 1;
  }
  return written.join("");
}

function encodeDelta(delta: number, bias: number): string {
  let [written, rest, k] = ["", delta, BASE];
  for (; rest >= threshold(k, bias); k += BASE) {
    const least = threshold(k, bias);
    written += DIGITS[least + ((rest - least) % (BASE - least))];
    rest = Math.floor((rest - least) / (BASE - least));
  }
  return written + DIGITS[rest];
}

/** The text that a Punycode stands for, or null if it is none or too long. */
export function decodePunycode(encoded: string): string | null {
  const delimiter = encoded.lastIndexOf("-");
  const points = [...encoded.slice(0, Math.max(delimiter, 0))].map((c) => c.codePointAt(0) ?? 0);
  if (encoded.length > LONGEST || points.some((point) => point >= FIRST_POINT)) return null;
  let [next, index, bias, at] = [FIRST_POINT, 0, FIRST_BIAS, delimiter + 1];
  while (at < encoded.length) {
    const read = decodeDelta(encoded, at, bias);
    if (read === null || index + read.delta > MOST) return null;
    at = read.end;
    index += read.delta;
    const length = points.length + 1;
    bias = adapt(read.delta, length, points.length === Math.max(delimiter, 0));
    next += Math.floor(index / length);
    index %= length;
    if (next > 0x10ffff || (next >= 0xd800 && next <= 0xdfff)) return null;
    points.splice(index, 0, next);
    index += 1;
  }
  return String.fromCodePoint(...points);
}

function decodeDelta(
  encoded: string,
  from: number,
  bias: number,
): { delta: number; end: number } | null {
  let [delta, weight, at] = [0, 1, from];
  for (let k = BASE; ; k += BASE) {
    const character = encoded[at++];
    const digit = character === undefined ? -1 : DIGITS.indexOf(character.toLowerCase());
    if (digit < 0) return null;
    delta += digit * weight;
    if (delta > MOST) return null;
    const least = threshold(k, bias);
    if (digit < least) return { delta, end: at };
    weight *= BASE - least;
  }
}
