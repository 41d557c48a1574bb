import { createHash } from "node:crypto";
import type { IgnoreEntry } from "../../hunt/ignore/ignore.ts";

/**
 * A digest of what an entry hides and for which rules and workspaces; its other texts, its place
 * and the order in which its fields are written do not change it.
 */
export function conditionDigest({ when, rules, workspaces }: IgnoreEntry): string {
  const text = JSON.stringify(sorted({ when, rules, workspaces }));
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return fields.map(([name, inner]) => [name, sorted(inner)]);
}
