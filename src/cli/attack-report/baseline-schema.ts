import * as z from "zod";
import { endSchema } from "../../ignore-lists/entry-schema.ts";

const item = z.strictObject({
  entry: z.string().min(1).describe("The id of the entry"),
  condition: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, "must be as --write-baseline writes it: sha256: and 64 digits")
    .describe("The digest of the entry's condition, rules and workspaces"),
  witness: z.string().min(1).describe("The command line of the attack that is accepted"),
  program: z
    .string()
    .min(1)
    .describe("The program that is started with it, if it is not the usual one")
    .optional(),
  reason: z.string().min(1).describe("Why the attack is accepted"),
  owner: z.string().min(1).describe("Who accepts it"),
  expires: endSchema.describe("The last day on which it is accepted"),
});

/** A baseline: the attacks on entries that are accepted. */
export const baselineSchema = z.strictObject({ accepted: z.array(item) });

/** An attack on an entry that is accepted: in a file, because the entry's list cannot be edited. */
export interface BaselineItem extends z.infer<typeof item> {
  /** file:line:column */
  readonly where: string;
}
