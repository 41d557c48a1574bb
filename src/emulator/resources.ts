import { appendFileSync, mkdirSync, readFileSync, truncateSync } from "node:fs";
import { dirname } from "node:path";

/** A stored resource: its ARM id as first written, and what the service keeps of it. */
export interface Resource {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly etag: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

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

/** In memory, and where a path is given in a file too: one line a change, appended before the call returns. @throws ResourcesError */
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
  const write = path ? appender(path) : () => undefined;
  for (const change of path ? readChanges(path) : []) apply(change);
  const make = (change: Change) => {
    apply(change);
    write(change);
  };
  return {
    get: (id) => all.get(id.toLowerCase()),
    put: (resource) => make({ id: resource.id, put: resource }),
    delete(id) {
      const there = all.has(id.toLowerCase());
      if (there) make({ id });
      return there;
    },
    under: (prefix, from, to) => [...(children.get(prefix.toLowerCase()) ?? [])].slice(from, to).flatMap((id) => all.get(id) ?? []),
    count: (prefix) => children.get(prefix.toLowerCase())?.size ?? 0,
    relatedTo(id) {
      const [first] = relations.get(id.toLowerCase()) ?? [];
      return first === undefined ? undefined : all.get(first);
    },
  };
}

/** A resource as it is now, or (without `put`) its deletion. */
interface Change {
  readonly id: string;
  readonly put?: Resource;
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

function readChanges(path: string): Change[] {
  try {
    return completeLines(path).map((line, index) => parseChange(line, `${path}:${index + 1}`));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** A line that was not finished (a full disk, a power cut) is taken off: what it was to say was never answered. */
function completeLines(path: string): string[] {
  const text = readFileSync(path, "utf8");
  const end = text.lastIndexOf("\n") + 1;
  if (end < text.length) truncateSync(path, Buffer.byteLength(text.slice(0, end)));
  return text.slice(0, end).split("\n").slice(0, -1);
}

/** @throws ResourcesError */
function parseChange(line: string, where: string): Change {
  try {
    return JSON.parse(line) as Change;
  } catch {
    throw new ResourcesError(`${where} is no stored resource; move the file away to begin a new one`);
  }
}

export class ResourcesError extends Error {}

function appender(path: string): (change: Change) => void {
  return (change) => {
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, `${JSON.stringify(change)}\n`);
  };
}
