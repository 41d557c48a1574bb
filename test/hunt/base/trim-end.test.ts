import fc from "fast-check";
import { expect, test } from "vitest";
import { trimEnd } from "../../../src/hunt/base/trim-end.ts";

test("what stands at the end goes, and nothing else", () => {
  const text = fc.array(fc.constantFrom(" ", ".", "\t", "a", "\u{1f600}"), { maxLength: 12 });
  fc.assert(
    fc.property(text, (parts) => {
      const whole = parts.join("");
      expect(trimEnd(whole, /[ .]/)).toBe(whole.replace(/[ .]+$/, ""));
    }),
  );
});
