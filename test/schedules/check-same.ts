import { isDeepStrictEqual } from "node:util";
import type { Resource, Resources } from "../../src/emulator/resources.ts";
import { ANALYST, type Change, kindOf, nameOf } from "./changes.ts";
import type { Played } from "./played.ts";
import type { Violation } from "./violation.ts";

/** What a play without faults, analyst and refusals leaves: the resources by their ids. */
export type Calm = ReadonlyMap<string, Resource>;

export function calmOf({ changes, resources }: Pick<Played, "changes" | "resources">): Calm {
  return new Map(idsOf(changes, resources).map((id) => [id, resources.get(id) as Resource]));
}

/** There are the same resources, with the same bodies, as without faults. */
export function checkSame(played: Played, calm: Calm): Violation[] {
  const { schedule, changes, resources } = played;
  const bodies = changes
    .filter(({ how }) => how === "created")
    .flatMap(({ id, resource }) => differing(id, resource, calm.get(id)));
  // With an analyst, or with refusals, the set of resources differs; other checks judge that.
  if (schedule.acts.length > 0 || schedule.refused) return bodies;
  const own = new Set(idsOf(changes, resources));
  const missing = [...calm.keys()].filter((id) => !own.has(id));
  const more = [...own].filter((id) => !calm.has(id));
  const say = (ids: readonly string[], what: string) =>
    ids.map(
      (id): Violation => ({
        check: "another set of resources than without faults",
        text: `${what} ${kindOf(id)} ${nameOf(id)}`,
      }),
    );
  return [...bodies, ...say(missing, "missing"), ...say(more, "one more")];
}

function idsOf(changes: readonly Change[], resources: Resources): string[] {
  return [...new Set(changes.filter(({ by }) => by !== ANALYST).map(({ id }) => id))].filter(
    (id) => resources.get(id) !== undefined,
  );
}

function differing(id: string, resource: Resource, calm: Resource | undefined): Violation[] {
  if (!calm || isDeepStrictEqual(bodyOf(resource), bodyOf(calm))) return [];
  const differs = Object.keys({ ...bodyOf(resource), ...bodyOf(calm) }).filter(
    (name) => !isDeepStrictEqual(resource.properties[name], calm.properties[name]),
  );
  const text = differs.map(
    (name) =>
      `${name} ${JSON.stringify(resource.properties[name])} instead of ${JSON.stringify(calm.properties[name])}`,
  );
  return [
    {
      check: "another body than without faults",
      text: `${kindOf(id)} ${nameOf(id)}: ${text.join("; ")}`,
    },
  ];
}

/** Fields that the service adds. */
const SERVER_FIELDS = [
  "createdTimeUtc",
  "lastModifiedTimeUtc",
  "created",
  "updated",
  "incidentNumber",
];

function bodyOf({ properties }: Resource): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(properties).filter(([name]) => !SERVER_FIELDS.includes(name)),
  );
}
