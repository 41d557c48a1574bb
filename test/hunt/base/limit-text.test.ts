import fc from "fast-check";
import { expect, test } from "vitest";
import { oneLine } from "../../../src/hunt/base/escape.ts";
import { cutText, limitText, utf8Length, wellFormed } from "../../../src/hunt/base/limit-text.ts";

const text = fc
  .array(fc.constantFrom("a", "\u{1f600}", "\ud800", "\udfff", "\u6f22"))
  .map((parts) => parts.join(""));

test("a start is the longest that fits and does not end within a character", () => {
  fc.assert(
    fc.property(text, fc.integer({ min: -3, max: 20 }), (whole, most) => {
      const start = cutText(whole, most);
      expect(whole.startsWith(start)).toBe(true);
      expect(start.length).toBeLessThanOrEqual(Math.max(most, 0));
      const next = [...whole.slice(start.length)][0];
      if (next !== undefined) expect(start.length + next.length).toBeGreaterThan(most);
      expect(wellFormed(whole).startsWith(wellFormed(start))).toBe(true);
    }),
  );
});

test("a text that is too long says how long it was", () => {
  expect(limitText("abc", 3)).toBe("abc");
  expect(limitText("x".repeat(100), 30)).toBe(`${"x".repeat(12)}… (100 characters)`);
});

test("halves of surrogate pairs are replaced, pairs are not", () => {
  expect(wellFormed("a\ud800b\udfff\u{1f600}")).toBe("a\u{fffd}b\u{fffd}\u{1f600}");
  expect(utf8Length("a\u6f22\u{1f600}")).toBe(8);
});

test("one line is cut by what is shown, however long the text is", () => {
  expect(oneLine(`${"\u{1f600}".repeat(4)}${"x".repeat(200_000)}`, 5)).toBe(
    `${"\u{1f600}".repeat(4)}…`,
  );
  expect(oneLine("\u0000".repeat(10), 5)).toBe("\\u{0…");
  expect(oneLine("\u{1f600}".repeat(5), 5)).toBe("\u{1f600}".repeat(5));
});
