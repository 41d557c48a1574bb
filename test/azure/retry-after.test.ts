import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { waitFor } from "../../src/azure/patience.ts";
import { retryAfter } from "../../src/azure/retry-after.ts";

const NOW = Date.parse("2026-11-25T10:00:00Z");
const headers = (given: Readonly<Record<string, string>>) => ({
  get: (name: string) => given[name],
});
const asked = (text: string, more: Readonly<Record<string, string>> = {}) =>
  retryAfter(headers({ "retry-after": text, ...more }), NOW);

describe("Retry-After", () => {
  test.each([
    ["seconds", "7", 7_000],
    ["no wait at all", "0", 0],
    ["the date in use", "Wed, 25 Nov 2026 10:00:05 GMT", 5_000],
    ["the date of RFC 850", "Wednesday, 25-Nov-26 10:00:05 GMT", 5_000],
    ["the date of asctime", "Wed Nov 25 10:00:05 2026", 5_000],
    ["asctime with one digit", "Tue Dec  1 10:00:00 2026", 6 * 86_400_000],
    [
      "a year of two digits more than 50 years ahead is past",
      "Sunday, 06-Nov-94 08:49:37 GMT",
      undefined,
    ],
    ["a date that is over", "Wed, 25 Nov 2026 09:59:59 GMT", undefined],
    ["a day that there is not", "Mon, 31 Feb 2027 10:00:00 GMT", undefined],
    ["an hour that there is not", "Wed, 25 Nov 2026 24:00:00 GMT", undefined],
    ["another zone", "Wed, 25 Nov 2026 10:00:05 CET", undefined],
    ["ISO 8601", "2026-11-25T10:00:05Z", undefined],
    ["a negative number", "-5", undefined],
    ["a word", "soon", undefined],
    ["nothing", "", undefined],
  ])("%s: %s", (_, text, wait) => {
    expect(asked(text)).toBe(wait);
  });

  test("a date counts from the answer's own time, where it has one that can be read", () => {
    const until = "Wed, 25 Nov 2026 11:00:03 GMT";
    expect(asked(until, { date: "Wed, 25 Nov 2026 11:00:00 GMT" })).toBe(3_000);
    expect(asked(until, { date: "yesterday" })).toBe(3_603_000);
    expect(
      asked("Wed, 25 Nov 2026 10:00:03 GMT", { date: "Wed, 25 Nov 2026 11:00:00 GMT" }),
    ).toBeUndefined();
  });

  test("milliseconds come first; what is no number of them is passed over", () => {
    expect(asked("7", { "retry-after-ms": "150" })).toBe(150);
    expect(asked("7", { "x-ms-retry-after-ms": "250" })).toBe(250);
    expect(asked("7", { "retry-after-ms": "soon" })).toBe(7_000);
    expect(asked("7", { "retry-after-ms": "-1" })).toBe(7_000);
  });

  test("any date of the three forms is read as that second", () => {
    const seconds = fc.integer({ min: 1, max: 40 * 365 * 86_400 });
    fc.assert(
      fc.property(seconds, (ahead) => {
        const date = new Date(NOW + ahead * 1_000);
        const [weekday = "", day = "", month = "", year = "", time = ""] = date
          .toUTCString()
          .split(/,? /);
        expect(asked(date.toUTCString())).toBe(ahead * 1_000);
        expect(asked(`${weekday}day, ${day}-${month}-${year.slice(2)} ${time} GMT`)).toBe(
          ahead * 1_000,
        );
        expect(asked(`${weekday} ${month} ${day.replace(/^0/, " ")} ${time} ${year}`)).toBe(
          ahead * 1_000,
        );
      }),
    );
  });
});

describe("the wait before a call is repeated", () => {
  const rest = (given: Readonly<Record<string, string>>) => ({
    name: "RestError",
    statusCode: 429,
    response: { headers: headers(given) },
  });

  test("is what a date asks for, up to the bound", () => {
    expect(waitFor(rest({ "retry-after": "Wed, 25 Nov 2026 10:00:05 GMT" }), 1, NOW)).toBe(5_000);
    expect(
      waitFor(rest({ "retry-after": "Wed, 25 Nov 2026 11:00:00 GMT" }), 1, NOW),
    ).toBeUndefined();
  });

  test("is ours where what is asked for cannot be read", () => {
    for (const given of ["soon", "-5", "Wed, 25 Nov 2026 09:00:00 GMT"])
      expect(waitFor(rest({ "retry-after": given }), 2, NOW)).toBe(1_000);
    expect(waitFor(rest({ "retry-after-ms": "soon" }), 1, NOW)).toBe(500);
  });
});
