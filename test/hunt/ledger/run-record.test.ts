import { expect, test } from "vitest";
import { addCounts, countBy } from "../../../src/hunt/ledger/run-record.ts";

test("names that objects have themselves are counted like any other", () => {
  const names = ["constructor", "toString", "__proto__", "constructor"];
  expect(Object.entries(countBy(names, (name) => name))).toEqual([
    ["constructor", 2],
    ["toString", 1],
    ["__proto__", 1],
  ]);
  expect(
    Object.entries(addCounts({ constructor: 1 }, { constructor: 2, valueOf: 3 } as never)),
  ).toEqual([
    ["constructor", 3],
    ["valueOf", 3],
  ]);
});
