import { iso } from "../hunt/base/window.ts";
import type { Attachments, StoredIncident } from "../hunt/delivery/incidents.ts";
import { makeLabels } from "../hunt/delivery/kinds/wording.ts";
import { bandsOf } from "../hunt/findings/band.ts";
import { handoverFor } from "../hunt/findings/handover.ts";
import type { Rule, Severity } from "../hunt/findings/rule.ts";
import { hasGivenTexts } from "./given-texts.ts";

/** How long after our own writes the service may still modify a resource by itself, ms. */
const GRACE_MS = 2 * 60_000;

/** Whether an id is a version 5 UUID, as all of ours are; the portal's have version 4. */
export function hasOurId({ id }: { readonly id: string }): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(id);
}

/**
 * The evidence in an incident's own fields that somebody worked on it, or undefined. In case of
 * doubt, somebody did.
 */
export function findTouch(incident: StoredIncident, rule: Rule): string | undefined {
  const { status, classification, labels, severity, alerts } = incident;
  if (status === "Closed") return `it is closed${classification ? ` as ${classification}` : ""}`;
  if (status !== "New") return `it is ${status}`;
  const given = handoverFor(rule, severity as Severity);
  if (!isGivenOwner(incident, given.owner)) return "it has an owner";
  if (classification) return `it is classified as ${classification}`;
  // It may have been made before the setting gave its labels.
  const own = makeLabels({ rule });
  if (![own, [...new Set([...own, ...given.labels])]].some((all) => isSame(labels, all)))
    return "its labels differ from the rule's";
  const severities = [...new Set(bandsOf(rule).map((band) => band.severity))];
  if (!severities.some((one) => one === severity))
    return `its severity is ${severity}, the rule's is ${severities.join(" or ")}`;
  if (!hasGivenTexts(incident, rule)) return "its title or description differs from the rule's";
  return alerts > 0 ? "it has alerts" : undefined;
}

/** Whether it has no owner, or the one that the hunts gave it. */
function isGivenOwner({ owned, owner }: StoredIncident, given: string | undefined): boolean {
  return !owned || (given !== undefined && owner?.["objectId"]?.toLowerCase() === given);
}

/** The evidence in its comments, bookmarks and relations, and in modification times. */
export function findLaterTouch(
  incident: StoredIncident,
  { comments, bookmarks, related, others }: Attachments,
): string | undefined {
  if (others.length > 0) return "something other than a bookmark was related to it";
  if (!comments.every((comment) => hasOurId(comment) && isSlotComment(comment)))
    return "somebody commented on it";
  if (!related.every((id) => hasOurId({ id }))) return "a bookmark that is not ours was added";
  if (bookmarks.length !== related.length)
    return "not all of its bookmarks can be read; one may have been deleted";
  if (!bookmarks.every(({ labels }) => labels.includes("Sentinel Hunts")))
    return "the labels of a bookmark were changed";
  return lateChangeIn(incident, comments, bookmarks);
}

interface Dated {
  readonly created: number;
  readonly modified: number;
}

/**
 * A modification that is not a consequence of our own writes. The service may modify an incident
 * when we write to it, and a comment or bookmark when we write it or relate it to the incident, but
 * never long afterwards.
 */
function lateChangeIn(
  incident: Dated,
  comments: readonly Dated[],
  bookmarks: readonly Dated[],
): string | undefined {
  const writes = [incident, ...comments, ...bookmarks].map(({ created }) => created);
  const changes = [
    { what: "it", at: incident.modified, writes },
    ...comments.map(({ created, modified }) => ({
      what: "one of its comments",
      at: modified,
      writes: [created],
    })),
    ...bookmarks.map(({ created, modified }) => ({
      what: "one of its bookmarks",
      at: modified,
      writes: [created, incident.created],
    })),
  ];
  if ([...writes, ...changes.map(({ at }) => at)].some(Number.isNaN))
    return "it has no modification time";
  const late = changes.find(
    (change) => !change.writes.some((write) => change.at >= write && change.at <= write + GRACE_MS),
  );
  return late && `${late.what} was changed at ${iso(late.at)}, but not by the hunts`;
}

function isSlotComment({ message }: { readonly message: string }): boolean {
  return /^\*\*\d+ findings?\*\* between \d/.test(message);
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && [...a].sort().join("\n") === [...b].sort().join("\n");
}
