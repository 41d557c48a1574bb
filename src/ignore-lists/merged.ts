import type { IgnoreEntry, IgnoreList } from "../hunt/ignore.ts";

/** Several lists as one, as they are. */
export function together(lists: readonly IgnoreList[]): IgnoreList {
  return { entries: lists.flatMap(({ entries }) => entries), problems: lists.flatMap(({ problems }) => problems) };
}

/** All entries and all problems of several lists; of two entries with one id the first stays. */
export function merged(lists: readonly IgnoreList[]): IgnoreList {
  const all = together(lists);
  const places = new Map<string, Places>();
  const entries = new Set<IgnoreEntry>();
  const problems = [...all.problems];
  for (const entry of all.entries) {
    if (entries.has(entry)) continue;
    const other = takePlace(entry, places);
    if (other) problems.push(doubled(entry, other));
    else entries.add(entry);
  }
  return { entries: [...entries], problems };
}

function doubled({ id, origin }: IgnoreEntry, first: IgnoreEntry): IgnoreList["problems"][number] {
  const taken = first.origin === origin ? "" : ` by ${first.origin}`;
  return { where: origin, message: `the entry id ${id} is taken${taken}, so this one hides nothing`, remedy: "give it another id" };
}

/** Who has an id: the first entry of all, the one for every workspace, and those for single ones. */
interface Places {
  readonly first: IgnoreEntry;
  everywhere: IgnoreEntry | undefined;
  readonly named: Map<string, IgnoreEntry>;
}

/** The entry that has the id already. Watchlists of two workspaces with one name may have entries of one id. */
function takePlace(entry: IgnoreEntry, places: Map<string, Places>): IgnoreEntry | undefined {
  const { id, workspaces } = entry;
  const known = places.get(id);
  const own = known ?? { first: entry, everywhere: undefined, named: new Map<string, IgnoreEntry>() };
  if (!known) places.set(id, own);
  const names = workspaces === "all" ? [] : workspaces;
  const holder = own.everywhere ?? (known && workspaces === "all" ? own.first : undefined);
  const other = holder ?? names.map((name) => own.named.get(name)).find((one) => one !== undefined);
  if (other) return other;
  if (workspaces === "all") own.everywhere = entry;
  else for (const name of names) own.named.set(name, entry);
  return undefined;
}
