import { expect, test } from "vitest";
import { createBinder } from "../../../src/kql/language/bind.ts";

const bind = createBinder(
  { tables: [{ name: "T", columns: [{ name: "l", type: "long" }] }], functions: [] },
  () => undefined,
);

test("what Microsoft's binder itself fails at is an error of the query", () => {
  const text = "T | evaluate ipv4_lookup(2, l, 2, 2, true)";
  expect(bind(text).diagnostics).toEqual([
    {
      code: "",
      severity: "error",
      message: "Microsoft's binder fails on an argument in this query",
      start: 0,
      end: text.length,
    },
  ]);
});
