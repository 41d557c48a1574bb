import fc from "fast-check";
import { expect, test } from "vitest";
import { Bytes } from "../../../src/emulator/data/bytes.ts";
import { writeTokenTicks } from "../../../src/emulator/data/token-time.ts";
import { formatDatetime, parseDatetime } from "../../../src/kql/values/datetime.ts";

/** The ticks of a text; undefined if it is not in the usual form of a time. */
function ticksOf(text: string): bigint | undefined {
  const token = Buffer.from(`x"${text}"x`);
  const ticks = new BigInt64Array(3);
  const place = { bytes: new Bytes(token), start: 1, end: token.length - 1 };
  return writeTokenTicks(place, ticks, 1) ? ticks[1] : undefined;
}

const FIRST = parseDatetime("1000-01-01") as bigint;
const LAST = parseDatetime("9999-12-31T23:59:59.9999999Z") as bigint;

test("every time of Log Analytics has the ticks that KQL gives it", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: FIRST, max: LAST }),
      fc.integer({ min: 0, max: 7 }),
      fc.constantFrom("T", " "),
      fc.constantFrom("Z", ""),
      (ticks, digits, separator, zone) => {
        const all = formatDatetime(ticks);
        const fraction = digits === 0 ? "" : all.slice(19, 20 + digits);
        const text = `${all.slice(0, 10)}${separator}${all.slice(11, 19)}${fraction}${zone}`;
        expect(ticksOf(text)).toBe(parseDatetime(text));
      },
    ),
    { numRuns: 2000 },
  );
});

test("what is taken for a time is the time that KQL reads", () => {
  const part = fc.constantFrom(
    ..."0 1 2 3 5 9 00 29 30 31 59 60 1900 2000 2023 2024 - - - : : T Z . ".split(" "),
  );
  const mutated = fc.tuple(fc.nat({ max: 27 }), fc.nat({ max: 3 }), part).map(([at, cut, text]) => {
    const time = "2024-02-29T23:59:59.1234567Z";
    return time.slice(0, at) + text + time.slice(at + cut);
  });
  fc.assert(
    fc.property(
      fc.oneof(
        mutated,
        fc.array(part, { maxLength: 16 }).map((all) => all.join("")),
      ),
      (text) => {
        const ticks = ticksOf(text);
        if (ticks !== undefined) expect(ticks).toBe(parseDatetime(text));
      },
    ),
    { numRuns: 5000 },
  );
});

test.each([
  ...[
    "",
    "2026-11-10",
    "2026-11-10T10:00",
    "2026-11-10T10:00:00.Z",
    "2026-11-10T10:00:00.12345678Z",
  ],
  ...[
    "2026-02-29T10:00:00Z",
    "2100-02-29T10:00:00Z",
    "2026-00-10T10:00:00Z",
    "2026-11-00T10:00:00Z",
  ],
  ...[
    "2026-11-31T10:00:00Z",
    "2026-11-10T24:00:00Z",
    "2026-11-10T10:60:00Z",
    "2026-11-10T10:00:60Z",
  ],
  ...[
    "2026-11-10T10:00:00+01:00",
    "0999-12-31T00:00:00Z",
    "2026-11-10T10:00:00z",
    "2026-11-1\u00d0T10:00:00",
  ],
])("%s is left to be read as text", (text) => {
  expect(ticksOf(text)).toBeUndefined();
});
