import type { IgnoreEntry, IgnoreList } from "../hunt/ignore.ts";

/** All entries and all problems of several lists; of two entries with one id the first stays. */
export function merged(lists: readonly IgnoreList[]): IgnoreList {
  const places = new Map<string, Places>();
  const [entries, doubled]: [Set<IgnoreEntry>, IgnoreEntry[]] = [new Set(), []];
  for (const entry of lists.flatMap((list) => list.entries)) {
    if (takePlace(entry, places)) entries.add(entry);
    else if (!entries.has(entry)) doubled.push(entry);
  }
  const problems = doubled.map(({ id, origin }) => ({
    where: origin,
    message: `the entry id ${id} is taken, so this one hides nothing`,
    remedy: "give it another id",
  }));
  return { entries: [...entries], problems: [...lists.flatMap((list) => list.problems), ...problems] };
}

/** The workspaces in which an id is taken; `all` where an entry is for every one. */
interface Places {
  all: boolean;
  readonly named: Set<string>;
}

/** False where the id is taken. Watchlists of two workspaces with one name may have entries of one id. */
function takePlace({ id, workspaces }: IgnoreEntry, places: Map<string, Places>): boolean {
  const taken = places.get(id);
  const own = taken ?? { all: false, named: new Set() };
  const free = taken === undefined || (!taken.all && workspaces !== "all" && !workspaces.some((name) => taken.named.has(name)));
  if (!taken) places.set(id, own);
  if (workspaces === "all") own.all = true;
  else for (const name of workspaces) own.named.add(name);
  return free;
}
