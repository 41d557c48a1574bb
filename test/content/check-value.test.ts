import { expect, test } from "vitest";
import * as z from "zod";
import { checkValue, describeFault, nearRemedy } from "../../src/content/check-value.ts";

const schema = z.strictObject({
  name: z.string().min(1).max(5),
  size: z.int().min(2).max(4).optional(),
  severity: z.enum(["High", "Low"]).optional(),
  kind: z.literal("one").optional(),
  parts: z.array(z.boolean()).min(1).max(2).optional(),
  inner: z.strictObject({ every: z.string().optional() }).optional(),
});

test.each<[value: unknown, said: string, remedy?: string]>([
  [undefined, "the value: is missing"],
  [{}, "name: is missing"],
  [{ name: null }, "name: is empty"],
  [{ name: "" }, "name: is empty"],
  [{ name: ["a"] }, "name: must be a text"],
  [{ name: "abcdef" }, "name: must have at most 5 characters"],
  [{ name: "a", size: "2" }, "size: must be a number"],
  [{ name: "a", size: 2.5 }, "size: must be a whole number"],
  [{ name: "a", size: 1 }, "size: must be at least 2"],
  [{ name: "a", size: 5 }, "size: must be at most 4"],
  [{ name: "a", severity: "Hihg" }, "severity: must be one of High, Low; did you mean High?"],
  [{ name: "a", severity: "x" }, "severity: must be one of High, Low"],
  [{ name: "a", kind: "two" }, "kind: must be one"],
  [{ name: "a", parts: [] }, "parts: is empty"],
  [{ name: "a", parts: [1] }, "parts.0: must be true or false"],
  [{ name: "a", parts: [true, true, true] }, "parts: must have at most 2 items"],
  [{ name: "a", inner: 5 }, "inner: must be a map of fields"],
  [{ name: "a", sise: 2 }, "sise is not a known field", "did you mean size?"],
  [{ name: "a", zzzzzz: 2 }, "zzzzzz is not a known field"],
  [
    { name: "a", inner: { evry: "PT5M" } },
    "inner.evry is not a known field",
    "did you mean inner.every?",
  ],
])("%j: %s", (value, said, remedy) => {
  const checked = checkValue(schema, value);
  const faults = "faults" in checked ? checked.faults : [];
  expect(faults.map((fault) => describeFault(fault, "the value"))).toEqual([said]);
  expect(faults.map(nearRemedy)).toEqual([remedy]);
});

test("every unknown field has a place of its own", () => {
  const checked = checkValue(schema, { name: "a", nme: 1, inner: { a: 1, b: 2 } });
  expect("faults" in checked && checked.faults.map((fault) => describeFault(fault))).toEqual([
    "inner.a is not a known field",
    "inner.b is not a known field",
    "nme is not a known field",
  ]);
});
