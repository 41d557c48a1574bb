import type {
  BookmarkWrite,
  CommentWrite,
  IncidentWrite,
  RelationWrite,
} from "../hunt/delivery/write.ts";
import { type Acceptance, MARK, makeId } from "./acceptance.ts";

/** The time range of every marked resource, a day in the past. */
const SPAN = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 2) };
const TEXT =
  "Written by `hunts accept` to see how Sentinel responds. It is not a finding, and is removed " +
  "or closed at the end of the run.";

export const markedTitle = ({ run }: Pick<Acceptance, "run">) => `${MARK} ${run}`;

/** The run that a title belongs to; undefined if it is not one of ours. */
export function runIn(title: string): string | undefined {
  return new RegExp(`^${MARK} ([a-z0-9]{8})\\b`).exec(title)?.[1];
}

export function markedIncident(acceptance: Acceptance): IncidentWrite {
  const id = makeId(acceptance, "incident");
  return {
    kind: "incident",
    id,
    title: markedTitle(acceptance),
    description: TEXT,
    severity: "Informational",
    labels: [MARK],
    span: SPAN,
  };
}

export function markedBookmark(acceptance: Acceptance, part: string): BookmarkWrite {
  const host = {
    entityType: "Host",
    fieldMappings: [{ identifier: "HostName", value: "sentinel-hunts-acceptance" }],
  };
  return {
    kind: "bookmark",
    id: makeId(acceptance, part),
    displayName: markedTitle(acceptance),
    notes: TEXT,
    labels: [MARK],
    query: 'print Check = "Sentinel Hunts acceptance"',
    queryResult: '{"Check":"Sentinel Hunts acceptance"}',
    evidence: SPAN,
    eventTime: SPAN.from,
    entityMappings: [host],
    tactics: ["Execution"],
    techniques: ["T1059"],
  };
}

export function markedRelation(acceptance: Acceptance, part: string): RelationWrite {
  return {
    kind: "relation",
    id: makeId(acceptance, `relation of ${part}`),
    incident: makeId(acceptance, "incident"),
    bookmark: makeId(acceptance, part),
  };
}

export function markedComment(acceptance: Acceptance, part: string): CommentWrite {
  return {
    kind: "comment",
    id: makeId(acceptance, part),
    incident: makeId(acceptance, "incident"),
    message: TEXT,
  };
}

/** The properties of the marked incident for a PUT, with `more` overriding them. */
export function incidentProperties(
  acceptance: Acceptance,
  more: Readonly<Record<string, unknown>> = {},
) {
  const { title, description, severity, labels, span } = markedIncident(acceptance);
  return {
    title,
    description,
    severity,
    status: "New",
    labels: labels.map((labelName) => ({ labelName })),
    firstActivityTimeUtc: new Date(span.from).toISOString(),
    lastActivityTimeUtc: new Date(span.to - 1).toISOString(),
    ...more,
  };
}
