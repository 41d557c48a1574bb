import { expect, test } from "vitest";
import { planLines, planObjects } from "../../../src/cli/query/plan-lines.ts";

const plan = {
  steps: [
    { text: "where a == 1", level: 1, rows: 12_345, milliseconds: 1.23456 },
    { text: "join (T | where a == 1)\n  on\u001b b", level: 0, rows: 2, milliseconds: 100 },
  ],
  rest: 0.04,
};

test("a plan as text: operators that are part of another are indented, and escaped", () => {
  expect(planLines(plan)).toEqual([
    "      rows     cpu ms  operator",
    "     12345        1.2    where a == 1",
    "         2      100.0  join (T | where a == 1)\\u{a}  on\\u{1b} b",
    "                  0.0  everything else, such as columns that no operator reads",
  ]);
});

test("a plan as JSON", () => {
  expect(planObjects(plan)).toEqual([
    '{"kind":"step","text":"where a == 1","level":1,"rows":12345,"milliseconds":1.235}',
    '{"kind":"step","text":"join (T | where a == 1)\\n  on\\u001b b","level":0,"rows":2,"milliseconds":100}',
    '{"kind":"rest","milliseconds":0.04}',
  ]);
});
