import type { IgnoreEntry, IgnoreList } from "../hunt/ignore/ignore.ts";

/**
 * All entries and all problems of several lists; if two entries have the same id, the first stays.
 */
export function mergeLists(lists: readonly IgnoreList[]): IgnoreList {
  const places = new Map<string, Places>();
  const entries = new Set<IgnoreEntry>();
  const problems = lists.flatMap((list) => list.problems);
  for (const entry of lists.flatMap((list) => list.entries)) {
    if (entries.has(entry)) continue;
    const other = takePlace(entry, places);
    if (other) problems.push(duplicateProblem(entry, other));
    else entries.add(entry);
  }
  return { entries: [...entries], problems };
}

function duplicateProblem(
  { id, origin }: IgnoreEntry,
  first: IgnoreEntry,
): IgnoreList["problems"][number] {
  const taken = first.origin === origin ? "" : ` by ${first.origin}`;
  return {
    where: origin,
    message: `the entry id ${id} is taken${taken}, so this one hides nothing`,
    remedy: "give it another id",
  };
}

/**
 * The entries with one id: the first of all, the one for every workspace, and those for single
 * workspaces.
 */
interface Places {
  readonly first: IgnoreEntry;
  everywhere: IgnoreEntry | undefined;
  readonly named: Map<string, IgnoreEntry>;
}

/**
 * Finds an earlier entry with the same id that applies to the same workspace. Watchlists of two
 * workspaces with the same name may have entries with the same id.
 */
function takePlace(entry: IgnoreEntry, places: Map<string, Places>): IgnoreEntry | undefined {
  const { id, workspaces } = entry;
  const known = places.get(id);
  if (!known) places.set(id, newPlaces(entry));
  else if (workspaces === "all") {
    known.everywhere ??= entry;
    return known.first;
  }
  if (!known || workspaces === "all") return undefined;
  const other =
    known.everywhere ??
    workspaces.map((name) => known.named.get(name)).find((one) => one !== undefined);
  for (const name of workspaces) if (!known.named.has(name)) known.named.set(name, entry);
  return other;
}

function newPlaces(first: IgnoreEntry): Places {
  const { workspaces } = first;
  const named = workspaces === "all" ? [] : workspaces.map((name) => [name, first] as const);
  return { first, everywhere: workspaces === "all" ? first : undefined, named: new Map(named) };
}
