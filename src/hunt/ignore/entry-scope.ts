import type { Problem } from "../base/problem.ts";
import type { Workspace } from "../base/workspace.ts";
import type { IgnoreEntry } from "./ignore.ts";

/**
 * Reports workspaces that entries name and in which nothing is hunted: such an entry hides less
 * than it seems to.
 */
export function scopeProblems(
  entries: readonly IgnoreEntry[],
  workspaces: readonly Workspace[],
): Problem[] {
  if (workspaces.length === 0) return [];
  const known = new Set(
    workspaces.flatMap(({ id, name }) => [id, name]).map((name) => name.toLowerCase()),
  );
  const remedy = `use all, or one of ${workspaces.map((one) => one.name).join(", ")}`;
  return entries.flatMap(({ id, origin, workspaces: wanted, active }) => {
    const unknown =
      wanted === "all" || !active ? [] : wanted.filter((name) => !known.has(name.toLowerCase()));
    return unknown.map((name) => ({
      where: origin,
      message: `the entry ${id} is for the workspace ${name}, in which nothing is hunted`,
      remedy,
    }));
  });
}
