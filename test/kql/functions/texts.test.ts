import { describe, expect, test } from "vitest";
import { decodePunycode, encodePunycode } from "../../../src/kql/functions/punycode-label.ts";
import { answer, testAnswers } from "./answer.ts";

describe("searching", () => {
  testAnswers([
    ["indexof_regex('abcabc', @'a.c')", 0],
    ["indexof_regex('abcabcdefg', @'a.c', 0, 9, 2)", 3],
    ["indexof_regex('abcabc', @'a.c', 1, -1, 2)", -1],
    ["indexof_regex('ababaa', @'a.a', 0, -1, 2)", -1],
    ["indexof_regex('abcabc', @'a|ab', -1)", null],
    ["indexof_regex('abcabc', @'a', 0, -2)", null],
    ["indexof_regex('abcabc', @'a', 0, -1, -1)", null],
    ["indexof_regex('abcabc', @'b', 2)", 4],
    ["indexof_regex('abcabc', @'c', 0, 2)", -1],
    ["indexof_regex('abcabc', @'a', 99)", -1],
    ["indexof_regex('😀😀x', @'x')", 2],
    ["indexof_regex('😀a😀x', @'x', 2)", 3],
    ["indexof_regex('', @'a')", -1],
    ["has_any_index('this is an example', dynamic(['this', 'example']))", 0],
    ["has_any_index('this is an example', dynamic(['not', 'example']))", 1],
    ["has_any_index('this is an example', dynamic(['not', 'found']))", -1],
    ["has_any_index('Example number 2', range(1, 3, 1))", 1],
    ["has_any_index('this is an example', dynamic([]))", -1],
    ["has_any_index('this is an example', dynamic(['exam']))", -1],
    ["has_any_index('x', dynamic(null))", null],
  ]);
});

describe("replace_strings()", () => {
  const replaced = (text: string, lookups: string, rewrites: string) =>
    `replace_strings('${text}', dynamic(${lookups}), dynamic(${rewrites}))`;
  testAnswers([
    [
      replaced("A cat can turn a cat into a dog", "['cat', 'dog']", "['dog', 'pigeon']"),
      "A dog can turn a dog into a pigeon",
    ],
    [
      replaced("turn a cat into a dog", "['turn', ' into a dog']", "['disappear', '']"),
      "disappear a cat",
    ],
    [replaced("This is", "['This', 'is']", "['This', 'was']"), "This was"],
    [replaced("This is", "['is', 'This']", "['was', 'This']"), "Thwas was"],
    [replaced("This is", "['This', 'is']", "[12345, 'was']"), "This was"],
    [replaced("This is", "[5, 'is']", "['x', 'was']"), "Thwas was"],
    [replaced("This is", "['This', 'is']", "['That']"), "That is"],
    [replaced("abc", "['']", "['x']"), "abc"],
    [replaced("aXbX", "['a', 'X', 'b']", "['b', 'b', 'c']"), "bbcb"],
    [replaced("$& \\\\1", "['$&']", "['$$']"), "$$ \\1"],
    ["replace_strings('a', dynamic(null), dynamic(['b']))", ""],
  ]);

  test("stops before a text or a number of pieces grows beyond the limits", () => {
    const long = "strcat(strrep('a', 1024), strrep('a', 1024))";
    const grown = Array<string>(3).fill("x").join("");
    const query = (text: string) =>
      `replace_strings(${text}, dynamic(['a']), pack_array(strrep(strrep('x', 1024), 1024)))`;
    expect(() => answer(query(long))).toThrow("the local engine takes at most");
    expect(answer(`replace_strings('aaa', dynamic(['a']), dynamic(['x']))`)).toBe(grown);
  });
});

describe("characters", () => {
  testAnswers([
    ["unicode_codepoints_from_string('⒦⒰⒮⒯⒪')", [9382, 9392, 9390, 9391, 9386]],
    ["unicode_codepoints_from_string('a😀')", [97, 128_512]],
    ["unicode_codepoints_from_string('')", []],
    ["to_utf8('K')", [75]],
    ["unicode_codepoints_to_string(75, 117, 115, 116, 111)", "Kusto"],
    ["unicode_codepoints_to_string(dynamic([75, 117, 115]), 116, 111)", "Kusto"],
    [
      "unicode_codepoints_to_string(range(48, 57), range(65, 67), range(97, 99))",
      "0123456789ABCabc",
    ],
    ["make_string(128512)", "😀"],
    ["unicode_codepoints_to_string(55296)", ""],
    ["unicode_codepoints_to_string(1114112)", ""],
    ["unicode_codepoints_to_string(-1)", ""],
    ["unicode_codepoints_to_string(dynamic([75, 'x']))", ""],
    ["unicode_codepoints_to_string(dynamic([]))", ""],
    ["string_size('hello')", 5],
    ["string_size('⒦⒰⒮⒯⒪')", 15],
    ["string_size('a😀b')", 6],
    ["string_size('')", 0],
    ["isutf8('some string 😀')", true],
    ["isutf8(tostring(parse_json('\"\\\\ud800\"')))", false],
    ["regex_quote('(so$me.Te^xt)')", "\\(so\\$me\\.Te\\^xt\\)"],
    ["regex_quote(@'C:\\a b_c')", "C:\\\\a b_c"],
    ["'a.b[c]{d}|e-f#g' matches regex regex_quote('a.b[c]{d}|e-f#g')", true],
    ["'axb' matches regex regex_quote('a.b')", false],
  ]);
});

describe("Punycode", () => {
  testAnswers([
    ["punycode_from_string('académie-française')", "acadmie-franaise-npb1a"],
    ["punycode_from_string('艺术')", "cqv902d"],
    ["punycode_from_string('abc')", "abc-"],
    ["punycode_from_string('')", ""],
    ["punycode_to_string('acadmie-franaise-npb1a')", "académie-française"],
    ["punycode_to_string('cqv902d')", "艺术"],
    ["punycode_to_string('abc-')", "abc"],
    ["punycode_to_string('a_b')", ""],
    ["punycode_to_string('é-abc')", ""],
    ["punycode_to_string('99999999')", ""],
    ["punycode_to_string('a')", "\u0080"],
    ["punycode_domain_from_string('xn--Ge-mia.Bulg.edu')", "Gáe.Bulg.edu"],
    [
      "punycode_domain_from_string('xn--Ry-lja8c.xn--Jng-uta63a.xn--Bng-9ka.com')",
      "Rúyì.Jīngū.Bàng.com",
    ],
    ["punycode_domain_from_string('www.bing.com')", "www.bing.com"],
    ["punycode_domain_from_string('xn--99999999.com')", ""],
    [
      "punycode_domain_to_string('Lê Lợi。Thuận Thiên。com')",
      "xn--L Li-gpa4517b.xn--Thun Thin-s4a7194f.com",
    ],
    [
      "punycode_domain_to_string('Riðill｡Skáldskaparmál｡org')",
      "xn--Riill-jta.xn--Skldskaparml-dbbj.org",
    ],
    [
      'punycode_domain_to_string("Kaledvoulc\'h.Artorījos.edu")',
      "Kaledvoulc'h.xn--Artorjos-ejb.edu",
    ],
  ]);

  test.each(["ü", "üäö", "a😀b", "\u{10ffff}", "日本語テスト", "-é-", "éa".repeat(500)])(
    "%j is the same after both ways",
    (text) => {
      expect(decodePunycode(encodePunycode(text) ?? "")).toBe(text);
    },
  );

  test("a text of more than 4,096 characters cannot be encoded or decoded", () => {
    expect(encodePunycode("é".repeat(4_097))).toBeNull();
    expect(decodePunycode("a".repeat(4_097))).toBeNull();
  });
});

testAnswers([
  ["format_bytes(564)", "564 Bytes"],
  ["format_bytes(10332, 1)", "10.1 KB"],
  ["format_bytes(20010332)", "19 MB"],
  ["format_bytes(20010332, 2)", "19.08 MB"],
  ["format_bytes(20010332, 0, 'KB')", "19541 KB"],
  ["format_bytes(1023)", "1023 Bytes"],
  ["format_bytes(1024)", "1 KB"],
  ["format_bytes(9223372036854775807)", "8 EB"],
  ["format_bytes(long(null))", ""],
  ["format_bytes(real(nan))", ""],
]);

test("an unknown unit of bytes is refused", () => {
  expect(() => answer("format_bytes(1, 0, 'KiB')")).toThrow("'KiB' is not a unit of bytes");
});
