import { isIP } from "node:net";
import { RE2JS } from "re2js";
import * as z from "zod";
import type { Condition } from "../hunt/conditions/condition.ts";
import { checkValue, describeFault, oneFrom } from "./check-value.ts";

const field = z.string().regex(/^[A-Za-z_]\w*$/, "must be a column name");
const caseSensitive = z.boolean().optional();
const text = z.string().min(1, "an empty value matches everything");

const OPS = [
  "equals",
  "contains",
  "startsWith",
  "endsWith",
  "has",
  "wildcard",
  "regex",
  "in",
  "cidr",
  "hasToken",
  "token",
];

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
    z.strictObject({
      field,
      op: z.literal("regex"),
      value: text.superRefine(checkExpression),
      caseSensitive,
    }),
    z.strictObject({
      field,
      op: z.literal("token"),
      at: z.int().min(0).max(100),
      value: text,
      caseSensitive,
    }),
    z.strictObject({
      field,
      op: z.literal("in"),
      value: z.array(z.string()).min(1),
      caseSensitive,
    }),
    z.strictObject({
      field,
      op: z.literal("cidr"),
      value: z.string().refine(isRange, "must be a range such as 10.0.0.0/8"),
    }),
  ],
  {
    error: ({ input }) => `must be ${oneFrom(OPS, (input as { op?: unknown } | undefined)?.op)}`,
  },
);

function checkExpression(pattern: string, context: z.RefinementCtx): void {
  try {
    RE2JS.compile(pattern);
  } catch (error) {
    context.addIssue({ code: "custom", message: `is refused by RE2: ${(error as Error).message}` });
  }
}

function isRange(range: string): boolean {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(range);
  const family = isIP(match?.[1] ?? "");
  return family !== 0 && Number(match?.[2]) <= (family === 4 ? 32 : 128);
}

const all = z.strictObject({ all: z.lazy(() => z.array(conditionSchema).min(1)) });
const any = z.strictObject({ any: z.lazy(() => z.array(conditionSchema).min(1)) });
const not = z.strictObject({ not: z.lazy(() => conditionSchema) });

/** `{field, op, value}`, combined by all, any and not. */
export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([fieldCondition, all, any, not], { error: ({ input }) => describeWrong(input) }),
);

const said = new WeakMap<object, string>();

/** What is wrong with what was meant: for a union, the schema says only that nothing fits. */
function describeWrong(input: unknown): string {
  if (typeof input !== "object" || input === null)
    return 'must be conditions, such as {"field": "CommandLine", "op": "contains", "value": "..."}';
  const known = said.get(input) ?? describeOtherFault(input);
  said.set(input, known);
  return known;
}

/**
 * Checks the parts again, each of which checks its own. The results are kept, because otherwise
 * each level would double the work.
 */
function describeOtherFault(input: object): string {
  const meant = "all" in input ? all : "any" in input ? any : "not" in input ? not : fieldCondition;
  const checked = checkValue<unknown>(meant, input);
  const [fault] = "faults" in checked ? checked.faults : [];
  return fault ? describeFault(fault) : "is not a condition";
}
