import { CallError } from "../hunt/base/call-error.ts";
import {
  type Acceptance,
  fact,
  idOf,
  isGood,
  type Line,
  PROBE,
  type Resource,
  saidBy,
  send,
} from "./acceptance.ts";
import { incidentProperties, markedRelation } from "./marked.ts";
import { redact } from "./redact.ts";

/** How many bookmarks a run writes besides to find an incident's limit. */
export const EXTRA = 20;
export const extra = (index: number) => `extra ${index}`;

/**
 * Removes what a run wrote, whatever is there of it: relations, bookmarks, and last the incident,
 * by which the rest can be found. An incident that may not be deleted is closed.
 * @throws CallError where nothing can be said of what is there
 */
export async function clear(acceptance: Acceptance): Promise<Line[]> {
  const incident = await send(acceptance, "GET", `incidents/${idOf(acceptance, "incident")}`);
  if (!isGood(incident) && incident.status !== 404)
    throw new CallError(
      `what is left of run ${acceptance.run} cannot be seen: ${saidBy(incident, acceptance)}`,
      "clear it when it can",
      incident.status,
    );
  const parts = [...(await extrasThere(acceptance)), PROBE, "bookmark"];
  const bookmarks: Removal[] = [];
  for (const part of parts) bookmarks.push(await removeBookmark(acceptance, part));
  return [
    ...countRemovals("bookmark", bookmarks),
    ...(isGood(incident) ? await removeIncident(acceptance) : []),
  ];
}

/** The last first: what is left of them begins with the first one. */
async function extrasThere(acceptance: Acceptance): Promise<string[]> {
  const there: string[] = [];
  for (let index = 0; index < EXTRA; index++) {
    if (!isGood(await send(acceptance, "GET", `bookmarks/${idOf(acceptance, extra(index))}`)))
      break;
    there.unshift(extra(index));
  }
  return there;
}

/** absent: it was not there. */
interface Removal {
  readonly state: "removed" | "left" | "absent";
  /** What the deletion was answered with; undefined where it was not. */
  readonly status?: number;
  readonly seen: string;
}

/** Deletes a marked bookmark with its relation. */
export async function removeBookmark(acceptance: Acceptance, part: string): Promise<Removal> {
  const { incident, id } = markedRelation(acceptance, part);
  try {
    await send(acceptance, "DELETE", `incidents/${incident}/relations/${id}`);
    const path = `bookmarks/${idOf(acceptance, part)}`;
    const answer = await send(acceptance, "DELETE", path);
    const { status } = answer;
    const said = { status, seen: saidBy(answer, acceptance) };
    if (status === 204 || status === 404) return { state: "absent", ...said };
    if (isGood(answer)) return { state: "removed", ...said };
    // Who may not delete is refused before anybody looks whether it is there.
    return {
      state: (await send(acceptance, "GET", path)).status === 404 ? "absent" : "left",
      ...said,
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
  const path = `incidents/${idOf(acceptance, "incident")}`;
  try {
    const deleted = await send(acceptance, "DELETE", path);
    const said = saidBy(deleted, acceptance);
    const settled = fact("incident-delete", isGood(deleted) || deleted.status === 403, said);
    if (isGood(deleted))
      return [settled, { kind: "removed", resource: "incident", count: 1, seen: said }];
    const closed = await send(acceptance, "PUT", path, {
      body: { properties: incidentProperties(acceptance, CLOSED) },
    });
    if (isGood(closed))
      return [settled, { kind: "closed", resource: "incident", count: 1, seen: said }];
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
