import { describe, expect, test } from "vitest";
import {
  type Expression,
  readCondition,
} from "../../../src/cli/foreign-filters/sigma-condition.ts";
import {
  expressionText,
  listExcluded,
  withoutExcluded,
} from "../../../src/cli/foreign-filters/sigma-exclusions.ts";

const NAMES = ["sel", "sel_b", "filter_a", "filter_b", "_hidden"];

function read(text: string, names = NAMES): Expression {
  const condition = readCondition(text, names);
  if ("fault" in condition) throw new Error(condition.fault.message);
  return condition.expression;
}

function written(expression: Expression | undefined): string {
  return expression ? expressionText(expression) : "everything";
}

describe("a condition is read by the precedence of not, and, or", () => {
  test.each([
    ["sel", "sel"],
    ["sel or sel_b and not filter_a", "sel or (sel_b and not filter_a)"],
    ["(sel or sel_b) and NOT filter_a", "(sel or sel_b) and not filter_a"],
    ["1 of sel*", "sel or sel_b"],
    ["any of filter_*", "filter_a or filter_b"],
    ["all of filter_*", "filter_a and filter_b"],
    ["all of *_b", "sel_b and filter_b"],
    ["1 of them", "sel or sel_b or filter_a or filter_b"],
    ["1 of _hid*", "_hidden"],
    ["not not sel", "not not sel"],
  ])("%s", (text, expected) => {
    expect(written(read(text))).toBe(expected);
  });
});

describe("what cannot be read is said with its place", () => {
  test.each([
    ["", 0, "the condition ends too early"],
    ["sel and", 7, "the condition ends too early"],
    ["sel sel_b", 4, "the condition sel_b is not expected"],
    ["sel and other", 8, "the condition names no selection by other"],
    ["1 of other_*", 5, "the condition names no selection by other_*"],
    ["2 of sel*", 0, "the condition 2 of cannot be read"],
    ["(sel", 4, "the condition ends too early"],
    ["(sel or sel_b sel", 14, "the condition sel is not the closing bracket"],
    ["sel | count() > 5", 4, "the condition counts or compares events (|)"],
    ["__proto__", 0, "the condition names no selection by __proto__"],
    [`${"(".repeat(100_000)}sel`, 51, "the condition is nested more than 50 deep"],
    [`${"not ".repeat(100_000)}sel`, 204, "the condition is nested more than 50 deep"],
  ])("%.30s", (text, at, message) => {
    expect(readCondition(text, NAMES)).toMatchObject({ fault: { at, message } });
  });

  test("a condition that stands for thousands of selections", () => {
    const names = Array.from({ length: 1_500 }, (_, number) => `s${number}`);
    expect(readCondition("1 of s* and 1 of s*", names)).toMatchObject({
      fault: { message: "the condition stands for more than 2000 selections" },
    });
  });
});

describe("each block that is excluded is found, and what is left without them", () => {
  test.each<[string, string[], string]>([
    ["sel", [], "sel"],
    ["sel and not filter_a", ["filter_a"], "sel"],
    ["sel and not 1 of filter_*", ["filter_a", "filter_b"], "sel"],
    ["sel and not all of filter_*", ["filter_a and filter_b"], "sel"],
    ["sel and not (filter_a and not filter_b)", ["filter_a and not filter_b"], "sel"],
    ["not filter_a", ["filter_a"], "everything"],
    ["sel or not filter_a", ["filter_a"], "everything"],
    ["sel or (sel_b and not filter_a)", ["filter_a"], "sel or sel_b"],
  ])("%s", (text, blocks, rest) => {
    const condition = read(text);
    expect(listExcluded(condition).map(({ block }) => written(block))).toEqual(blocks);
    expect(written(withoutExcluded(condition))).toBe(rest);
  });

  test("what excludes from a part is known with the rest of the condition", () => {
    const [only] = listExcluded(read("sel or (sel_b and not filter_a)"));
    expect(written(only?.alone)).toBe("sel or (sel_b and not filter_a)");
    const [first] = listExcluded(read("sel and not filter_a"));
    expect(first).toEqual({ block: { name: "filter_a", at: 12 } });
  });
});
