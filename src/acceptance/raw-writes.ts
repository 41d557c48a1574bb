import type { ArmAnswer } from "../hunt/delivery/arm-call.ts";
import { type Acceptance, makeId, send } from "./acceptance.ts";
import { markedBookmark, markedRelation } from "./marked.ts";

/** Writes a marked bookmark with a plain PUT; `more` overrides its properties. */
export function putBookmark(
  acceptance: Acceptance,
  part: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<ArmAnswer> {
  const { displayName, notes, labels, query, queryResult, entityMappings, eventTime } =
    markedBookmark(acceptance, part);
  const own = {
    displayName,
    notes,
    labels,
    query,
    queryResult,
    entityMappings,
    eventTime: new Date(eventTime).toISOString(),
  };
  return send(acceptance, "PUT", `bookmarks/${makeId(acceptance, part)}`, {
    body: { properties: { ...own, ...more } },
  });
}

/** Relates a bookmark, given by the answer to its PUT, to the marked incident. */
export function relate(
  acceptance: Acceptance,
  part: string,
  bookmark: ArmAnswer,
): Promise<ArmAnswer> {
  const { incident, id } = markedRelation(acceptance, part);
  const { id: relatedResourceId } = (bookmark.body ?? {}) as { id?: unknown };
  return send(acceptance, "PUT", `incidents/${incident}/relations/${id}`, {
    body: { properties: { relatedResourceId } },
  });
}
