import { isIP } from "node:net";
import { RE2JS } from "re2js";
import * as z from "zod";
import type { Condition } from "../hunt/condition.ts";

const field = z.string().regex(/^[A-Za-z_]\w*$/, "must be a column name");
const caseSensitive = z.boolean().optional();
const text = z.string().min(1, "an empty value matches everything");

const fieldCondition = z.discriminatedUnion(
  "op",
  [
    z.strictObject({ field, op: z.literal("equals"), value: z.string(), caseSensitive }),
    z.strictObject({
      field,
      op: z.enum(["contains", "startsWith", "endsWith", "has", "wildcard", "hasToken"]),
      value: text,
      caseSensitive,
    }),
    z.strictObject({ field, op: z.literal("regex"), value: text.refine(compiles, "is refused by RE2"), caseSensitive }),
    z.strictObject({ field, op: z.literal("token"), at: z.int().min(0).max(100), value: text, caseSensitive }),
    z.strictObject({ field, op: z.literal("in"), value: z.array(z.string()).min(1), caseSensitive }),
    z.strictObject({ field, op: z.literal("cidr"), value: z.string().refine(isRange, "must be a range such as 10.0.0.0/8") }),
  ],
  { error: "op must be one of equals, contains, startsWith, endsWith, has, wildcard, regex, in, cidr, hasToken, token" },
);

function compiles(pattern: string): boolean {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
}

function isRange(range: string): boolean {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(range);
  const family = isIP(match?.[1] ?? "");
  return family !== 0 && Number(match?.[2]) <= (family === 4 ? 32 : 128);
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
