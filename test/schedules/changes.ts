import type { Resource, Resources } from "../../src/emulator/resources.ts";

export type ResourceKind = "bookmark" | "incident" | "relation" | "comment";

/** What happened to a resource in Sentinel. */
export interface Change {
  readonly at: number;
  /** The tick that made the change, or `analyst`. */
  readonly by: string;
  readonly how: "created" | "overwritten" | "deleted";
  readonly kind: ResourceKind;
  /** ARM id in lower case. */
  readonly id: string;
  /** The resource as it is after the change, or as it was before it was deleted. */
  readonly resource: Resource;
}

export const ANALYST = "analyst";

/** Resources that record each change as it happens. */
export interface ObservedResources extends Resources {
  readonly changes: readonly Change[];
  /** Whatever changes during the call is recorded as done by somebody. */
  as<T>(by: string, call: () => T): T;
}

export function observed(resources: Resources, now: () => number): ObservedResources {
  const changes: Change[] = [];
  let who = "nobody";
  const note = (resource: Resource, how: Change["how"]) =>
    changes.push({
      at: now(),
      by: who,
      how,
      kind: kindOf(resource.id),
      id: resource.id.toLowerCase(),
      resource,
    });
  return {
    ...resources,
    changes,
    as(by, call) {
      who = by;
      try {
        return call();
      } finally {
        who = "nobody";
      }
    },
    put(resource) {
      note(resource, resources.get(resource.id) ? "overwritten" : "created");
      resources.put(resource);
    },
    delete(id) {
      const found = resources.get(id);
      if (found) note(found, "deleted");
      return resources.delete(id);
    },
  };
}

export function kindOf(id: string): ResourceKind {
  const collection = id.split("/").at(-2)?.toLowerCase();
  switch (collection) {
    case "bookmarks":
      return "bookmark";
    case "incidents":
      return "incident";
    case "relations":
      return "relation";
    case "comments":
      return "comment";
    default:
      throw new Error(`${id} is of no kind that a hunt writes`);
  }
}

/** The last part of an ARM id. */
export function nameOf(id: string): string {
  return id.split("/").at(-1) ?? "";
}

/** The ARM id of the incident that a comment or relation belongs to. */
export function incidentAbove(id: string): string {
  return id.split("/").slice(0, -2).join("/");
}
