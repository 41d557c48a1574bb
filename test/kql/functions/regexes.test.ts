import { describe } from "vitest";
import { testRefused, testTyped } from "../answer.ts";

describe("extract()", () => {
  testTyped([
    ["extract('x', 0, 'axb')", '"x":string'],
    ["extract('(x)(y)?', 2, 'x')", '"":string'],
    ["extract('x', 5, 'x')", '"":string'],
    ["extract('x', -1, 'x')", '"":string'],
    ["extract('(a)', 1, 'b')", '"":string'],
    [String.raw`extract(@'(\d+)', 1, 'n=42', typeof(long))`, "42:long"],
    [`extract(@'n=(.*)', 1, 'n=x', typeof(long))`, "null:long"],
    [String.raw`extract(@'(\d+)', 1, 'n', typeof(real))`, "null:real"],
    [`extract(@'(.*)', 1, '1.5', typeof(real))`, "1.5:real"],
    [`extract(@'(.*)', 1, '1.5', typeof(decimal))`, "1.5:decimal"],
    [`extract(@'(.*)', 1, 'true', typeof(bool))`, "True:bool"],
    [
      `extract(@'(.*)', 1, '2020-01-01', typeof(datetime))`,
      "2020-01-01T00:00:00.0000000Z:datetime",
    ],
    [`extract(@'(.*)', 1, 'x', typeof(string))`, '"x":string'],
  ]);
});

describe("extract_all()", () => {
  testTyped([
    ["extract_all('([a-z])([0-9])?', 'a1b')", '[["a","1"],["b",""]]:dynamic'],
    ["extract_all('([a-z])', 'ab')", '["a","b"]:dynamic'],
    ["extract_all('([a-z])', '12')", "null:dynamic"],
    [
      String.raw`extract_all(@'(\w)(\w+)(\w)', dynamic([1,3]), 'abc-def')`,
      '[["a","c"],["d","f"]]:dynamic',
    ],
    [String.raw`extract_all(@'(\w)(\w+)(\w)', dynamic([2]), 'abc-def')`, '["b","e"]:dynamic'],
    [
      String.raw`extract_all(@'(?P<first>\w)(?P<rest>\w+)', dynamic(['rest',1]), 'abc')`,
      '[["bc","a"]]:dynamic',
    ],
    ["extract_all('(b*)', 'abc')", '["","b",""]:dynamic'],
  ]);
  testRefused([
    [String.raw`print extract_all(@'\w', 'ab')`, "semantic", "1 to 16 groups, not 0"],
    [`print extract_all('${"(a)".repeat(17)}', 'ab')`, "semantic", "1 to 16 groups, not 17"],
    ["print extract_all('(a)', dynamic([2]), 'a')", "semantic", "a group that is not there"],
    ["print extract_all('(a)', dynamic(['x']), 'a')", "semantic", "a group that is not there"],
    ["print extract_all('(a)', dynamic([]), 'a')", "semantic", "a group that is not there"],
  ]);
});

describe("replace_regex(), countof() and trim()", () => {
  testTyped([
    [String.raw`replace_regex('hello', '(l)(l)', @'[\2\1\0]')`, '"he[llll]o":string'],
    ["replace_regex('price 5', '[0-9]', '$1 $$ $&')", '"price $1 $$ $&":string'],
    [String.raw`replace_regex('a', 'a', @'\\')`, String.raw`"\\":string`],
    ["replace_regex('abc', 'b*', '-')", '"-a-c-":string'],
    ["replace_regex('abc', 'x*', '-')", '"-a-b-c-":string'],
    ["replace_regex('😀a', '', '-')", '"-😀-a-":string'],
    ["replace_regex('', 'a', 'b')", '"":string'],
    ["replace('(a)', @'<\\1>', 'banana')", '"b<a>n<a>n<a>":string'],
    ["countof('aaaa', 'aa')", "3:long"],
    ["countof('ababa', 'aba', 'regex')", "1:long"],
    ["countof('hello world', 'l+', 'regex')", "2:long"],
    ["countof('abc', '', 'regex')", "4:long"],
    ["trim('x', 'xxabcxx')", '"xabcx":string'],
    ["trim('x+', 'xxabcxx')", '"abc":string'],
    [String.raw`trim(@'[^\w]+', '- é -')`, '"é":string'],
    ["trim_start('x', 'axx')", '"axx":string'],
    ["trim_end('x+', 'axx')", '"a":string'],
    ["trim('a', 'a')", '"":string'],
  ]);
  testRefused([
    [String.raw`print replace_regex('a', '(a)', @'\2')`, "semantic", "the rewrite uses group 2"],
  ]);
});
