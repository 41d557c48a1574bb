import type { IgnoreList } from "../hunt/ignore/ignore.ts";
import type { WatchlistItem } from "../hunt/ignore/watchlists.ts";

/** Why an item is not approved, and what to do. */
export interface Lack {
  readonly said: string;
  readonly remedy: string;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NOBODY = "00000000-0000-0000-0000-000000000000";

/**
 * Whether somebody other than its author changed an item last (IGNORE_SECOND_PERSON); undefined if
 * so. Who edits another's item approves the edit with it: Sentinel keeps no more names than two.
 */
export function findLack({ createdBy, changedBy }: WatchlistItem): Lack | undefined {
  const [author, last] = [createdBy, changedBy].map((id) => id.trim().toLowerCase());
  const isPerson = (id = "") => GUID.test(id) && id !== NOBODY;
  if (!isPerson(author) || !isPerson(last))
    return {
      said: "Sentinel does not say who wrote or last changed",
      remedy: "write it in the portal, and let a second person check and change it",
    };
  return author === last
    ? {
        said: "nobody but its author has checked",
        remedy:
          "a second person checks it and saves it with a change, such as active false and then true",
      }
    : undefined;
}

/** What is not approved stays known, but is not active; an active entry is reported. */
export function withhold({ entries, problems }: IgnoreList, lack: Lack): IgnoreList {
  const meant = entries.filter(({ active }) => active);
  return {
    entries: entries.map((entry) => ({ ...entry, active: false })),
    problems: [
      ...problems,
      ...meant.map(({ id, origin }) => ({
        where: origin,
        message: `${lack.said} the entry ${id}, so it hides nothing`,
        remedy: `${lack.remedy} (IGNORE_SECOND_PERSON)`,
      })),
    ],
  };
}
