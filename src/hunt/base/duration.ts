const ISO = /^P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const SHORT = /^(\d+)([dhm])$/i;
const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000 };

/** Milliseconds of an ISO 8601 duration (P1D, PT5M; no months or years), or undefined. */
export function parseDuration(text: string): number | undefined {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  return ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}

/** Milliseconds of an Azure-Sentinel rule duration (5m, 1h, 14d), or undefined. */
export function parseShortDuration(text: string): number | undefined {
  const match = SHORT.exec(text);
  return match ? Number(match[1]) * (UNIT_MS[(match[2] ?? "").toLowerCase()] ?? 0) : undefined;
}

/** Milliseconds of a duration in either form, in any letter case (pt5m, 1H), or undefined. */
export function parseAnyDuration(text: string): number | undefined {
  return parseDuration(text.trim().toUpperCase()) ?? parseShortDuration(text.trim());
}

/** A duration in ms as ISO 8601, in the largest unit of which it is a whole number. */
export function isoDuration(ms: number): string {
  const [unit, size] = (
    [
      ["D", 86_400_000],
      ["H", 3_600_000],
      ["M", 60_000],
    ] as const
  ).find(([, one]) => ms % one === 0) ?? ["S", 1_000];
  return `P${unit === "D" ? "" : "T"}${ms / size}${unit}`;
}
