import { createHash } from "node:crypto";

/** Fixed for ever: the namespaces of all ids lie below this one. */
const ROOT = "5e9f2c4e-7d0b-4b7c-9a51-0c6d1e8f3a27";

/** What an id stands for; kinds never share an id, even over the same parts. */
const KINDS = [
  "finding",
  "group",
  "storm",
  "incident",
  "comment",
  "relation",
  "doctor",
  "acceptance",
  "trouble",
] as const;
type Kind = (typeof KINDS)[number];
const NAMESPACES = new Map(KINDS.map((kind) => [kind, uuidv5(ROOT, kind)]));

/**
 * UUIDv5 (RFC 9562) of a JSON array of strings. Pinned by golden vectors: a change would write
 * everything again.
 */
function stableId(kind: Kind, parts: readonly string[]): string {
  return uuidv5(NAMESPACES.get(kind) ?? uuidv5(ROOT, kind), JSON.stringify(parts));
}

function uuidv5(namespace: string, name: string): string {
  const hash = createHash("sha1")
    .update(Buffer.from(namespace.replaceAll("-", ""), "hex"))
    .update(name)
    .digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  return hash.toString("hex", 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Which rule and workspace an id belongs to. */
export interface Owner {
  readonly ruleId: string;
  readonly workspaceId: string;
}

const ownerParts = ({ ruleId, workspaceId }: Owner) => [
  ruleId.toLowerCase(),
  workspaceId.toLowerCase(),
];

/** `key` is the values of the rule's `hunt.key`, times in ms, missing ones "". */
export function findingId(owner: Owner, key: readonly string[]): string {
  return stableId("finding", [...ownerParts(owner), ...key]);
}

/**
 * `values` is the delivery and the values of the rule's `hunt.group`; `span` the start of the span
 * in ms.
 */
export function groupId(owner: Owner, values: readonly string[], span: number): string {
  return stableId("group", [...ownerParts(owner), ...values, String(span)]);
}

export function stormId(owner: Owner, span: number): string {
  return stableId("storm", [...ownerParts(owner), "storm", String(span)]);
}

/**
 * What a rule in a workspace says of itself, since a time in ms; the rule is "" where it is said of
 * the whole workspace.
 */
export function troubleId(owner: Owner, since: number): string {
  return stableId("trouble", [...ownerParts(owner), "trouble", String(since)]);
}

/** The word that a trouble is over. */
export function recoveryId(trouble: string): string {
  return stableId("trouble", [trouble, "over"]);
}

/** Generation 1 is the group itself; a later one begins after closure or deletion. */
export function incidentId(group: string, generation: number): string {
  return generation === 1 ? group : stableId("incident", [group, String(generation)]);
}

export function commentId(group: string, slot: number): string {
  return stableId("comment", [group, String(slot)]);
}

/**
 * The one bookmark that the doctor writes to a workspace, to prove that bookmarks can be written.
 */
export function doctorId(workspaceId: string): string {
  return stableId("doctor", [workspaceId.toLowerCase()]);
}

/** A marked resource of an acceptance run; `part` says which. */
export function acceptanceId(workspaceId: string, run: string, part: string): string {
  return stableId("acceptance", [workspaceId.toLowerCase(), run, part]);
}

export function relationName(incident: string, bookmark: string): string {
  return stableId("relation", [incident, bookmark]);
}
