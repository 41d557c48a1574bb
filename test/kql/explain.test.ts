import { expect, test } from "vitest";
import { createEngine } from "../../src/kql/engine.ts";
import { readStoredFunction } from "../../src/kql/stored-function.ts";
import { makeTable } from "../../src/kql/table.ts";

const events = makeTable(
  [
    { name: "Host", type: "string" },
    { name: "Count", type: "long" },
  ],
  [
    ["a", 1n],
    ["b", 2n],
    ["a", 3n],
  ],
);
const engine = createEngine({
  tables: [{ name: "Events", columns: events.columns, rows: () => events }],
  functions: [readStoredFunction("let OnHost = (host: string) { Events | where Host == host };")],
});

test("each operator is listed as written, with its rows, and those of a function or a join", () => {
  const query =
    'OnHost("a") | where Count > 1 | join kind=inner (Events | where Count < 9) on Host | count';
  const { table, steps } = engine.explain(query, 0n);
  expect(table.columns[0]?.at(0)).toBe(2n);
  expect(steps.map(({ text, level, rows }) => [text, level, rows])).toEqual([
    ["where Host == host", 0, 2],
    ["where Count > 1", 0, 1],
    ["where Count < 9", 1, 3],
    ["join kind=inner (Events | where Count < 9) on Host", 0, 2],
    ["count", 0, 1],
  ]);
});

test("the times of the steps are each step's own", () => {
  const { steps } = engine.explain("Events | join (Events | where Count > 0) on Host", 0n);
  for (const { milliseconds } of steps) expect(milliseconds).toBeGreaterThanOrEqual(0);
});
