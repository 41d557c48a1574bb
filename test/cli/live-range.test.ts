import { expect, test } from "vitest";
import { liveRange } from "../../src/cli/windows.ts";

const NOW = Date.parse("2026-11-26T12:00:00Z");

test.each([
  [{}, "2026-11-19T12:00:00.000Z", "2026-11-26T12:00:00.000Z"],
  [{ last: "12h" }, "2026-11-26T00:00:00.000Z", "2026-11-26T12:00:00.000Z"],
  [{ last: "P2D" }, "2026-11-24T12:00:00.000Z", "2026-11-26T12:00:00.000Z"],
  [{ last: "pt30m" }, "2026-11-26T11:30:00.000Z", "2026-11-26T12:00:00.000Z"],
  [{ from: "2026-11-01" }, "2026-11-01T00:00:00.000Z", "2026-11-26T12:00:00.000Z"],
  [
    { from: "2026-11-01", to: "2026-11-02T01:00Z" },
    "2026-11-01T00:00:00.000Z",
    "2026-11-02T01:00:00.000Z",
  ],
])("%j of a live look", (named, from, to) => {
  expect(liveRange(named, NOW, "7d")).toEqual({ from: Date.parse(from), to: Date.parse(to) });
});

test.each([
  [{ last: "7" }, "--last 7 is not a duration"],
  [{ last: "0d" }, "--last 0d is not a duration"],
  [{ last: "1y" }, "is not a duration"],
  [{ last: "7d", to: "2026-11-01" }, "--last cannot be combined with --from and --to"],
  [{ to: "2026-11-01" }, "--to needs --from"],
  [{ from: "2027-01-01" }, "--from is not before --to"],
  [{ from: "2026-11-01", to: "2026-11-01" }, "--from is not before --to"],
])("%j is refused", (named, message) => {
  expect(() => liveRange(named, NOW, "7d")).toThrow(message);
});
