import { iso } from "../hunt/base/window.ts";
import type { Attachments, StoredIncident } from "../hunt/delivery/incidents.ts";
import { labelsOf } from "../hunt/delivery/kinds/wording.ts";
import type { Rule } from "../hunt/findings/rule.ts";
import { hasGivenTexts } from "./given-texts.ts";

/**
 * How much later than our own writes the service may say that it changed something by itself, ms.
 */
const GRACE_MS = 2 * 60_000;

/**
 * Every id that the hunts give is a UUID of version 5; the portal's and other tools' are of version
 * 4.
 */
export function hasOurId({ id }: { readonly id: string }): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(id);
}

/**
 * What shows in an incident's own fields that somebody worked on it; undefined where nothing does.
 * In doubt somebody did.
 */
export function touchOf(incident: StoredIncident, rule: Rule): string | undefined {
  const { status, classification, owned, labels, severity, alerts } = incident;
  if (status === "Closed") return `it is closed${classification ? ` as ${classification}` : ""}`;
  if (status !== "New") return `it is ${status}`;
  if (owned) return "it has an owner";
  if (classification) return `it is classified as ${classification}`;
  if (!isSame(labels, labelsOf({ rule }))) return "its labels are not those that the rule gives";
  if (severity !== rule.severity)
    return `its severity is ${severity}, the rule's is ${rule.severity}`;
  if (!hasGivenTexts(incident, rule)) return "its title or description is not what the rule gives";
  return alerts > 0 ? "it has alerts" : undefined;
}

/** The same of what hangs on it, and of when it was last changed. */
export function laterTouchOf(
  incident: StoredIncident,
  { comments, bookmarks, related, others }: Attachments,
): string | undefined {
  if (others.length > 0) return "something that is no bookmark was related to it";
  if (!comments.every((comment) => hasOurId(comment) && isSlotComment(comment)))
    return "somebody commented on it";
  if (!related.every((id) => hasOurId({ id }))) return "a bookmark that is not ours was added";
  if (bookmarks.length !== related.length)
    return "its bookmarks cannot all be read: one may have been deleted";
  if (!bookmarks.every(({ labels }) => labels.includes("Sentinel Hunts")))
    return "the labels of a bookmark were changed";
  return lateChangeIn(incident, comments, bookmarks);
}

interface Dated {
  readonly created: number;
  readonly modified: number;
}

/**
 * A change that belongs to no write of ours. The service may change an incident by itself as we
 * write to it, and a comment or a bookmark as we write that one, or relate it to its incident:
 * never long after.
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
      what: "a comment of it",
      at: modified,
      writes: [created],
    })),
    ...bookmarks.map(({ created, modified }) => ({
      what: "a bookmark of it",
      at: modified,
      writes: [created, incident.created],
    })),
  ];
  if ([...writes, ...changes.map(({ at }) => at)].some(Number.isNaN))
    return "it does not say when it was last changed";
  const late = changes.find(
    (change) => !change.writes.some((write) => change.at >= write && change.at <= write + GRACE_MS),
  );
  return late && `${late.what} was changed at ${iso(late.at)}, when the hunts wrote nothing to it`;
}

function isSlotComment({ message }: { readonly message: string }): boolean {
  return /^\*\*\d+ findings?\*\* between \d/.test(message);
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && [...a].sort().join("\n") === [...b].sort().join("\n");
}
