import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { conditionSchema } from "../../src/content/condition-schema.ts";
import { readDocument } from "../../src/content/document.ts";

const anything = z.record(z.string(), z.unknown());

function problems(text: string, schema: z.ZodType = anything): string[] {
  const read = readDocument("f", text, schema);
  return "problems" in read ? read.problems.map(({ where, message }) => `${where} ${message}`) : [];
}

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join("\n");

describe("aliases", () => {
  test("one that has an anchor stands for its value", () => {
    expect(readDocument("f", "a: &x 1\nb: *x\n", anything)).toMatchObject({
      value: { a: 1, b: 1 },
    });
  });

  test("one without an anchor before it has its place, and all are told", () => {
    expect(problems("a: *x\nb: &x 1\nc: [*x, *y]\n")).toEqual([
      "f:1:4 the alias *x has no anchor &x before it",
      "f:3:9 the alias *y has no anchor &y before it",
    ]);
  });

  test("one within what it stands for", () => {
    expect(problems("when: &a { all: [*a] }\n")).toEqual([
      "f:1:18 the alias *a stands within what it stands for",
    ]);
  });

  test("a bomb is not lit", () => {
    const bomb = `a0: &a0 [x, x]\n${lines(30, (index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`)}`;
    expect(problems(bomb)).toEqual([expect.stringContaining("aliases stand for too much here")]);
    const many = `a: &a 1\nb:\n${lines(10_001, () => "  - *a")}`;
    expect(problems(many)).toEqual(["f:10003:5 aliases stand for too much here"]);
  });

  test("what many entries share may be shared by hundreds", () => {
    expect(problems(`a: &a [1, 2]\nb:\n${lines(500, () => "  - *a")}`)).toEqual([]);
  });

  test("aliases that nest deeper than the text does", () => {
    const within = (inner: string) => `${"[".repeat(60)}${inner}${"]".repeat(60)}`;
    const nested = `a0: &a0 ${within("x")}\na1: &a1 ${within("*a0")}`;
    expect(problems(nested)).toEqual(["f:1:1 lists and maps are nested more than 100 deep"]);
  });
});

describe("nesting", () => {
  test.each([
    ["lists", `a: ${"[".repeat(10_000)}${"]".repeat(10_000)}`],
    ["lists that are not closed", `a: ${"[".repeat(10_000)}`],
    ["lists that the parser still takes", `a: ${"[".repeat(150)}${"]".repeat(150)}`],
    ["maps", `a: ${"{a: ".repeat(10_000)}${"}".repeat(10_000)}`],
    ["blocks", lines(2_000, (index) => `${" ".repeat(index)}a:`)],
    ["entries", `a:\n  ${"- ".repeat(10_000)}x`],
  ])("%s", (_, text) => {
    expect(problems(text)).toContainEqual(
      expect.stringMatching(/^f:\d+:\d+ lists and maps are nested more than 100 deep$/),
    );
  });

  test("a condition that is wrong at its deepest place says so at once", () => {
    const deep = `a: ${"{not: ".repeat(90)}{field: A, op: is, value: x}${"}".repeat(90)}`;
    expect(problems(deep, z.strictObject({ a: conditionSchema }))).toEqual([
      expect.stringContaining("must be one of equals"),
    ]);
  });
});

describe("what is no document", () => {
  const shape = z.strictObject({ name: z.string(), when: z.array(z.string()).optional() });

  test.each([
    ["nothing", "", "f:1:1 the file: is empty"],
    ["comments only", "# x\n", "f:1:1 the file: is empty"],
    ["a text", "hello", "f:1:1 the file: must be a map of fields"],
    ["a list", "- a", "f:1:1 the file: must be a map of fields"],
    ["a field that is missing", "when: []", "f:1:1 name: is missing"],
    ["a field that is empty", "name:", "f:1:6 name: is empty"],
    ["a number for a text", "name: 5", "f:1:7 name: must be a text"],
    ["a text for a list", "name: x\nwhen: x", "f:2:7 when: must be a list"],
    ["two documents", "name: x\n---\nname: y", "f:2:1 a second document begins"],
    ["a key twice", "name: x\nname: y", "f:2:1 the field name comes twice"],
    [
      "a key twice, further down",
      "name: x\nwhen:\n  - {a: 1, b: 2, a: 3}",
      "f:3:18 the field a comes twice",
    ],
    ["a tab", "name:\n\twhen: x", "f:2:1 Tabs are not allowed as indentation"],
    [
      "a tag of another program",
      "name: !!python/object x",
      "f:1:7 Unresolved tag: tag:yaml.org,2002:python/object",
    ],
    [
      "a key of JavaScript's own",
      "name: x\n__proto__: {a: 1}",
      "f:2:1 __proto__ is not a known field",
    ],
    ["another one", "name: x\nconstructor: 1", "f:2:14 constructor is not a known field"],
    ["a merge key", "name: x\n<<: {a: 1}", "f:2:5 << is not a known field"],
    [
      "a page as a key",
      "name: x\n? |\n  a\n\n  b\n: c",
      "f:6:3 a\\u{a}\\u{a}b\\u{a} is not a known field",
    ],
    ["a list as a key", "name: x\n? [a]\n: b", "f:1:1 [ a ] is not a known field"],
  ])("%s", (_, text, message) => {
    expect(problems(text, shape)).toEqual([message]);
  });

  const braces = "put the text in quotes, because it begins with {{";
  const colon = "put the text in quotes, because it contains a colon and a blank";
  const here = "correct the YAML here";

  test.each([
    ["{{ and more", "name: {{User}} ran it", "f:1:16", braces],
    ["{{ further down", "name:\n  - when: {{User}} ran it", "f:2:20", braces],
    ["{{ in an item", "- {{User}} ran it", "f:1:12", braces],
    ["{{ after a text", "name: 'It was' {{User}}", "f:1:16", here],
    ["{{ in the line before", "name: '{{User}}'\nwhen: [] x", "f:2:10", here],
    ["a colon", "name: Normal: a colon", "f:1:7", colon],
    ["a colon at the end", "name: Normal: ", "f:1:7", colon],
    ["a colon in the next line", "name: Normal\n  when: x", "f:1:7", here],
    ["a colon after quotes", 'name: "Normal": x', "f:1:7", here],
  ])("%s: what quotes would mend says so", (_, text, where, remedy) => {
    const read = readDocument("f", text, anything);
    expect("problems" in read && read.problems[0]).toMatchObject({ where, remedy });
  });

  test("a file of nothing but mistakes tells the first of them", () => {
    const told = problems("]".repeat(100_000));
    expect(told).toHaveLength(51);
    expect(told.at(-1)).toBe("f 99950 more problems");
  });

  test("a hundred thousand fields are no reason to wait", () => {
    const text = lines(100_000, (index) => `k${index}: v`);
    expect(problems(`${text}\nk5: v`)).toEqual(["f:100001:1 the field k5 comes twice"]);
  });
});

test("whatever a text is, it has a value or problems with places", () => {
  const pieces = [
    "a",
    "b",
    ": ",
    ":",
    "- ",
    "-",
    "? ",
    "\n",
    "\n  ",
    "\n ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a ",
    "*a",
    "*b",
    "!x ",
    "|\n",
    ">",
    "'",
    '"',
    "#",
    "%",
    "---",
    "...",
    "\t",
    "<<",
    "__proto__",
    "\\",
    "~",
    "\u{1f600}",
    "\ud800",
    "\ufeff",
  ];
  const text = fc
    .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })), { maxLength: 60 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, (yaml) => {
      for (const problem of problems(
        yaml,
        z.strictObject({ a: conditionSchema, b: z.array(z.string()) }).partial(),
      )) {
        expect(problem).toMatch(/^f(:\d+:\d+)? ./);
      }
    }),
    { numRuns: 2_000 },
  );
});
