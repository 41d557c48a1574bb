import type { IgnoreEntry, IgnoreList } from "../hunt/ignore.ts";

/** All entries and all problems of several lists; of two entries with one id the first stays. */
export function merged(lists: readonly IgnoreList[]): IgnoreList {
  const all = lists.flatMap(({ entries }) => entries);
  const entries = all.filter((entry, index) => all.findIndex((other) => isDouble(other, entry)) === index);
  const doubled = all
    .filter((entry) => !entries.includes(entry))
    .map(({ id, origin }) => ({
      where: origin,
      message: `the entry id ${id} is taken, so this one hides nothing`,
      remedy: "give it another id",
    }));
  return { entries, problems: [...lists.flatMap(({ problems }) => problems), ...doubled] };
}

/** Watchlists of two workspaces with one name may have entries of one id. */
function isDouble(a: IgnoreEntry, b: IgnoreEntry): boolean {
  if (a.id !== b.id) return false;
  return a.workspaces === "all" || b.workspaces === "all" || a.workspaces.some((name) => b.workspaces.includes(name));
}
