import { type Change, openJournal, type Resource } from "./journal.ts";

export type { Resource } from "./journal.ts";

/** The resources of all workspaces. ARM ids are case-insensitive. */
export interface Resources {
  get(id: string): Resource | undefined;
  put(resource: Resource): void;
  /** Returns whether the resource existed. */
  delete(id: string): boolean;
  /** The resources whose id is `prefix/name`, in order of creation, from `from` up to `to`. */
  under(prefix: string, from?: number, to?: number): Resource[];
  /** How many resources have an id of the form `prefix/name`. */
  count(prefix: string): number;
  /** The relation that refers to a resource, if there is one. */
  relatedTo(id: string): Resource | undefined;
}

/**
 * Keeps resources in memory and, if a path is given, in a file with one line per change, appended
 * before the call returns.
 * @throws ResourcesError if the file contains anything else
 */
export function createResources(path?: string): Resources {
  const all = new Map<string, Resource>();
  const children = new Map<string, Set<string>>();
  /** The ids of relations, by the id of the resource that they refer to. */
  const relations = new Map<string, Set<string>>();
  const apply = (change: Change) => {
    const id = change.id.toLowerCase();
    const [before, after] = [relatedId(all.get(id)), relatedId(change.put)];
    if (before !== after) relations.get(before)?.delete(id);
    if (!change.put) {
      all.delete(id);
      children.get(parentId(id))?.delete(id);
      return;
    }
    all.set(id, change.put);
    addTo(children, parentId(id), id);
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

/** The lower-case id of the resource that a relation refers to; "" for any other resource. */
function relatedId(resource: Resource | undefined): string {
  return String(resource?.properties["relatedResourceId"] ?? "").toLowerCase();
}

function parentId(id: string): string {
  return id.slice(0, id.lastIndexOf("/"));
}
