import { describe, expect, test } from "vitest";
import { findFunctionCycles, readStoredFunction } from "../../src/kql/index.ts";

function cycles(...texts: readonly string[]) {
  const stored = texts.map(readStoredFunction);
  const all = new Map(stored.map(({ name, declaration }) => [name, declaration]));
  return findFunctionCycles(all).map(({ names }) => names.join(" > "));
}

describe("functions that call each other in a circle", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["itself", ["let A = () { A() };"], ["A"]],
    ["itself as a table, without brackets", ["let A = () { A | count };"], ["A"]],
    ["itself in an argument", ["let A = (n: long) { abs(A(n)) };"], ["A"]],
    ["two", ["let A = () { B() };", "let B = () { A() };"], ["A > B"]],
    ["behind one that is in none", ["let Z = () { A() };", "let A = () { A() };"], ["A"]],
    [
      "two circles through one function",
      ["let A = () { union B, C };", "let B = () { A() };", "let C = () { A() };"],
      ["A > B", "A > C"],
    ],
    ["in a function of its body", ["let A = () { let f = () { A() }; f() };"], ["A"]],
  ])("%s", (_, texts, expected) => {
    expect(cycles(...texts)).toEqual(expected);
  });

  test.each<[string, readonly string[]]>([
    ["a column of its name", ["let A = () { SecurityEvent | extend A = 1 | project A };"]],
    ["a let of its name", ["let A = () { let A = (n: long) { n }; print A(1) };"]],
    ["a parameter of its name", ["let A = (A: (Computer: string)) { A | count };"]],
    [
      "a function that two call",
      ["let A = () { union B, C };", "let B = () { C };", "let C = () { print 1 };"],
    ],
  ])("%s is none", (_, texts) => {
    expect(cycles(...texts)).toEqual([]);
  });

  test("a chain of any length is followed", () => {
    const count = 3_000;
    const texts = Array.from(
      { length: count },
      (_, at) => `let F${at} = () { F${(at + 1) % count} };`,
    );
    expect(cycles(...texts)[0]?.split(" > ")).toHaveLength(count);
  });
});
