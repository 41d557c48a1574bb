import { describe, expect, test } from "vitest";
import { queryExclusions } from "../../src/kql/index.ts";

function cutOf(text: string) {
  return queryExclusions(text).map(({ start, end, dropped, without }) => ({
    text: text.slice(start, end),
    dropped,
    without,
  }));
}

const column = (name: string, op: string, ...values: string[]) => ({ column: name, op, values });

describe("what a query drops is found", () => {
  test.each<[string, string, object]>([
    ["T | where A !contains 'x'", "A !contains 'x'", column("A", "contains", "x")],
    ["T | where B == 1 and A !has 'x'", "A !has 'x'", column("A", "has", "x")],
    ["T | where (A !in~ ('x', 'y'))", "A !in~ ('x', 'y')", column("A", "in~", "x", "y")],
    ["T | where A != 'x'", "A != 'x'", column("A", "==", "x")],
    ["T | where tolower(A) !~ 'x'", "tolower(A) !~ 'x'", column("A", "=~", "x")],
    [
      "T | where not(A has_any ('x', 'y') and B startswith 'z')",
      "not(A has_any ('x', 'y') and B startswith 'z')",
      { all: [column("A", "has_any", "x", "y"), column("B", "startswith", "z")] },
    ],
    [
      "T | where A !has 'x' or B !has 'y'",
      "A !has 'x' or B !has 'y'",
      { all: [column("A", "has", "x"), column("B", "has", "y")] },
    ],
    [
      "let Known = dynamic(['x', 'y']); let F = () { T | where A !in (Known) }; F | take 1",
      "A !in (Known)",
      column("A", "in", "x", "y"),
    ],
    [
      "T | where not(A matches regex 'x' or not(B == 'y'))",
      "not(A matches regex 'x' or not(B == 'y'))",
      { any: [column("A", "matches regex", "x"), { not: column("B", "==", "y") }] },
    ],
    [
      "T | where A !in (Other | project A)",
      "A !in (Other | project A)",
      { unknown: { start: 10, end: 35 } },
    ],
  ])("%s", (text, part, dropped) => {
    expect(cutOf(text)).toEqual([{ text: part, dropped, without: "true" }]);
  });

  test("an anti-join", () => {
    const text = "T | join kind=leftanti (_GetWatchlist('w')) on A | project A";
    expect(cutOf(text).map(({ text: part, without }) => [part, without])).toEqual([
      ["join kind=leftanti (_GetWatchlist('w')) on A", "where true"],
    ]);
  });
});

test.each([
  "T | where A has 'x'",
  "T | where A has 'x' or not(B has 'y')",
  "T | where A != '' and isnotempty(B)",
  "T | extend C = A !has 'x'",
  "T | join kind=inner (U | where A !has 'x') on A",
  "print 1",
])("%s drops nothing that an exclusion names", (text) => {
  expect(cutOf(text)).toEqual([]);
});
