import { describe, expect, test } from "vitest";
import { KqlError } from "../../../src/kql/errors.ts";
import { matches, regex } from "../../../src/kql/regex/regex.ts";

const at = { start: 0, end: 1 };

/** All matches in a text. */
function found(pattern: string, text: string): (string | null)[] {
  return Array.from(matches(regex(pattern, at).matcher(text)), (match) => match.group());
}

describe("classes are those of Unicode", () => {
  test.each([
    [String.raw`\d+`, "12 ＡＢ１２ ٣", ["12", "１２", "٣"]],
    [String.raw`\D+`, "1é２x", ["é", "x"]],
    [String.raw`\w+`, "né à-_Б٣ e\u0301", ["né", "à", "_Б٣", "e\u0301"]],
    [String.raw`\W+`, "né à", [" "]],
    [String.raw`[\w-]+`, "é-à b", ["é-à", "b"]],
    [String.raw`[\W]+`, "é-à b", ["-", " "]],
    [String.raw`[^\W]+`, "é-à", ["é", "à"]],
    [String.raw`[\D.]+`, "1.é2", [".é"]],
    [String.raw`a\sb`, "a\u000bb a\u00a0b a\u3000b", ["a\u000bb", "a\u00a0b", "a\u3000b"]],
    [String.raw`[\S]+`, "é\u2003à", ["é", "à"]],
    ["[[:digit:]]+", "12１２", ["12"]],
    [String.raw`\p{Greek}+`, "abγδ", ["γδ"]],
    ["(?i)straße", "STRAßE", ["STRAßE"]],
  ])("%s in %j", (pattern, text, expected) => {
    expect(found(pattern, text)).toEqual(expected);
  });
});

describe("word boundaries are those of Unicode", () => {
  test.each([
    [String.raw`\bfoo\b`, "foo éfoo fooé foo-é", ["foo", "foo"]],
    [String.raw`\b\w+\b`, "né à Paris", ["né", "à", "Paris"]],
    [String.raw`\b[a-z]+\b`, "abcé abc", ["abc"]],
    [String.raw`(?i)\b[A-Z]+\b`, "abcБ abc", ["abc"]],
    [String.raw`\Bo\B`, "éoé o", ["o"]],
    [String.raw`\b.`, "é à", ["é", " ", "à"]],
    [String.raw`\bK\b`, "K \u212aK", ["K"]],
  ])("%s in %j", (pattern, text, expected) => {
    expect(found(pattern, text)).toEqual(expected);
    expect(regex(pattern, at).test(text)).toBe(true);
  });

  test("a group has the text as it is, with its offsets", () => {
    const matcher = regex(String.raw`\b(?P<word>\w+)\B(\w)\b l`, at).matcher("un café là");
    expect(matcher.find()).toBe(true);
    expect(matcher.group("word")).toBe("caf");
    expect(matcher.group(2)).toBe("é");
    expect(matcher.group()).toBe("café l");
    expect([matcher.start(), matcher.end(2)]).toEqual([3, 7]);
  });
});

describe("syntax", () => {
  test.each([
    [String.raw`\x41\x{42}\u0043\u{44}\U00000045`, "ABCDE", ["ABCDE"]],
    [String.raw`\u00e9`, "é", ["é"]],
    ["(?<n>a)(?P<m>b)", "ab", ["ab"]],
    ["(?u)a", "a", ["a"]],
    ["(?iu:A)b", "ab", ["ab"]],
    ["(?i-s)A.", "ab", ["ab"]],
    ["(?-x)a", "a", ["a"]],
    ["(?m)^b$", "a\nb", ["b"]],
    ["(?s)a.b", "a\nb", ["a\nb"]],
    ["(?U)a+", "aaa", ["a", "a", "a"]],
    ["[]a]+", "]a", ["]a"]],
    ["[^]a]+", "]ab", ["b"]],
    [String.raw`[\[\]]+`, "[]", ["[]"]],
    ["[[:alpha:]_]+", "a_1", ["a_"]],
    [String.raw`[a\-z]+`, "a-zb", ["a-z"]],
    [String.raw`\/\"\_\#`, '/"_#', ['/"_#']],
    [String.raw`\101`, "A", ["A"]],
    ["a$", "a\n", []],
    ["b*", "abc", ["", "b", ""]],
    ["é|à", "à", ["à"]],
  ])("%s in %j", (pattern, text, expected) => {
    expect(found(pattern, text)).toEqual(expected);
  });

  test.each([
    ["(?x) a", "unsupported", "the flag x"],
    ["(?R)a", "unsupported", "the flag R"],
    ["(?-u)a", "unsupported", "the flag u"],
    ["[a&&b]", "unsupported", "&&"],
    ["[a--b]", "unsupported", "--"],
    ["[a~~b]", "unsupported", "~~"],
    ["[[a]b]", "unsupported", "a class within a class"],
    [String.raw`\<a`, "unsupported", String.raw`\<`],
    [String.raw`\b{start}a`, "unsupported", String.raw`\b`],
    [String.raw`\bcafé\b`, "unsupported", "letters beyond ASCII"],
    ["a{1001}", "unsupported", "invalid repeat count"],
    [String.raw`\p{Letter}`, "unsupported", "invalid character class range"],
    [String.raw`\Qa\E`, "semantic", String.raw`\Q is not valid`],
    [String.raw`\u00e`, "semantic", String.raw`\u00e is not valid`],
    ["(?=a)", "semantic", "not valid RE2"],
    ["(?<!a)b", "semantic", "not valid RE2"],
    [String.raw`(a)\1`, "semantic", "not valid RE2"],
    ["(", "semantic", "not valid RE2"],
    ["[a", "semantic", "not valid RE2"],
    ["a\\", "semantic", "not valid RE2"],
    ["a".repeat(200_000), "runtime", "characters in a regular expression"],
  ])("%s is refused: %s, %s", (pattern, problem, words) => {
    const error = refusal(pattern);
    expect(error.problem).toBe(problem);
    expect(error.message).toContain(words);
  });
});

function refusal(pattern: string): KqlError {
  try {
    regex(pattern, at);
  } catch (error) {
    if (error instanceof KqlError) return error;
    throw error;
  }
  throw new Error(`${pattern} was compiled`);
}
