import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Condition } from "../../../src/hunt/conditions/condition.ts";
import { firstMatch } from "../../../src/hunt/conditions/first-match.ts";
import { matcher } from "../../../src/hunt/conditions/matcher.ts";
import { createEngine } from "../../../src/kql/engine.ts";
import { WINDOWS } from "../../../src/windows/command-line.ts";

const holds = (when: Condition, text: string) =>
  matcher(when, WINDOWS)({ row: { F: text }, time: 0, derived: {} });

describe("conditions over a column", () => {
  test.each<[Condition, string, boolean]>([
    [{ field: "F", op: "has", value: "shell32" }, "x shell32.dll", true],
    [{ field: "F", op: "has", value: "shell32" }, "xshell32.dll", false],
    [{ field: "F", op: "has", value: "shell32" }, "xshell32 SHELL32", true],
    [{ field: "F", op: "has", value: ".dll" }, "a.dllx", false],
    [{ field: "F", op: "has", value: ".dll" }, "a.dll", true],
    [{ field: "F", op: "has", value: "a", caseSensitive: true }, "A", false],
    [{ field: "F", op: "in", value: ["one", "Two"] }, "TWO", true],
    [{ field: "F", op: "in", value: ["one", "Two"], caseSensitive: true }, "TWO", false],
    [{ field: "F", op: "cidr", value: "10.0.0.0/8" }, "10.255.1.2", true],
    [{ field: "F", op: "cidr", value: "10.0.0.0/8" }, "11.0.0.1", false],
    [{ field: "F", op: "cidr", value: "10.0.0.0/8" }, "10.0.0", false],
    [{ field: "F", op: "cidr", value: "fe80::/10" }, "fe80::1", true],
    [{ field: "F", op: "cidr", value: "fe80::/10" }, "10.0.0.1", false],
    [{ field: "F", op: "token", at: 1, value: "c:\\a b\\*.dll" }, 'x.exe "C:\\A b\\c.dll" y', true],
    [{ field: "F", op: "token", at: 0, value: "x.exe" }, "x.exe y", true],
    [{ field: "F", op: "token", at: 2, value: "*" }, "x.exe y", false],
    [{ field: "F", op: "hasToken", value: "y" }, "y x", false],
  ])("%o of %j is %s", (when, text, expected) => {
    expect(holds(when, text)).toBe(expected);
  });

  /**
   * What a backtracking engine does not end with: `npm run bench` shows that the time grows with
   * the text's length alone.
   */
  test.each<[Condition, string]>([
    [{ field: "F", op: "regex", value: "(a+)+$" }, `${"a".repeat(200_000)}!`],
    [{ field: "F", op: "regex", value: "(a|aa)*b$" }, "a".repeat(200_000)],
    [{ field: "F", op: "regex", value: "^(([a-z])+.)+[0-9]$" }, "a".repeat(200_000)],
    [{ field: "F", op: "wildcard", value: "*a*a*a*a*b" }, "a".repeat(200_000)],
    [{ field: "F", op: "hasToken", value: "*\\*\\*x" }, `y ${"\\".repeat(200_000)}`],
    [{ field: "F", op: "has", value: "aaaa" }, "a".repeat(200_000)],
  ])("%o ends on a long hostile text", (when, text) => {
    expect(holds(when, text)).toBe(false);
    expect(firstMatch([when], WINDOWS)({ row: { F: text }, time: 0, derived: {} })).toBe(-1);
  });

  test("has is what the KQL engine says it is", () => {
    const piece = fc.constantFrom("a", "A", "1", "_", ".", " ", "é", "\u{1F600}", "dll");
    const text = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join(""));
    const term = fc.array(piece, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(""));
    const engine = createEngine({ tables: [], functions: [] });
    fc.assert(
      fc.property(text, term, (value, wanted) => {
        const said = engine
          .execute(`print ${JSON.stringify(value)} has ${JSON.stringify(wanted)}`, 0n)
          .columns[0]!.at(0);
        expect(holds({ field: "F", op: "has", value: wanted }, value)).toBe(said);
      }),
    );
  });
});
