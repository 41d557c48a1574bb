import { type Change, openJournal, type Resource } from "./journal.ts";

export type { Resource } from "./journal.ts";

/** The resources of all workspaces; ARM ids ignore case. */
export interface Resources {
  get(id: string): Resource | undefined;
  put(resource: Resource): void;
  /** Whether it was there. */
  delete(id: string): boolean;
  /** Resources whose id is `prefix/name`, in order of creation; of these a slice. */
  under(prefix: string, from?: number, to?: number): Resource[];
  /** How many they are. */
  count(prefix: string): number;
  /** The relation that names a resource, where there is one. */
  relatedTo(id: string): Resource | undefined;
}

/**
 * In memory, and where a path is given in a file too: one line a change, appended before the call
 * returns.
 * @throws ResourcesError where the file holds anything else
 */
export function createResources(path?: string): Resources {
  const all = new Map<string, Resource>();
  const children = new Map<string, Set<string>>();
  /** The ids of relations, by the id of the resource that they name. */
  const relations = new Map<string, Set<string>>();
  const apply = (change: Change) => {
    const id = change.id.toLowerCase();
    const [before, after] = [relatedId(all.get(id)), relatedId(change.put)];
    if (before !== after) relations.get(before)?.delete(id);
    if (!change.put) {
      all.delete(id);
      children.get(parentOf(id))?.delete(id);
      return;
    }
    all.set(id, change.put);
    addTo(children, parentOf(id), id);
    if (after !== "") addTo(relations, after, id);
  };
  const journal = path === undefined ? undefined : openJournal(path);
  for (const change of journal?.changes ?? []) apply(change);
  const make = (change: Change) => {
    journal?.append(change);
    apply(change);
  };
  return {
    get: (id) => all.get(id.toLowerCase()),
    put: (resource) => make({ id: resource.id, put: resource }),
    delete(id) {
      const there = all.has(id.toLowerCase());
      if (there) make({ id });
      return there;
    },
    under: (prefix, from, to) =>
      [...(children.get(prefix.toLowerCase()) ?? [])]
        .slice(from, to)
        .flatMap((id) => all.get(id) ?? []),
    count: (prefix) => children.get(prefix.toLowerCase())?.size ?? 0,
    relatedTo(id) {
      const [first] = relations.get(id.toLowerCase()) ?? [];
      return first === undefined ? undefined : all.get(first);
    },
  };
}

function addTo(sets: Map<string, Set<string>>, key: string, id: string): void {
  const set = sets.get(key) ?? new Set();
  sets.set(key, set.add(id));
}

/** The id of the resource that a relation names, in small letters; "" for any other resource. */
function relatedId(resource: Resource | undefined): string {
  return String(resource?.properties["relatedResourceId"] ?? "").toLowerCase();
}

function parentOf(id: string): string {
  return id.slice(0, id.lastIndexOf("/"));
}
