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
  /** Resources whose id is `prefix/name`, in order of creation. */
  under(prefix: string): Resource[];
  /** The relation that names a resource, where there is one. */
  relatedTo(id: string): Resource | undefined;
}

/** In memory, and where a path is given in a file too: one line a change, appended before the call returns. @throws ResourcesError */
export function createResources(path?: string): Resources {
  const all = new Map<string, Resource>();
  const children = new Map<string, Set<string>>();
  const apply = (change: Change) => {
    const id = change.id.toLowerCase();
    const siblings = children.get(parentOf(id)) ?? new Set();
    children.set(parentOf(id), siblings);
    if (change.put) {
      all.set(id, change.put);
      siblings.add(id);
    } else {
      all.delete(id);
      siblings.delete(id);
    }
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
    under: (prefix) => [...(children.get(prefix.toLowerCase()) ?? [])].flatMap((id) => all.get(id) ?? []),
    relatedTo(id) {
      const wanted = id.toLowerCase();
      return [...all.values()].find(({ properties }) => String(properties["relatedResourceId"] ?? "").toLowerCase() === wanted);
    },
  };
}

/** A resource as it is now, or (without `put`) its deletion. */
interface Change {
  readonly id: string;
  readonly put?: Resource;
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
