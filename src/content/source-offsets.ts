/** How a text writes characters that it cannot contain as they are. */
export type Escapes =
  /** As block texts of YAML. */
  | "none"
  /** `\n`, `\u0041`: JSON, and texts in double quotes in YAML. */
  | "backslash"
  /** `''`: texts in single quotes in YAML. */
  | "doubled";

/**
 * For each character of a value, its offset in the source that the value was read from: behind
 * indentation, folded lines and escapes. The last one is the end of the value.
 */
export function sourceOffsets(source: string, value: string, escapes: Escapes): Uint32Array {
  const offsets = new Uint32Array(value.length + 1);
  let at = 0;
  for (let index = 0; index < value.length; index++) {
    const found = findCharacter(source, at, value[index] ?? "", escapes);
    offsets[index] = found.at;
    at = found.end;
  }
  offsets[value.length] = at;
  return offsets;
}

interface Found {
  readonly at: number;
  readonly end: number;
}

function findCharacter(source: string, from: number, wanted: string, escapes: Escapes): Found {
  let at = from;
  while (at < source.length) {
    const here = source[at] ?? "";
    if (escapes === "backslash" && here === "\\") {
      const end = at + escapeLength(source, at);
      if (!/[\r\n]/.test(source[at + 1] ?? "")) return { at, end };
      at = end;
      continue;
    }
    if (here === wanted) return { at, end: at + (escapes === "doubled" && wanted === "'" ? 2 : 1) };
    if (wanted === " " && here === "\n") return { at, end: at + 1 };
    if (!/\s/.test(here) && /\s/.test(wanted)) return { at, end: at };
    at += 1;
  }
  return { at, end: at };
}

function escapeLength(source: string, at: number): number {
  const lengths: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 };
  return lengths[source[at + 1] ?? ""] ?? 2;
}
