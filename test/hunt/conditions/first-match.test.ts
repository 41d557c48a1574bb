import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, test } from "vitest";
import { regexText } from "../../../src/hunt/base/regex-text.ts";
import { substrings } from "../../../src/hunt/base/substrings.ts";
import type { Condition } from "../../../src/hunt/conditions/condition.ts";
import { firstMatch } from "../../../src/hunt/conditions/first-match.ts";
import { matcher } from "../../../src/hunt/conditions/matcher.ts";
import { WINDOWS } from "../../../src/windows/command-line.ts";
import { conditionsOf } from "./conditions.ts";

const RUNS = process.env["SOAK"] ? 20_000 : 2_000;

/**
 * Long enough that most of it is found by its needles; look-alikes, quotes and wide characters
 * among it.
 */
const piece = fc.constantFrom(
  "shell32.dll",
  "SHELL32",
  "Control_RunDLL",
  "c:\\users\\",
  "\\Temp\\",
  "\u212aernel",
  "kernel",
  "\u0130nstall",
  "Install",
  "ΑΣ",
  "σ",
  '"',
  "\\",
  " ",
  ",",
  "*",
  "?",
  "\0",
  "\u{1F600}",
  "a",
);
const text = fc.array(piece, { maxLength: 7 }).map((parts) => parts.join(""));
const value = fc.array(piece, { minLength: 1, maxLength: 2 }).map((parts) => parts.join(""));
/** Every form that an expression can have, its parts in any order. */
const expression = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: piece.map((one) => RE2JS.quote(one).replaceAll("\0", "\\x00")) },
      fc.constantFrom(
        ...[
          ".",
          ".*",
          "^",
          "$",
          "|",
          "(?:a|kernel)?",
          "(Install)+",
          "(?i)",
          "l+",
          "l?",
          "l{1,2}",
          "l{0}x",
          "l*?",
        ],
        ...[
          "[^,]*",
          "[]a]",
          "[[:alpha:]]",
          "\\d",
          "\\b",
          "\\pL+",
          "\\p{Greek}",
          "\\x6c",
          "\\x{6c}",
          "\\154",
          "{",
          "\\Q.*\\E",
          "\\)",
          "\\(",
        ],
      ),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.join(""))
  .filter(compiles);
const caseSensitive = fc.boolean();
const field = fc.constantFrom("F", "G");
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    field,
    op: fc.constantFrom(
      "equals",
      "contains",
      "startsWith",
      "endsWith",
      "has",
      "wildcard",
      "hasToken",
    ),
    value,
    caseSensitive,
  }),
  fc.record({ field, op: fc.constant("regex" as const), value: expression, caseSensitive }),
  fc.record({ field, op: fc.constant("token" as const), at: fc.nat(2), value, caseSensitive }),
  fc.record({
    field,
    op: fc.constant("in" as const),
    value: fc.array(value, { minLength: 1, maxLength: 3 }),
    caseSensitive,
  }),
);
const condition = conditionsOf(leaf, 2);

function compiles(pattern: string): boolean {
  try {
    return RE2JS.compile(pattern) !== undefined;
  } catch {
    return false;
  }
}

test(`many conditions at once say what they say one after the other (${RUNS} lists)`, {
  timeout: 600_000,
}, () => {
  const lists = fc.array(condition, { maxLength: 12 });
  const events = fc.array(fc.record({ F: text, G: text }), { minLength: 5, maxLength: 5 });
  let [held, asked] = [0, 0];
  fc.assert(
    fc.property(lists, events, (conditions, rows) => {
      const first = firstMatch(conditions, WINDOWS);
      const plain = conditions.map((one) => matcher(one, WINDOWS));
      for (const row of rows) {
        const event = { row, time: 0, derived: {} };
        const expected = plain.findIndex((holds) => holds(event));
        expect(first(event)).toBe(expected);
        held += expected > 0 ? 1 : 0;
        asked += 1;
      }
    }),
    { numRuns: RUNS },
  );
  expect(held / asked).toBeGreaterThan(0.1);
});

test(`what an expression matches holds its sure text (${RUNS} expressions)`, () => {
  let sure = 0;
  fc.assert(
    fc.property(expression, fc.array(text, { minLength: 5, maxLength: 5 }), (pattern, texts) => {
      const wanted = regexText(pattern);
      sure += wanted.length > 3 ? 1 : 0;
      const matches = RE2JS.compile(pattern);
      for (const one of texts)
        if (matches.matcher(one).find()) expect(one.toLowerCase()).toContain(wanted);
    }),
    { numRuns: RUNS },
  );
  expect(sure / RUNS).toBeGreaterThan(0.2);
});

describe("the sure text of an expression", () => {
  test.each([
    ["^c:\\\\windows\\\\installer\\\\msi[0-9a-f]+\\.tmp$", "c:\\windows\\installer\\msi"],
    ["ab+cdef", "cdef"],
    ["abcd?efg", "abc"],
    ["abcd{0,2}efgh", "efgh"],
    ["(abcdef|x)gh", "gh"],
    ["abc|def", ""],
    ["ab\\x41cdef", "cdef"],
    ["ab\\101cdef", "cdef"],
    ["x\\pNabc", "abc"],
    ["[abc)]def", "def"],
    ["Größe", "gr"],
    ["\\Qa.b\\E", ""],
  ])("%s: %j", (pattern, expected) => {
    expect(regexText(pattern)).toBe(expected);
  });
});

test("texts are found wherever they stand, however many there are", () => {
  const word = fc.string({
    unit: fc.constantFrom("a", "b", "é", "\u4e2d"),
    minLength: 4,
    maxLength: 7,
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(word, { minLength: 1, maxLength: 30 }),
      fc.array(word, { maxLength: 4 }),
      (texts, parts) => {
        const line = parts.join("");
        const found = new Set<number>();
        substrings(texts)(line, (number) => found.add(number));
        expect([...found].sort((a, b) => a - b)).toEqual(
          [...texts.keys()].filter((number) => line.includes(texts[number] ?? "")),
        );
      },
    ),
  );
  expect(() => substrings(["abc"])).toThrow(RangeError);
});
