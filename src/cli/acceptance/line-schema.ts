import * as z from "zod";
import { type Fact, QUESTIONS } from "../../acceptance/questions.ts";

const resource = z.enum(["incident", "bookmark", "relation", "comment"]);
const ms = z.number().nonnegative();
const seen = z.string().max(2_000);
const names = Object.keys(QUESTIONS) as [Fact, ...Fact[]];

/** A line of a step, as an app sends it. */
const line = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("write"), resource, ok: z.boolean(), seen, ms }),
  z.object({ kind: z.literal("visible"), resource, by: z.enum(["get", "list", "query"]), ms: ms.nullable() }),
  z.object({ kind: z.literal("fact"), fact: z.enum(names), settled: z.boolean(), seen }),
  z.object({ kind: z.enum(["removed", "closed", "left"]), resource, count: z.number().int().nonnegative(), seen }),
]);

export const stepAnswer = z.object({ lines: z.array(line) });

export const targetsAnswer = z.object({
  workspaces: z.array(z.object({ id: z.string(), name: z.string() })),
  cloud: z.string(),
  parser: z.string(),
  versions: z.object({ incidents: z.string(), bookmarks: z.string() }),
  version: z.string().max(100),
  commit: z.string().max(100),
});
