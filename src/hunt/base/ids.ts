import { createHash } from "node:crypto";

/** The root of all id namespaces. It must never change, because all ids depend on it. */
const ROOT = "5e9f2c4e-7d0b-4b7c-9a51-0c6d1e8f3a27";

/** What an id identifies. Different kinds never share an id, even for equal parts. */
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
  "alert-rule",
  "storm-row",
  "rule",
] as const;
type Kind = (typeof KINDS)[number];
const NAMESPACES = new Map(KINDS.map((kind) => [kind, uuidv5(ROOT, kind)]));

/**
 * UUIDv5 (RFC 9562) of a JSON array of strings. Tests pin it with golden vectors, because after a
 * change everything would be written to Sentinel again.
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

/** The first 8 hexadecimal digits of a text's SHA-256, by which people tell versions apart. */
export function textHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/** The rule and the workspace that an id belongs to. */
export interface Owner {
  readonly ruleId: string;
  readonly workspaceId: string;
}

const ownerParts = ({ ruleId, workspaceId }: Owner) => [
  ruleId.toLowerCase(),
  workspaceId.toLowerCase(),
];

/** `key` holds the values of the rule's `hunt.key`: times in ms, "" for a missing value. */
export function findingId(owner: Owner, key: readonly string[]): string {
  return stableId("finding", [...ownerParts(owner), ...key]);
}

/**
 * `values` are the delivery or the band's name, and the values of `hunt.group`; `span` is the
 * span's start in ms.
 */
export function groupId(owner: Owner, values: readonly string[], span: number): string {
  return stableId("group", [...ownerParts(owner), ...values, String(span)]);
}

/** `band` is the name of the findings' band, if it has one. */
export function stormId(owner: Owner, span: number, band?: string): string {
  const parts = [...ownerParts(owner), "storm", String(span)];
  return stableId("storm", band === undefined ? parts : [...parts, band]);
}

/** A trouble that began at `since` (ms). The rule id is "" for one of the whole workspace. */
export function troubleId(owner: Owner, since: number): string {
  return stableId("trouble", [...ownerParts(owner), "trouble", String(since)]);
}

/** The report that a trouble is over. */
export function recoveryId(trouble: string): string {
  return stableId("trouble", [trouble, "over"]);
}

/** Generation 1 has the group's id. The next one begins after the incident is closed or deleted. */
export function incidentId(group: string, generation: number): string {
  return generation === 1 ? group : stableId("incident", [group, String(generation)]);
}

/** The ARM name of the analytics rule that makes alerts of a hunt's findings. */
export function alertRuleName(ruleId: string): string {
  return stableId("alert-rule", [ruleId.toLowerCase()]);
}

/**
 * The row about the findings of a storm in one slot, which begins at `slot` (ms). `late` are those
 * that were found after the slot had its row.
 */
export function stormRowId(storm: string, slot: number, late: readonly string[] = []): string {
  return stableId("storm-row", [storm, String(slot), ...late]);
}

export function commentId(group: string, slot: number): string {
  return stableId("comment", [group, String(slot)]);
}

/** The id of a rule whose file has none: from its name, and which query of its file it is. */
export function derivedRuleId(name: string, number: number): string {
  return stableId("rule", [name, String(number)]);
}

/** The bookmark that the doctor writes to a workspace to check that bookmarks can be written. */
export function doctorId(workspaceId: string): string {
  return stableId("doctor", [workspaceId.toLowerCase()]);
}

/** A marked resource of an acceptance run, identified by `part`. */
export function acceptanceId(workspaceId: string, run: string, part: string): string {
  return stableId("acceptance", [workspaceId.toLowerCase(), run, part]);
}

export function relationName(incident: string, bookmark: string): string {
  return stableId("relation", [incident, bookmark]);
}
