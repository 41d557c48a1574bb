import * as z from "zod";
import { entrySchema } from "../ignore-lists/entry-schema.ts";
import { huntFileSchema, ruleSchema } from "../rules/schema.ts";
import { baselineSchema } from "./attack-report/baseline-schema.ts";
import { caseHeadSchema } from "./rule-cases/read-cases.ts";

/** A table row below the first line of a case; it may have any other columns. */
const caseRowSchema = z.looseObject({
  Type: z.string().min(1).describe("The table that the row belongs to, such as SecurityEvent"),
  TimeGenerated: z.string().min(1).describe("A time such as 2026-11-21T10:00:00Z"),
});

/**
 * The JSON schemas of rules, ignore lists and lines of cases, by their file in the project, for
 * editors.
 */
export function jsonSchemas(): Readonly<Record<string, object>> {
  const inputSchema = (schema: z.ZodType) => z.toJSONSchema(schema, { io: "input" });
  return {
    "rules/rule.schema.json": inputSchema(ruleSchema),
    "rules/hunt.schema.json": inputSchema(huntFileSchema),
    "rules/ignore-list.schema.json": inputSchema(z.strictObject({ entries: z.array(entrySchema) })),
    "rules/attack-baseline.schema.json": inputSchema(baselineSchema),
    "rules/case.schema.json": inputSchema(z.union([caseHeadSchema, caseRowSchema])),
  };
}
