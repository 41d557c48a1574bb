import { describe, expect, test } from "vitest";
import { answer, testTyped } from "../answer.ts";

describe("characters are code points", () => {
  testTyped([
    ["strlen('a😀b')", "3:long"],
    ["substring('a😀b', 1, 1)", '"😀":string'],
    ["substring('a😀b', -1)", '"b":string'],
    ["reverse('a😀b')", '"b😀a":string'],
    ["indexof('a😀b', 'b')", "2:long"],
    ["indexof('a😀b😀b', 'b', 0, -1, 2)", "4:long"],
    ["indexof('a😀b', 'b', 2)", "2:long"],
    ["indexof('a😀b', 'b', 0, 2)", "-1:long"],
    ["indexof('a😀b', '😀', 1)", "1:long"],
  ]);
});

describe("substring() and indexof()", () => {
  testTyped([
    ["substring('hello', -3, 2)", '"ll":string'],
    ["substring('hello', -100, 3)", '"":string'],
    ["substring('abc', -1, 20)", '"c":string'],
    ["substring('abc', 5)", '"":string'],
    ["substring('abc', 0, -1)", '"":string'],
    ["substring(12345, 1, 2)", '"23":string'],
    ["indexof('abcdefg', 'cde')", "2:long"],
    ["indexof('abcdefg', 'cde', 1, 4)", "2:long"],
    ["indexof('abcdefg', 'cde', 1, 2)", "-1:long"],
    ["indexof('abcdefg', 'cde', 3, 4)", "-1:long"],
    ["indexof('abcdefg', 'cde', -5)", "2:long"],
    ["indexof(1234567, 5, 1, 4)", "4:long"],
    ["indexof('abcdefgabcdefg', 'cde', 1, 10, 2)", "9:long"],
    ["indexof('abcdefgabcdefg', 'cde', 1, -1, 3)", "-1:long"],
    ["indexof('abc', 'a', 99)", "-1:long"],
    ["indexof('abc', 'c', -99)", "2:long"],
    ["indexof('abc', '')", "null:long"],
    ["indexof('abc', 'a', 0, -2)", "null:long"],
    ["indexof('abc', 'a', 0, -1, -1)", "null:long"],
  ]);
});

describe("other functions of texts", () => {
  testTyped([
    ["tolower('ΟΔΟΣ')", '"οδοσ":string'],
    ["toupper('straße')", '"STRAßE":string'],
    ["strcmp('abc', 'ABC')", "1:long"],
    ["strcmp('a', 'a')", "0:long"],
    ["strcmp('a', 'ab')", "-1:long"],
    ["strcat(1.0, 1, true, 1h, dynamic(null))", '"1.01True01:00:00":string'],
    ["base64_decode_tostring('S3VzdG8=')", '"Kusto":string'],
    ["base64_decode_tostring('S3VzdG8')", '"":string'],
    ["base64_decode_tostring('not base64')", '"":string'],
    ["base64_decode_tostring('//8=')", '"":string'],
  ]);
});

test("the many occurrences in a long text are passed over once each", () => {
  const text = "strcat_delim('', strrep('ab', 1024), strrep('ab', 1024))";
  expect(answer(`print v = indexof(strrep(${text}, 1000), 'a', 0, -1, 2000000)`)).toEqual([
    "v:long",
    "3999998",
  ]);
});
