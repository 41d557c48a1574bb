import type { Bookmark, Incident, SecurityInsights } from "@azure/arm-securityinsight";
import { CallError, type ResourceState, type SentinelResources } from "../hunt/ports.ts";
import type { Workspace } from "../hunt/rule.ts";
import { type BookmarkWrite, type IncidentWrite, type ResourceRef, refOf, type Write } from "../hunt/write.ts";
import type { AzureAccess } from "./logs.ts";
import { inTime, sentinelClients } from "./sentinel-client.ts";

/** The Sentinel resources: incidents, bookmarks, relations, comments. */
export function sentinelResources(access: AzureAccess, sleep: (ms: number) => Promise<void>): SentinelResources {
  const { clientFor, call } = sentinelClients(access, sleep);
  return {
    async reach(workspace) {
      await call(`list of incidents of ${workspace.name}`, () => firstPage(clientFor(workspace), workspace));
    },
    async read(workspace, ref) {
      try {
        return await call(`read of ${ref.kind} ${ref.id}`, () => get(clientFor(workspace), workspace, ref));
      } catch (error) {
        if (error instanceof CallError && error.status === 404) return undefined;
        throw error;
      }
    },
    async create(workspace, write) {
      const client = clientFor(workspace);
      let tried = false;
      await call(`write of ${write.kind} ${write.id}`, async () => {
        if (tried && (await exists(client, workspace, refOf(write)))) return;
        tried = true;
        await put(client, workspace, write);
      });
      return "created";
    },
  };
}

async function firstPage(client: SecurityInsights, { resourceGroup, name }: Workspace): Promise<void> {
  const pages = client.incidents.list(resourceGroup, name, { top: 1, ...inTime() }).byPage();
  await pages.next();
}

async function get(client: SecurityInsights, { resourceGroup, name }: Workspace, ref: ResourceRef): Promise<ResourceState> {
  const options = inTime();
  switch (ref.kind) {
    case "bookmark":
      await client.bookmarks.get(resourceGroup, name, ref.id, options);
      return { closed: false };
    case "incident": {
      const { status, classification } = await client.incidents.get(resourceGroup, name, ref.id, options);
      return { closed: status === "Closed", classification };
    }
    case "relation":
      await client.incidentRelations.get(resourceGroup, name, ref.incident, ref.id, options);
      return { closed: false };
    case "comment":
      await client.incidentComments.get(resourceGroup, name, ref.incident, ref.id, options);
      return { closed: false };
  }
}

/** Whether an earlier try was written after all: a PUT is never repeated over what is there. */
async function exists(client: SecurityInsights, workspace: Workspace, ref: ResourceRef): Promise<boolean> {
  try {
    await get(client, workspace, ref);
    return true;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return false;
    throw error;
  }
}

async function put(client: SecurityInsights, workspace: Workspace, write: Write): Promise<void> {
  const { resourceGroup, name } = workspace;
  const options = inTime();
  switch (write.kind) {
    case "bookmark":
      await client.bookmarks.createOrUpdate(resourceGroup, name, write.id, bookmarkBody(write), options);
      return;
    case "incident":
      await client.incidents.createOrUpdate(resourceGroup, name, write.id, incidentBody(write), options);
      return;
    case "relation": {
      const relatedResourceId = `${workspaceArmId(workspace)}/providers/Microsoft.SecurityInsights/bookmarks/${write.bookmark}`;
      await client.incidentRelations.createOrUpdate(resourceGroup, name, write.incident, write.id, { relatedResourceId }, options);
      return;
    }
    case "comment":
      await client.incidentComments.createOrUpdate(resourceGroup, name, write.incident, write.id, { message: write.message }, options);
      return;
  }
}

export function workspaceArmId({ subscriptionId, resourceGroup, name }: Workspace): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.OperationalInsights/workspaces/${name}`;
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

/** A span ends where the next one begins: its last activity is a millisecond before. */
function incidentBody({ title, description, severity, labels, span }: IncidentWrite): Incident {
  return {
    title,
    description,
    severity,
    status: "New",
    labels: labels.map((labelName) => ({ labelName })),
    firstActivityTimeUtc: new Date(span.from),
    lastActivityTimeUtc: new Date(span.to - 1),
  };
}
