import { expect, test } from "vitest";
import { answer } from "../answer.ts";

const T = "datatable(n:long, o:dynamic)[1, dynamic({})]";

test.each([
  ["binary_all_or(5), binary_all_xor(n + 1), take_anyif(5, true)", "Column1, Column2, Column3"],
  ["binary_all_or(n), take_anyif(o, true)", "n, o"],
  ["make_dictionary(o), make_bag(o)", "dictionary_o, bag_o"],
  ["any(5)", "any_"],
  ["any(n + 1)", "any_"],
  ["any(n, 5)", "any_n, any_arg1"],
  ["take_any(5)", "any_arg0"],
])("summarize %s has the columns %s", (calls, expected) => {
  const [columns] = answer(`${T} | summarize ${calls}`);
  expect(columns?.replaceAll(/:\w+/g, "")).toBe(expected);
});
