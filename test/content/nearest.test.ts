import { expect, test } from "vitest";
import { nearest } from "../../src/content/nearest.ts";

test.each([
  ["IGNORE_COMAND_LINES", ["IGNORE_COMMAND_LINES", "IGNORE_ENTRIES"], "IGNORE_COMMAND_LINES"],
  ["eventid", ["EventTime", "EventID"], "EventID"],
  ["cout", ["sum", "count", "cot"], "count"],
  ["cnt", ["countif", "sum", "count"], "count"],
  ["cnt", ["sum", "countif"], undefined],
  // A short name is near to everything and means nothing.
  ["x", ["a", "y"], undefined],
  ["abc", ["xyz", "sum"], undefined],
  ["SigninLogs", ["SecurityEvent", "WindowsEvent"], undefined],
])("%s among %j: %s", (name, known, expected) => {
  expect(nearest(name, known)).toBe(expected);
});
