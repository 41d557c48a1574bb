import * as z from "zod";
import { conditionSchema } from "../content/condition-schema.ts";

/** An entry as it stands in a file. `active: false` ships an entry without using it. */
export const entrySchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "must be small letters, digits and -"),
  title: z.string().min(1),
  reason: z.string().min(1),
  source: z.string().min(1).optional(),
  rules: z.union([z.literal("all"), z.array(z.string()).min(1)]),
  active: z.boolean().default(true),
  when: conditionSchema,
});

export const entriesSchema = z.strictObject({ entries: z.array(z.unknown()) });
