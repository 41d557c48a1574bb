import type { Engine } from "../kql/index.ts";
import type { Resource, Resources } from "./resources.ts";
import type { Unconfirmed } from "./unconfirmed.ts";

export type Properties = Readonly<Record<string, unknown>>;

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export interface Place {
  readonly id: string;
  readonly parent: string | undefined;
  readonly resources: Resources;
  /** What the workspace says of a query, without running it. */
  readonly bind: Engine["bind"];
  readonly unconfirmed: Unconfirmed;
}

/** A resource type of the Sentinel API: what it rejects, what it stores and what it returns. */
export interface Kind {
  /** The path segment, in lower case. */
  readonly collection: string;
  readonly segment: string;
  readonly type: string;
  /** Whether it belongs to another resource: an incident or a watchlist. */
  readonly child: boolean;
  /** The values of the body's property `kind`, if it has one. */
  readonly kinds?: readonly string[];
  /** Properties that only some preview versions of the API have. */
  readonly previewOnly?: readonly string[];
  refuse(properties: Properties, place: Place): Refusal | undefined;
  /**
   * The properties to store: read-only input is dropped and server-side fields are set. `number` is
   * the next number of the collection.
   */
  stored(
    properties: Properties,
    before: Properties | undefined,
    now: string,
    number: number,
  ): Properties;
  shown(resource: Resource, resources: Resources): Resource;
}

export function bad(message: string): Refusal {
  return { status: 400, code: "BadRequest", message };
}

export function requireTexts(
  properties: Properties,
  names: readonly string[],
): Refusal | undefined {
  const missing = names.find(
    (name) => typeof properties[name] !== "string" || properties[name] === "",
  );
  return missing ? bad(`The property '${missing}' is required.`) : undefined;
}

export function without(properties: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}
