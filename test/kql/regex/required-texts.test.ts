import fc from "fast-check";
import { RE2JS } from "re2js";
import { expect, test } from "vitest";
import { mayMatch, requiredTexts } from "../../../src/kql/regex/required-texts.ts";

test.each([
  ["rundll32", [["rundll32"]]],
  [
    String.raw`(?i)\\(temp|tmp)\\[^\\]+\.(exe|dll|ps1)`,
    [
      ["\\temp\\", "\\tmp\\"],
      [".exe", ".dll", ".ps1"],
    ],
  ],
  ["(?i)-enc(oded)?command", [["-enc"], ["command"]]],
  ["ab+cd", [["cd"]]],
  ["ab.*cd.ef.ghi.jk", [["ab"], ["cd"], ["ef"], ["ghi"]]],
  ["a(bc|de)f", [["abcf", "adef"]]],
  ["x{2,3}yy", [["yy"]]],
  ["abc(?P<name>de)$", [["abcde"]]],
  ["(foo|bar).*baz", [["foo", "bar"], ["baz"]]],
  ["(foo|ba[rz]q).*", [["foo", "ba"]]],
  [String.raw`\bnet\.exe\b`, [["net.exe"]]],
])("%s requires %j", (pattern, sets) => {
  expect(requiredTexts(pattern)?.sets).toEqual(sets);
});

test.each([
  [".*"],
  ["a|bcd"],
  ["(foo)?"],
  ["(foo|b*)"],
  ["[abc]def|."],
  ["(?m)abc"],
  ["ab(?i)cd"],
  ["(?i)straße"],
  [String.raw`\x41bc`],
  ["[[:alpha:]]bcd"],
  [String.raw`\pLabc`],
  [String.raw`abc\Qd.e\E`],
  ["((((((((((((((((((((((abc))))))))))))))))))))))"],
])("nothing is known of %s", (pattern) => {
  expect(requiredTexts(pattern)).toBeUndefined();
});

const atom = fc.constantFrom(
  ...[
    "a",
    "b",
    "a",
    "b",
    "AB",
    "s",
    "k",
    ".",
    "[ab]",
    "[^a]",
    "\\.",
    "\\d",
    "$",
    "\\b",
    "(?:ab|ba)",
  ],
);
const quantifier = fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{0,1}", "+?");
const sequence = fc
  .array(fc.tuple(atom, quantifier), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.map((part) => part.join("")).join(""));
const patterns = fc
  .tuple(fc.constantFrom("", "(?i)", "(?s)"), fc.array(sequence, { minLength: 1, maxLength: 3 }))
  .map(([flags, all]) => `${flags}a(${all.join("|")})`);
const texts = fc
  .array(fc.constantFrom("a", "b", "a", "b", "A", "B", "k", "\u212a", "s", "\u017f", ".", "1"), {
    minLength: 8,
    maxLength: 30,
  })
  .map((characters) => characters.join(""));

test("whatever a pattern matches has its required texts", () => {
  let required = 0;
  fc.assert(
    fc.property(patterns, texts, (pattern, text) => {
      if (!requiredTexts(pattern) || !RE2JS.compile(pattern).matcher(text).find()) return;
      required += 1;
      expect(mayMatch(pattern)(text)).toBe(true);
    }),
    { numRuns: 20_000, seed: 7 },
  );
  expect(required).toBeGreaterThan(100);
});
