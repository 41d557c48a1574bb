import type { IgnoreList } from "../hunt/ignore.ts";

/** All entries and all problems of several lists; of two entries with one id the first stays. */
export function merged(lists: readonly IgnoreList[]): IgnoreList {
  const all = lists.flatMap(({ entries }) => entries);
  const entries = all.filter((entry, index) => all.findIndex(({ id }) => id === entry.id) === index);
  const doubled = all
    .filter((entry) => !entries.includes(entry))
    .map(({ id, origin }) => ({
      where: origin,
      message: `the entry id ${id} is taken, so this one hides nothing`,
      remedy: "give it another id",
    }));
  return { entries, problems: [...lists.flatMap(({ problems }) => problems), ...doubled] };
}
