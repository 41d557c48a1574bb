import {
  getContinuationToken,
  type HuntingBookmark,
  type Incident,
  type IncidentComment,
  type IncidentOwnerInfo,
  type Relation,
} from "@azure/arm-securityinsight";
import type { Workspace } from "../hunt/base/workspace.ts";
import type {
  Attachments,
  Closing,
  Incidents,
  StoredBookmark,
  StoredComment,
  StoredIncident,
} from "../hunt/delivery/incidents.ts";
import type { AzureAccess } from "./access.ts";
import { isRest } from "./call-error.ts";
import { readRemedy, writeRemedy } from "./remedies.ts";
import { isAbsent, type SentinelClient, sentinelClients } from "./sentinel-client.ts";

/**
 * Lists, reads and closes incidents; sentinel.ts creates them. Closing an incident is the only PUT
 * over an existing resource.
 */
export function incidents(access: AzureAccess, sleep: (ms: number) => Promise<void>): Incidents {
  const { clientFor, call } = sentinelClients(access, sleep);
  return {
    async *pages(workspace, size) {
      let next: string | undefined;
      do {
        const client = clientFor(workspace);
        const page = await call(`list of incidents of ${workspace.name}`, readRemedy, () =>
          pageAt(client, workspace, size, next),
        );
        next = getContinuationToken(page);
        yield page.map(storedIncident);
      } while (next !== undefined);
    },
    find: (workspace, id) =>
      call(`read of incident ${id}`, readRemedy, () => find(clientFor(workspace), workspace, id)),
    attachments: (workspace, id) =>
      call(`read of incident ${id}`, readRemedy, () =>
        attachments(clientFor(workspace), workspace, id),
      ),
    async close(workspace, incident, closing) {
      const client = clientFor(workspace);
      let tried = false;
      return call(`closing of incident ${incident.id}`, writeRemedy("incident"), async () => {
        // An earlier try may have succeeded after all; then the incident's etag has changed.
        if (
          tried &&
          (await find(client, workspace, incident.id))?.classificationComment === closing.comment
        )
          return "closed";
        tried = true;
        return put(client, workspace, incident, closing);
      });
    },
  };
}

/** A generator that threw has ended, so each try of a page needs a new one. */
async function pageAt(
  client: SentinelClient,
  workspace: Workspace,
  top: number,
  continuationToken?: string,
): Promise<Incident[]> {
  const options = { top, orderby: "properties/createdTimeUtc desc" };
  const pages = client.incidents.list(workspace.resourceGroup, workspace.name, options);
  const { value } = await pages
    .byPage(continuationToken === undefined ? {} : { continuationToken })
    .next();
  return value ?? [];
}

async function find(
  client: SentinelClient,
  workspace: Workspace,
  id: string,
): Promise<StoredIncident | undefined> {
  try {
    return storedIncident(await client.incidents.get(workspace.resourceGroup, workspace.name, id));
  } catch (error) {
    if (await isAbsent(error, { ids: [id], nouns: /\bincident/i }, client, workspace))
      return undefined;
    throw error;
  }
}

/** Sends the etag in both ways: the service's documentation does not say which it reads. */
async function put(
  client: SentinelClient,
  workspace: Workspace,
  incident: StoredIncident,
  closing: Closing,
): Promise<"closed" | "changed"> {
  const requestOptions = { customHeaders: { "If-Match": incident.etag } };
  try {
    const { resourceGroup, name } = workspace;
    await client.incidents.createOrUpdate(
      resourceGroup,
      name,
      incident.id,
      closedBody(incident, closing),
      { requestOptions },
    );
    return "closed";
  } catch (error) {
    if (isRest(error) && (error.statusCode === 409 || error.statusCode === 412)) return "changed";
    throw error;
  }
}

/** Sends back all that can be written, as it was read: a PUT may replace the whole incident. */
function closedBody(
  incident: StoredIncident,
  { classification, reason, comment }: Closing,
): Incident {
  const { title, description, severity, labels, firstActivity, lastActivity, etag, owner } =
    incident;
  return {
    etag,
    title,
    severity,
    status: "Closed",
    classification,
    ...(reason ? { classificationReason: reason } : {}),
    classificationComment: comment,
    labels: labels.map((labelName) => ({ labelName })),
    ...(description === undefined ? {} : { description }),
    ...(owner === undefined ? {} : { owner: owner as IncidentOwnerInfo }),
    ...(firstActivity === undefined ? {} : { firstActivityTimeUtc: new Date(firstActivity) }),
    ...(lastActivity === undefined ? {} : { lastActivityTimeUtc: new Date(lastActivity) }),
  };
}

/**
 * Which bookmarks they are is taken from the relations, because the list of bookmarks gives them
 * the name of an entity.
 */
async function attachments(
  client: SentinelClient,
  { resourceGroup, name }: Workspace,
  id: string,
): Promise<Attachments> {
  const comments = await all(client.incidentComments.list(resourceGroup, name, id));
  const relations = await all(client.incidentRelations.list(resourceGroup, name, id));
  const { value: bookmarks } = await client.incidents.listBookmarks(resourceGroup, name, id);
  return {
    comments: comments.map(storedComment),
    bookmarks: bookmarks.map(storedBookmark),
    related: relations.flatMap(bookmarkIn),
    others: relations.flatMap(otherKind),
  };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const BOOKMARK = /\/bookmarks\/([^/]+)$/i;

function bookmarkIn({ relatedResourceId = "" }: Relation): string[] {
  return BOOKMARK.exec(relatedResourceId)?.slice(1) ?? [];
}

function otherKind(relation: Relation): string[] {
  const { relatedResourceId = "", relatedResourceKind, relatedResourceType } = relation;
  if (BOOKMARK.test(relatedResourceId)) return [];
  return [relatedResourceKind || relatedResourceType || "resource"];
}

function storedIncident(incident: Incident): StoredIncident {
  const owner = ownerIn(incident.owner);
  return {
    id: incident.name ?? "",
    number: incident.incidentNumber,
    etag: incident.etag ?? "",
    title: incident.title ?? "",
    description: incident.description,
    severity: incident.severity ?? "",
    status: incident.status ?? "",
    labels: (incident.labels ?? []).map(({ labelName }) => labelName),
    owned: owner !== undefined,
    owner,
    classification: incident.classification,
    classificationComment: incident.classificationComment,
    created: ms(incident.createdTimeUtc) ?? Number.NaN,
    modified: ms(incident.lastModifiedTimeUtc) ?? Number.NaN,
    firstActivity: ms(incident.firstActivityTimeUtc),
    lastActivity: ms(incident.lastActivityTimeUtc),
    provider: incident.providerName ?? "",
    alerts: incident.additionalData?.alertsCount ?? 0,
  };
}

/** If there is no owner, the service returns one whose fields are null. */
function ownerIn(
  owner: IncidentOwnerInfo | undefined,
): Readonly<Record<string, string>> | undefined {
  const { email, assignedTo, objectId, userPrincipalName } = owner ?? {};
  const given = Object.entries({ email, assignedTo, objectId, userPrincipalName }).flatMap(
    ([name, value]) => (value ? [[name, value] as const] : []),
  );
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}

function storedComment({
  name = "",
  message = "",
  createdTimeUtc,
  lastModifiedTimeUtc,
}: IncidentComment): StoredComment {
  const created = ms(createdTimeUtc) ?? Number.NaN;
  return { id: name, message, created, modified: ms(lastModifiedTimeUtc) ?? created };
}

function storedBookmark({
  labels = [],
  created,
  updated,
  eventTime,
}: HuntingBookmark): StoredBookmark {
  const at = ms(created) ?? Number.NaN;
  return {
    labels,
    eventTime: ms(eventTime) ?? Number.NaN,
    created: at,
    modified: ms(updated) ?? at,
  };
}

function ms(time: Date | null | undefined): number | undefined {
  return time?.getTime();
}
