import { expect, test } from "vitest";
import { answer, testRefused } from "../answer.ts";

test("assert() of what holds is true", () => {
  const check = "let check = (n: long) { assert(n > 0, 'too small') and n > 1 };";
  expect(answer(`${check} print a = check(1), b = check(2)`)[1]).toBe("False, True");
});

testRefused([
  [
    "let f = (n: long) { assert(n > 0, 'too small') }; range x from 1 to 0 step 1 | where f(0)",
    "semantic",
    "assert() has failed with message: 'too small'",
  ],
  ["range x from 1 to 2 step 1 | where assert(x > 0, 'm')", "unsupported", "depends on rows"],
]);
