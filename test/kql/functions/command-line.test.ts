import { expect, test } from "vitest";
import { splitCommandLine } from "../../../src/kql/functions/command-line.ts";
import { answer, testAnswers } from "./answer.ts";

/** Each line is written as Windows has it; `|` separates the expected arguments. */
test.each([
  ['echo "hello world!" x', "echo|hello world!|x"],
  ['"C:\\Program Files\\x.exe" /c a\\b c\\"d', 'C:\\Program Files\\x.exe|/c|a\\b|c"d'],
  ["cmd.exe   /c \t dir ", "cmd.exe|/c|dir"],
  [" cmd", "|cmd"],
  ['"a b', "a b"],
  ['"a"b c', "a|b|c"],
  ['C:\\a"b c', 'C:\\a"b|c'],
  ['C:\\dir\\ "x y\\\\" z', "C:\\dir\\|x y\\|z"],
  ['p "ab\\"c" "\\\\" d', 'p|ab"c|\\|d'],
  ["p a\\\\\\b d", "p|a\\\\\\b|d"],
  ['p a\\\\\\"b c d', 'p|a\\"b|c|d'],
  ['p a\\\\\\\\"b c" d e', "p|a\\\\b c|d|e"],
  ['p "" x', "p||x"],
  ['p """a""" b', 'p|"a"|b'],
  ['p """a b"""', 'p|"a|b"'],
  ['p "a""b" c', 'p|a"b c'],
  ['p "a"""b c', 'p|a"b c'],
  ['p """"', 'p|"'],
  ['p """"a b""""', 'p|"a b"'],
  ["p a\\", "p|a\\"],
  ['p "a\\', "p|a\\"],
])("%s", (line, expected) => {
  expect(splitCommandLine(line).join("|")).toBe(expected);
});

testAnswers([
  ['parse_command_line("echo \\"hello world!\\"", "windows")', ["echo", "hello world!"]],
  ['parse_command_line("a b", "Windows")', ["a", "b"]],
  ['parse_command_line("", "windows")', null],
  ["parse_command_line(dynamic(null), 'windows')", null],
]);

test("another kind of command line is refused", () => {
  expect(() => answer('parse_command_line("a", "bash")')).toThrow(
    'parse_command_line() takes only "windows"',
  );
});

test.each([
  ["quotes", '"'.repeat(200_000)],
  ["backslashes", `p ${"\\".repeat(200_000)}"`],
  ["blanks", `p${" ".repeat(200_000)}`],
])("many %s take linear time", (_, line) => {
  expect(splitCommandLine(line).length).toBeLessThan(4);
});
