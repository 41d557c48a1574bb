const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Kusto reads these spellings only, so `INF` is not a number. */
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ["nan", Number.NaN],
  ["NaN", Number.NaN],
  ...["inf", "+inf", "Infinity", "+Infinity"].map(
    (word) => [word, Number.POSITIVE_INFINITY] as const,
  ),
  ...["-inf", "-Infinity"].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

/** A real, or null if the text is not one. */
export function parseReal(text: string): number | null {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Number(trimmed) : (SPECIAL.get(trimmed) ?? null);
}
