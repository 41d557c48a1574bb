import { expect, test } from "vitest";
import { answer } from "../answer.ts";

const namesAfter = (query: string) => answer(query)[0]?.replaceAll(":long", "");

test.each([
  // Whatever their case; a low line comes after the letters.
  ["asc", "a1, a10, A1b, a2, ab, a_b, B, b, _x"],
  ["desc", "_x, B, b, a_b, ab, a2, A1b, a10, a1"],
  ["granny-asc", "a1, A1b, a2, a10, ab, a_b, B, b, _x"],
  ["granny-desc", "_x, B, b, a_b, ab, a10, a2, A1b, a1"],
])("project-reorder * %s", (order, expected) => {
  const names = "a_b, a10, B, _x, a2, A1b, b, a1, ab".replaceAll(/\w+/g, "$& = 1");
  expect(namesAfter(`print ${names} | project-reorder * ${order}`)).toBe(expected);
});

test("a column is at the first place that names it", () => {
  expect(namesAfter("print x = 1, b2 = 1, b1 = 1, c = 1 | project-reorder c, b* asc, *")).toBe(
    "c, b1, b2, x",
  );
});
