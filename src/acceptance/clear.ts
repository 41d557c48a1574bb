import { CallError } from "../hunt/base/call-error.ts";
import {
  type Acceptance,
  fact,
  isGood,
  type Line,
  makeId,
  PROBE,
  type Resource,
  saidBy,
  send,
} from "./acceptance.ts";
import { incidentProperties, markedRelation } from "./marked.ts";
import { redact } from "./redact.ts";

/** How many more bookmarks a run writes to find the limit of an incident. */
export const EXTRA = 20;
export const extra = (index: number) => `extra ${index}`;

/**
 * Removes whatever is left of a run: relations, bookmarks, and last the incident, through which the
 * rest can be found. An incident that may not be deleted is closed.
 * @throws CallError if it cannot be determined what is left
 */
export async function clear(acceptance: Acceptance): Promise<Line[]> {
  const incident = await send(acceptance, "GET", `incidents/${makeId(acceptance, "incident")}`);
  if (!isGood(incident) && incident.status !== 404)
    throw new CallError(
      `what is left of run ${acceptance.run} cannot be read: ${saidBy(incident, acceptance)}`,
      "clear it once that is possible",
      incident.status,
    );
  const parts = [...(await findExtras(acceptance)), PROBE, "bookmark"];
  const bookmarks: Removal[] = [];
  for (const part of parts) bookmarks.push(await removeBookmark(acceptance, part));
  return [
    ...countRemovals("bookmark", bookmarks),
    ...(isGood(incident) ? await removeIncident(acceptance) : []),
  ];
}

/** The additional bookmarks, last one first: if clearing is interrupted, the first ones remain. */
async function findExtras(acceptance: Acceptance): Promise<string[]> {
  const there: string[] = [];
  for (let index = 0; index < EXTRA; index++) {
    if (!isGood(await send(acceptance, "GET", `bookmarks/${makeId(acceptance, extra(index))}`)))
      break;
    there.unshift(extra(index));
  }
  return there;
}

/** The outcome of a removal; absent means that there was nothing to remove. */
interface Removal {
  readonly state: "removed" | "left" | "absent";
  /** The status of the answer to the DELETE; undefined if there was none. */
  readonly status?: number;
  readonly seen: string;
}

/** Deletes a marked bookmark with its relation. */
export async function removeBookmark(acceptance: Acceptance, part: string): Promise<Removal> {
  const { incident, id } = markedRelation(acceptance, part);
  try {
    await send(acceptance, "DELETE", `incidents/${incident}/relations/${id}`);
    const path = `bookmarks/${makeId(acceptance, part)}`;
    const answer = await send(acceptance, "DELETE", path);
    const { status } = answer;
    const outcome = { status, seen: saidBy(answer, acceptance) };
    if (status === 204 || status === 404) return { state: "absent", ...outcome };
    if (isGood(answer)) return { state: "removed", ...outcome };
    // Without the permission, a DELETE fails whether or not the bookmark exists.
    return {
      state: (await send(acceptance, "GET", path)).status === 404 ? "absent" : "left",
      ...outcome,
    };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return { state: "left", seen: redact(error.message, acceptance.workspace) };
  }
}

function countRemovals(resource: Resource, removals: readonly Removal[]): Line[] {
  return (["removed", "left"] as const).flatMap((state) => {
    const own = removals.filter((one) => one.state === state);
    const [first] = own;
    return first ? [{ kind: state, resource, count: own.length, seen: first.seen }] : [];
  });
}

async function removeIncident(acceptance: Acceptance): Promise<Line[]> {
  const path = `incidents/${makeId(acceptance, "incident")}`;
  try {
    const deleted = await send(acceptance, "DELETE", path);
    const seen = saidBy(deleted, acceptance);
    const settled = fact("incident-delete", isGood(deleted) || deleted.status === 403, seen);
    if (isGood(deleted))
      return [settled, { kind: "removed", resource: "incident", count: 1, seen }];
    const closed = await send(acceptance, "PUT", path, {
      body: { properties: incidentProperties(acceptance, CLOSED) },
    });
    if (isGood(closed)) return [settled, { kind: "closed", resource: "incident", count: 1, seen }];
    return [
      settled,
      { kind: "left", resource: "incident", count: 1, seen: saidBy(closed, acceptance) },
    ];
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return [
      {
        kind: "left",
        resource: "incident",
        count: 1,
        seen: redact(error.message, acceptance.workspace),
      },
    ];
  }
}

const CLOSED = {
  status: "Closed",
  classification: "Undetermined",
  classificationComment: "Closed by `hunts accept`, which wrote it: it is no finding.",
};
