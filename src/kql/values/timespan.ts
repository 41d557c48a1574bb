const UNITS: readonly (readonly [RegExp, bigint])[] = [
  [/^(microseconds?|us)$/, 10n],
  [/^(milliseconds?|millis?|ms)$/, 10_000n],
  [/^(seconds?|sec|s)$/, 10_000_000n],
  [/^(minutes?|min|m)$/, 600_000_000n],
  [/^(hours?|hrs?|hour|h)$/, 36_000_000_000n],
  [/^(days?|d)$/, 864_000_000_000n],
  [/^(ticks?|tick)$/, 1n],
];

const CLOCK = /^\s*(-)?(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?\s*$/;

/** Ticks of `1.02:03:04.5`, `02:03`, `3d`, `1.5h` or a bare number of days; null otherwise. */
export function parseTimespan(text: string): bigint | null {
  const clock = CLOCK.exec(text);
  if (clock) return within64Bits(clockTicks(clock));
  const unit = /^\s*(-?\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text);
  if (!unit) return null;
  const scale = unit[2]
    ? UNITS.find(([name]) => name.test((unit[2] ?? "").toLowerCase()))?.[1]
    : 864_000_000_000n;
  return scale === undefined ? null : within64Bits(scaleToTicks(unit[1] ?? "0", scale));
}

/** The ticks, or null if they do not fit into the 64 bits of a timespan. */
function within64Bits(ticks: bigint | null): bigint | null {
  return ticks !== null && BigInt.asIntN(64, ticks) === ticks ? ticks : null;
}

function clockTicks(match: RegExpExecArray): bigint | null {
  const [, sign, days = "0", hours = "0", minutes = "0", seconds = "0", fraction = ""] = match;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const whole =
    ((BigInt(days) * 24n + BigInt(hours)) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);
  const ticks = whole * 10_000_000n + BigInt(fraction.padEnd(7, "0"));
  return sign ? -ticks : ticks;
}

function scaleToTicks(number: string, scale: bigint): bigint {
  const [whole = "0", fraction = ""] = number.replace("-", "").split(".");
  const ticks =
    BigInt(whole) * scale +
    (fraction ? (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length) : 0n);
  return number.startsWith("-") ? -ticks : ticks;
}

/** `[-][d.]hh:mm:ss[.fffffff]`, as Kusto writes it. */
export function formatTimespan(ticks: bigint): string {
  const positive = ticks < 0n ? -ticks : ticks;
  const two = (n: bigint) => n.toString().padStart(2, "0");
  const days = positive / 864_000_000_000n;
  const clock = [
    (positive / 36_000_000_000n) % 24n,
    (positive / 600_000_000n) % 60n,
    (positive / 10_000_000n) % 60n,
  ];
  const fraction = positive % 10_000_000n;
  const tail = fraction === 0n ? "" : `.${fraction.toString().padStart(7, "0")}`;
  return `${ticks < 0n ? "-" : ""}${days > 0n ? `${days}.` : ""}${clock.map(two).join(":")}${tail}`;
}
