import { expect, test } from "vitest";
import { sampleTexts } from "../../src/attack/sample.ts";

test.each([
  "^\\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\}( [a-z]+)*$",
  "^[a-z0-9+/]{16}(\\.\\d+)+ x$",
  "^/(on|off) \\d{2,4}(,(a|b){2})?$",
  "^c:\\\\(a\\\\){2}b\\.dll$",
  '^a b?"?$',
])("of %s a text that matches is guessed", (value) => {
  const texts = sampleTexts({ field: "CommandLine", op: "regex", value });
  expect(texts.some((text) => new RegExp(value, "i").test(text))).toBe(true);
});

test("what is optional is once there and once left out", () => {
  const texts = sampleTexts({ field: "CommandLine", op: "regex", value: '^cmd(\\.exe)? "?x"?$' });
  expect(texts).toContain('cmd.exe "x"');
  expect(texts).toContain("cmd x");
});
