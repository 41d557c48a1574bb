import { RE2JS } from "re2js";
import * as z from "zod";
import type { Condition } from "../hunt/condition.ts";

const fieldCondition = z
  .strictObject({
    field: z.string().regex(/^[A-Za-z_]\w*$/, "must be a column name"),
    op: z.enum(["equals", "contains", "startsWith", "endsWith", "wildcard", "regex", "hasToken"]),
    value: z.string(),
    caseSensitive: z.boolean().optional(),
  })
  .refine(({ op, value }) => op === "equals" || value !== "", { message: "an empty value matches everything", path: ["value"] })
  .refine(({ op, value }) => op !== "regex" || compiles(value), { message: "is refused by RE2", path: ["value"] });

function compiles(pattern: string): boolean {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
}

/** `{field, op, value}`, combined by all, any and not. */
export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    fieldCondition,
    z.strictObject({ all: z.array(conditionSchema).min(1) }),
    z.strictObject({ any: z.array(conditionSchema).min(1) }),
    z.strictObject({ not: conditionSchema }),
  ]),
);
