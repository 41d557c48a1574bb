import { expect, test } from "vitest";
import { findUnguessed, sampleTexts } from "../../src/attack/sample.ts";
import type { Condition } from "../../src/hunt/conditions/condition.ts";

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

test.each([
  ["\\bcontoso\\b", "contoso"],
  ["contoso\\.dll\\z", "contoso.dll"],
  ["c:\\x5cwindows", "c:\\windows"],
  ["\\Qa.b(c\\E$", "a.b(c"],
  ["x[[:alpha:]][[:digit:]]y", "xx1y"],
  ["a\\D\\W\\S\\pLb", "ax-xxb"],
  ["(?i:contoso)\\\\agent", "contoso\\agent"],
  ["(?P<name>a|b)c", "ac"],
  ["a(^|x)b", "axb"],
])("of %s the text %s", (value, text) => {
  expect(sampleTexts({ field: "CommandLine", op: "regex", value })).toContain(text);
});

test("a condition for which no text is known is named", () => {
  const regex = (value: string): Condition => ({ field: "CommandLine", op: "regex", value });
  const unknown = regex("^c:\\\\(\\d{2}[^0-9a-z]){3}x{2,4}y?$");
  const known = regex("^a\\b");
  expect(findUnguessed(known)).toBeUndefined();
  expect(findUnguessed(unknown)).toBe("CommandLine");
  expect(findUnguessed({ all: [known, unknown] })).toBe("CommandLine");
  expect(findUnguessed({ any: [known, unknown] })).toBeUndefined();
  expect(findUnguessed({ not: unknown })).toBeUndefined();
});
