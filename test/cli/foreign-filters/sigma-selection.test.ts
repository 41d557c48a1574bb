import { describe, expect, test } from "vitest";
import { convertSelection } from "../../../src/cli/foreign-filters/sigma-selection.ts";
import type { Condition } from "../../../src/hunt/conditions/condition.ts";
import { matcher } from "../../../src/hunt/conditions/matcher.ts";
import { WINDOWS } from "../../../src/windows/command-line.ts";

const line = (op: string, value: unknown, more: object = {}) => ({
  ...{ field: "CommandLine", op, value },
  ...more,
});

describe("a selection is converted", () => {
  test.each<[string, unknown, unknown]>([
    ["a text", { CommandLine: "a" }, line("equals", "a")],
    ["a field in another case", { commandline: "a" }, line("equals", "a")],
    ["a number", { CommandLine: 7 }, line("equals", "7")],
    ["no value", { CommandLine: null }, line("equals", "")],
    ["an empty value", { CommandLine: "" }, line("equals", "")],
    ["any value", { CommandLine: "*" }, { not: line("equals", "") }],
    ["existence", { "CommandLine|exists": true }, { not: line("equals", "") }],
    ["absence", { "CommandLine|exists": false }, line("equals", "")],
    ["contains", { "CommandLine|contains": "a b" }, line("contains", "a b")],
    ["startswith", { "CommandLine|startswith": "a" }, line("startsWith", "a")],
    [
      "endswith",
      { "Image|endswith": "\\a.exe" },
      line("endsWith", "\\a.exe", { field: "Process" }),
    ],
    ["wildcards at both ends", { CommandLine: "*a*" }, line("contains", "a")],
    ["a wildcard within", { CommandLine: "a*b?" }, line("wildcard", "a*b?")],
    ["a wildcard within a part", { "CommandLine|contains": "a*b" }, line("wildcard", "*a*b*")],
    ["an escaped wildcard", { CommandLine: "a\\*b" }, line("equals", "a*b")],
    ["an escaped backslash before one", { CommandLine: "a\\\\*" }, line("startsWith", "a\\")],
    ["a wildcard beside a sign", { CommandLine: "a\\*b*c" }, line("regex", "(?s)^a\\*b.*c$")],
    ["case", { "CommandLine|contains|cased": "A" }, line("contains", "A", { caseSensitive: true })],
    ["a range", { "CommandLine|cidr": "10.0.0.0/8" }, line("cidr", "10.0.0.0/8")],
    ["an expression", { "CommandLine|re": "a+b" }, line("regex", "a+b", { caseSensitive: true })],
    ["one without case", { "CommandLine|re|i": "a+b" }, line("regex", "a+b")],
    [
      "one over lines",
      { "CommandLine|re|m|s": "a.b" },
      line("regex", "(?ms)a.b", { caseSensitive: true }),
    ],
    [
      "any dash",
      { "CommandLine|contains|windash": " -x" },
      line("regex", "(?s) [-/\u2013\u2014\u2015]x"),
    ],
    ["no dash to vary", { "CommandLine|contains|windash": "x-y" }, line("contains", "x-y")],
    [
      "several values",
      { "CommandLine|contains": ["a", "b"] },
      { any: [line("contains", "a"), line("contains", "b")] },
    ],
    [
      "all values",
      { "CommandLine|contains|all": ["a", "b"] },
      { all: [line("contains", "a"), line("contains", "b")] },
    ],
    [
      "several fields",
      { CommandLine: "a", User: "b" },
      { all: [line("equals", "a"), line("equals", "b", { field: "User" })] },
    ],
    [
      "several maps",
      [{ CommandLine: "a" }, { CommandLine: "b" }],
      { any: [line("equals", "a"), line("equals", "b")] },
    ],
    [
      "a hash",
      { "Hashes|contains": "IMPHASH=0123456789abcdef" },
      line("equals", "0123456789abcdef", { field: "TargetProcessIMPHASH" }),
    ],
  ])("%s", (_name, selection, when) => {
    expect(convertSelection(selection)).toEqual({ when });
  });
});

describe("what no condition has is refused by name", () => {
  test.each<[unknown, string, PropertyKey[]]>([
    [
      { "CommandLine|fieldref": "User" },
      "the modifier fieldref cannot be read: it compares two fields",
      ["CommandLine|fieldref"],
    ],
    [
      { "CommandLine|base64offset|contains": "a" },
      "the modifier base64offset cannot be read: it compares with encodings of the value",
      ["CommandLine|base64offset|contains"],
    ],
    [
      { "CommandLine|utf16le": "a" },
      "the modifier utf16le cannot be read: it compares with an encoding of the value",
      ["CommandLine|utf16le"],
    ],
    [
      { "CommandLine|expand": "%a%" },
      "the modifier expand cannot be read: it stands for values that are not in the file",
      ["CommandLine|expand"],
    ],
    [
      { "CommandLine|constructor": "a" },
      "the modifier constructor cannot be read",
      ["CommandLine|constructor"],
    ],
    [
      { "CommandLine|re|contains": "a" },
      "the modifier contains cannot be read beside re",
      ["CommandLine|re|contains"],
    ],
    [
      { "CommandLine|contains|endswith": "a" },
      "the modifier contains|endswith cannot be read",
      ["CommandLine|contains|endswith"],
    ],
    [{ EventID: 1 }, "no column is known for the field EventID", ["EventID"]],
    [{ "": 1 }, "a field has no name", [""]],
    [{ toString: 1 }, "no column is known for the field toString", ["toString"]],
    [["a"], "the selection has words without a field", [0]],
    ["a", "the selection has words without a field", []],
    [null, "the selection is empty", []],
    [{}, "the selection is empty", []],
    [[], "the selection is empty", []],
    [{ CommandLine: [] }, "CommandLine has no value", ["CommandLine"]],
    [{ CommandLine: { a: 1 } }, "the value is a list or map", ["CommandLine"]],
    [{ CommandLine: ["a", ["b"]] }, "the value is a list or map", ["CommandLine", 1]],
    [
      { "CommandLine|contains": "" },
      "an empty value is contained in everything",
      ["CommandLine|contains"],
    ],
    [{ "CommandLine|exists": "yes" }, "exists is neither true nor false", ["CommandLine|exists"]],
    [
      { "Hashes|contains": "MD5" },
      "of Hashes only whole ones are read, such as Hashes|contains: MD5=...",
      ["Hashes|contains"],
    ],
    [
      { CommandLine: Array(5_001).fill("a") },
      "5001 values are too many to attack; at most 5000 are",
      ["CommandLine"],
    ],
  ])("%.60j", (selection, message, path) => {
    expect(convertSelection(selection)).toMatchObject({ refusals: [{ message, path }] });
  });

  test("what RE2 does not know is refused where it stands, and all of it", () => {
    const read = convertSelection({ "CommandLine|re": ["a(?=b)", "ok", "(a"] });
    expect("refusals" in read ? read.refusals.map(({ path }) => path) : []).toEqual([
      ["CommandLine|re", 0],
      ["CommandLine|re", 2],
    ]);
  });
});

test.each<[string, unknown, string, boolean]>([
  ["any dash is met by each", { "CommandLine|contains|windash": " -x" }, "a \u2014X", true],
  ["and by no other sign", { "CommandLine|contains|windash": " -x" }, "a +x", false],
  ["an end is an end", { "CommandLine|endswith|windash": " -x" }, "a /x y", false],
  ["signs are signs", { CommandLine: "a.c\\?*(" }, "a.c?b(", true],
  ["and nothing else", { CommandLine: "a.c\\?*(" }, "abc?b(", false],
])("%s", (_name, selection, text, expected) => {
  const read = convertSelection(selection) as { when: Condition };
  const event = { row: { CommandLine: text }, time: 0, derived: {} };
  expect(matcher(read.when, WINDOWS)(event)).toBe(expected);
});
