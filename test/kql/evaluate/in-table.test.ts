// The first column of a table is looked in as values of its own type.
import { expect, test } from "vitest";
import { answer, testRefused } from "../answer.ts";

const time = "datetime(2024-01-01)";

test.each([
  ["datatable(x: long)[1, 2]", "x in (datatable(y: real)[1.0, 2.5])", "1"],
  [`datatable(x: datetime)[${time}]`, `x in (datatable(y: datetime)[${time}])`, "1"],
  ["datatable(x: string)['a', 'A']", "x in~ (datatable(y: dynamic)[dynamic('a')])", "2"],
  ["datatable(x: dynamic)[dynamic(1)]", "x !in (datatable(y: string)['2'])", "1"],
  ["datatable(x: string)['a b']", "x has_any (datatable(y: string)['B'])", "1"],
  ["datatable(x: string)['a b']", "x has_all (datatable(y: dynamic)[dynamic('a')])", "1"],
])("%s | where %s: %s", (rows, condition, count) => {
  expect(answer(`${rows} | where ${condition} | count`)[1]).toBe(count);
});

testRefused([
  ["print x = '1' | where x in (datatable(y: long)[1])", "semantic", "string and long"],
  ["print x = 1 | where x !in (datatable(y: string)['1'])", "semantic", "long and string"],
  [`print x = 638396640000000000 | where x in (print ${time})`, "semantic", "long and datetime"],
  ["print x = 'a' | where x in~ (datatable(y: long)[1])", "semantic", "string and long"],
  ["print x = 1 | where x in (datatable(y: decimal)[1])", "unsupported", "with a decimal"],
  ["print x = 'a' | where x has_any (datatable(y: long)[1])", "unsupported", "of the type long"],
]);
