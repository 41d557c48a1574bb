import * as z from "zod";
import { entrySchema } from "../ignore-lists/entry-schema.ts";
import { ruleSchema } from "../rules/schema.ts";
import { caseHeadSchema } from "./rule-cases/read-cases.ts";

/** A row of a table below the head of a case: any columns beside these. */
const caseRowSchema = z.looseObject({
  Type: z.string().min(1).describe("The table that the row is of, such as SecurityEvent"),
  TimeGenerated: z.string().min(1).describe("A time such as 2026-11-21T10:00:00Z"),
});

/**
 * The JSON schemas of content by their files in the project, for editors: what a rule, an ignore
 * list and a line of a case may hold.
 */
export function jsonSchemas(): Readonly<Record<string, object>> {
  const schemaOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: "input" });
  return {
    "rules/rule.schema.json": schemaOf(ruleSchema),
    "rules/ignore-list.schema.json": schemaOf(z.strictObject({ entries: z.array(entrySchema) })),
    "rules/case.schema.json": schemaOf(z.union([caseHeadSchema, caseRowSchema])),
  };
}
