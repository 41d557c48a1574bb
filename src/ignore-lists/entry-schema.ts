import * as z from "zod";
import { conditionSchema } from "../content/condition-schema.ts";
import { parseTime } from "../hunt/base/time-text.ts";
import { DAY } from "../hunt/base/window.ts";

const list = z.preprocess(
  (value) => (typeof value === "string" && value.trim().toLowerCase() === "all" ? "all" : value),
  z.union([z.literal("all"), z.array(z.string().min(1)).min(1)], 'must be "all" or a list'),
);
/** Slugs are in lower case. */
const rules = list.transform((some) =>
  some === "all" ? some : some.map((slug) => slug.trim().toLowerCase()),
);
const time = z
  .string("must be a date")
  .refine(
    (text) => parseTime(text) !== undefined,
    "must be a date such as 2026-12-31, or a time with its zone",
  );
const date = time.transform((text) => parseTime(text) ?? 0);
/** A date means the end of that day, UTC. */
export const endSchema = time.transform(
  (text) => (parseTime(text) ?? 0) + (text.length === 10 ? DAY : 0),
);

/**
 * An entry as it is written in a file, in IGNORE_ENTRIES and in a watchlist. `active: false` keeps
 * an entry without using it.
 */
export const entrySchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "must be lowercase letters, digits and -"),
    title: z.string().min(1),
    reason: z.string().min(1),
    owner: z.string().min(1),
    ticket: z.string().min(1).optional(),
    source: z.string().min(1).optional(),
    added: date.optional(),
    expires: endSchema.optional(),
    permanent: z.literal(true, "must be true, or left out").optional(),
    rules,
    workspaces: list.default("all"),
    active: z.boolean("must be true or false").default(true),
    /** Why the entry stays although `hunts ignore attack` finds an attack behind it. */
    accepted: z.string().min(1).optional(),
    /** By field: why a condition is kept although removing it would gain an attacker nothing. */
    why: z.record(z.string(), z.string().min(1)).optional(),
    when: conditionSchema,
  })
  .refine(({ expires, permanent }) => expires !== undefined || permanent, {
    message:
      "is missing: name the last day on which it hides (90 days from now is usual), or say " +
      "permanent: true",
    path: ["expires"],
  })
  .refine(({ expires, permanent }) => expires === undefined || !permanent, {
    message: "is given, and so is permanent",
    path: ["expires"],
  })
  .refine(({ accepted, permanent }) => accepted === undefined || !permanent, {
    message: "needs a last day (expires): what was accepted is looked at again",
    path: ["accepted"],
  });

export const entriesSchema = z.strictObject({ entries: z.array(z.unknown()) });
