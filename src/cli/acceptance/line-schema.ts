import * as z from "zod";

const resource = z.enum(["incident", "bookmark", "relation", "comment"]);
const ms = z.number().nonnegative();
const seen = z.string().max(2_000);
/** Not a fixed list: a newer app may answer questions that this command line does not know. */
const name = z.string().regex(/^[a-z0-9-]{1,60}$/);

/** One line of a step's result, as an app sends it. */
const line = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("write"), resource, ok: z.boolean(), seen, ms }),
  z.object({
    kind: z.literal("visible"),
    resource,
    by: z.enum(["get", "list", "query"]),
    ms: ms.nullable(),
  }),
  z.object({
    kind: z.literal("fact"),
    fact: name,
    settled: z.boolean(),
    seen,
    status: z.number().int().optional(),
  }),
  z.object({
    kind: z.enum(["removed", "closed", "left"]),
    resource,
    count: z.number().int().nonnegative(),
    seen,
  }),
]);

export type ReadLine = Readonly<z.infer<typeof line>>;

export const stepAnswer = z.object({ lines: z.array(line) });

export const targetsAnswer = z.object({
  workspaces: z.array(z.object({ id: z.string(), name: z.string() })),
  cloud: z.string(),
  parser: z.string(),
  versions: z.object({ incidents: z.string(), bookmarks: z.string() }),
  version: z.string().max(100),
  commit: z.string().max(100),
});
