/** By unit: how many nanoseconds it is. */
const UNITS: readonly (readonly [RegExp, bigint])[] = [
  [/^nano(s|sec|seconds?)?$/, 1n],
  [/^ticks?$/, 100n],
  [/^(micro(s|sec|seconds?)?|us)$/, 1_000n],
  [/^(milli(s|sec|seconds?)?|ms)$/, 1_000_000n],
  [/^(s|sec|seconds?)$/, 1_000_000_000n],
  [/^(m|min|minutes?)$/, 60_000_000_000n],
  [/^(h|hrs?|hours?)$/, 3_600_000_000_000n],
  [/^(d|days?)$/, 86_400_000_000_000n],
];
const NANOSECONDS_PER_TICK = 100n;

const CLOCK = /^\s*(-)?(?:(\d{1,8})\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?\s*$/;

/** A longer text is no timespan. */
const LONGEST = 60;

/** Ticks of `1.02:03:04.5`, `02:03`, `3d`, `1.5h` or a whole number of days; null otherwise. */
export function parseTimespan(text: string): bigint | null {
  if (text.length > LONGEST) return null;
  const clock = CLOCK.exec(text);
  if (clock) return within64Bits(clockTicks(clock));
  const unit = /^\s*(-?\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text);
  if (!unit || (!unit[2] && unit[1]?.includes("."))) return null;
  const name = (unit[2] || "days").toLowerCase();
  const scale = UNITS.find(([names]) => names.test(name))?.[1];
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
  const part = fraction ? (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length) : 0n;
  const ticks = (BigInt(whole) * scale + part) / NANOSECONDS_PER_TICK;
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
