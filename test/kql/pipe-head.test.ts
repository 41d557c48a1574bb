import { describe, expect, test } from "vitest";
import { findPipeHead } from "../../src/kql/index.ts";

/** The query that returns the rows at `^`; undefined if there are none. */
function headAt(marked: string): string | undefined {
  const at = marked.indexOf("^");
  const text = marked.replace("^", "");
  const head = findPipeHead(text, at);
  return head && text.slice(0, at) + head.tail;
}

describe("the rows at a place", () => {
  test.each([
    ["T^ | count", "T"],
    ["T | where A^\n| count", "T | where A"],
    ["T\n// note^\n| count", "T\n// note"],
    ["T | count^", "T | count"],
    ["let x = 1;\nT | where A == x^ | count", "let x = 1;\nT | where A == x"],
    ["let L = T | where A^ | take 1;\nL | count", "let L = T | where A\n;\nL"],
    ["let L = () { T | where A^ | take 1 };\nL() | count", "let L = () { T | where A\n};\nL()"],
    ["let L = view () {\n  T^\n};\nL | count", "let L = view () {\n  T\n};\nL()"],
    ["let ['a b'] = T^;\n['a b']", "let ['a b'] = T\n;\n['a b']"],
  ])("%s", (marked, expected) => {
    expect(headAt(marked)).toBe(expected);
  });

  test.each([
    ["inside an operator", "T | where A^ == 1 | count"],
    ["behind the bar", "T |^ where A | count"],
    ["inside a word", "Ta^ble | count"],
    ["in a subquery", "T | join (U | where A^ | take 1) on B"],
    ["in one of the tables of a union", "union (T | where A^), U"],
    ["in a function with parameters", "let L = (x: int) { T | where A == x^ | take 1 }; L(1)"],
    ["behind the statement", "T | count;^"],
    ["in a string over lines", "T | where A == ```\n^\n``` | count"],
  ])("there are none %s", (_, marked) => {
    expect(headAt(marked)).toBeUndefined();
  });
});
