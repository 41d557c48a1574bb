import type { Bookmark, Incident } from "@azure/arm-securityinsight";
import { CallError } from "../hunt/base/call-error.ts";
import { type Workspace, workspaceArmId } from "../hunt/base/workspace.ts";
import type { ArmResources, ResourceState } from "../hunt/delivery/sentinel-resources.ts";
import {
  type BookmarkWrite,
  type IncidentWrite,
  type ResourceRef,
  type SentinelWrite,
  writeRef,
} from "../hunt/delivery/write.ts";
import type { AzureAccess } from "./access.ts";
import { withoutSentValues } from "./refusal.ts";
import { PASSING, readRemedy, writeRemedy } from "./remedies.ts";
import {
  isAbsent,
  reachSentinel,
  type SentinelClient,
  sentinelClients,
} from "./sentinel-client.ts";

/** The Sentinel resources: incidents, bookmarks, relations, comments. */
export function sentinelResources(
  access: AzureAccess,
  sleep: (ms: number) => Promise<void>,
): ArmResources {
  const { clientFor, call } = sentinelClients(access, sleep);
  return {
    async reach(workspace) {
      await call(`list of incidents of ${workspace.name}`, readRemedy, () =>
        reachSentinel(clientFor(workspace), workspace),
      );
    },
    read(workspace, ref) {
      return call(`read of ${ref.kind} ${ref.id}`, readRemedy, () =>
        find(clientFor(workspace), workspace, ref),
      );
    },
    async create(workspace, write) {
      const client = clientFor(workspace);
      let tried = false;
      try {
        await call(`write of ${write.kind} ${write.id}`, writeRemedy(write.kind), async () => {
          // An earlier try may have succeeded after all, and a PUT is never repeated over what is
          // there. The second look is for the case that the first one gets a wrong 404.
          const look = () => find(client, workspace, writeRef(write));
          if (tried && ((await look()) ?? (await look()))) return;
          tried = true;
          await put(client, workspace, write);
        });
      } catch (error) {
        throw withoutSentValues(error, write);
      }
      return "created";
    },
  };
}

/** undefined if the resource itself, and not something above it, is missing. */
async function find(
  client: SentinelClient,
  workspace: Workspace,
  ref: ResourceRef,
): Promise<ResourceState | undefined> {
  try {
    return await get(client, workspace, ref);
  } catch (error) {
    if (await isAbsent(error, namesInRef(ref), client, workspace)) return undefined;
    throw error;
  }
}

/** When an incident is deleted, its comments and relations are gone, too. */
function namesInRef(ref: ResourceRef): { ids: string[]; nouns: RegExp } {
  if (!("incident" in ref)) return { ids: [ref.id], nouns: new RegExp(`\\b${ref.kind}`, "i") };
  return { ids: [ref.id, ref.incident], nouns: new RegExp(`\\b(${ref.kind}|incident)`, "i") };
}

/** A gateway may answer 200 without a body, which says nothing about the resource. */
async function get(
  client: SentinelClient,
  workspace: Workspace,
  ref: ResourceRef,
): Promise<ResourceState> {
  const found = await ask(client, workspace, ref);
  if (!found.name)
    throw new CallError(`read of ${ref.kind} ${ref.id}: an answer without content`, PASSING);
  return "status" in found
    ? { closed: found.status === "Closed", classification: found.classification }
    : { closed: false };
}

async function ask(
  client: SentinelClient,
  { resourceGroup, name }: Workspace,
  ref: ResourceRef,
): Promise<Incident | { name?: string }> {
  switch (ref.kind) {
    case "bookmark":
      return client.bookmarks.get(resourceGroup, name, ref.id);
    case "incident":
      return client.incidents.get(resourceGroup, name, ref.id);
    case "relation":
      return client.incidentRelations.get(resourceGroup, name, ref.incident, ref.id);
    case "comment":
      return client.incidentComments.get(resourceGroup, name, ref.incident, ref.id);
  }
}

async function put(
  client: SentinelClient,
  workspace: Workspace,
  write: SentinelWrite,
): Promise<void> {
  const { resourceGroup, name } = workspace;
  switch (write.kind) {
    case "bookmark":
      await client.bookmarks.createOrUpdate(resourceGroup, name, write.id, bookmarkBody(write));
      return;
    case "incident":
      await client.incidents.createOrUpdate(resourceGroup, name, write.id, incidentBody(write));
      return;
    case "relation": {
      const relatedResourceId = `${workspaceArmId(workspace)}/providers/Microsoft.SecurityInsights/bookmarks/${write.bookmark}`;
      await client.incidentRelations.createOrUpdate(resourceGroup, name, write.incident, write.id, {
        relatedResourceId,
      });
      return;
    }
    case "comment":
      await client.incidentComments.createOrUpdate(resourceGroup, name, write.incident, write.id, {
        message: write.message,
      });
      return;
  }
}

function bookmarkBody(write: BookmarkWrite): Bookmark {
  return {
    displayName: write.displayName,
    notes: write.notes,
    labels: [...write.labels],
    query: write.query,
    ...(write.queryResult === undefined ? {} : { queryResult: write.queryResult }),
    eventTime: new Date(write.eventTime),
    queryStartTime: new Date(write.evidence.from),
    queryEndTime: new Date(write.evidence.to),
    entityMappings: write.entityMappings.map(({ entityType, fieldMappings }) => ({
      entityType,
      fieldMappings: fieldMappings.map((mapping) => ({ ...mapping })),
    })),
    tactics: [...write.tactics],
    techniques: [...write.techniques],
  };
}

/** A span ends where the next one begins, so its last activity is a millisecond earlier. */
function incidentBody(write: IncidentWrite): Incident {
  const { title, description, severity, labels, owner, span } = write;
  return {
    title,
    description,
    severity,
    status: "New",
    labels: labels.map((labelName) => ({ labelName })),
    ...(owner === undefined ? {} : { owner: { objectId: owner } }),
    firstActivityTimeUtc: new Date(span.from),
    lastActivityTimeUtc: new Date(span.to - 1),
  };
}
