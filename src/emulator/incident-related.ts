import { alertEntities } from "./alert-entities.ts";
import { bookmarkEntities } from "./bookmark-entities.ts";
import { type EmulatorResponse, failure, json } from "./http.ts";
import type { ListedEntity } from "./listed-entity.ts";
import type { Resource, Resources } from "./resources.ts";
import type { Unconfirmed } from "./unconfirmed.ts";

/** Source: Microsoft Sentinel, scheduled rules overview. */
export const MOST_ALERTS = 150;

/** Alerts are entities: `.../Microsoft.SecurityInsights/entities/{SystemAlertId}`. */
export function isAlertId(id: string): boolean {
  return /\/entities\/[^/]+$/i.test(id);
}

/** The properties of a relation of an incident to a bookmark or an alert. */
export function relationTo(id: string): Readonly<Record<string, unknown>> {
  return {
    relatedResourceId: id,
    relatedResourceName: id.split("/").at(-1),
    relatedResourceType: `Microsoft.SecurityInsights/${isAlertId(id) ? "entities" : "bookmarks"}`,
    ...(isAlertId(id) ? { relatedResourceKind: "SecurityAlert" } : {}),
  };
}

/** The alerts of an incident, in the order in which they were added. */
export function relatedAlerts(incident: string, resources: Resources): Resource[] {
  return related(incident, resources).filter(({ id }) => isAlertId(id));
}

export function relatedBookmarks(incident: string, resources: Resources): Resource[] {
  return related(incident, resources).filter(({ id }) => !isAlertId(id));
}

/** The SystemAlertIds of an incident's alerts. */
export function relatedAlertNames(incident: string, resources: Resources): string[] {
  return relatedAlerts(incident, resources).map(({ name }) => name);
}

function related(incident: string, resources: Resources): Resource[] {
  return resources
    .under(`${incident}/relations`)
    .flatMap(({ properties }) => resources.get(String(properties["relatedResourceId"])) ?? []);
}

/**
 * `POST incidents/{id}/bookmarks|entities|alerts`. It is not known which entities the service
 * returns for bookmarks.
 */
export function listRelated(
  incident: string,
  what: string,
  { resources, unconfirmed }: { readonly resources: Resources; readonly unconfirmed: Unconfirmed },
): EmulatorResponse {
  if (!resources.get(incident))
    return failure(404, "NotFound", `Incident '${incident.split("/").at(-1)}' was not found.`);
  const [bookmarks, alerts] = [
    relatedBookmarks(incident, resources),
    relatedAlerts(incident, resources),
  ];
  switch (what.toLowerCase()) {
    case "bookmarks":
      return json(200, { value: bookmarks });
    case "alerts":
      return json(200, { value: alerts.map(showAlert) });
    case "entities": {
      const marked = unconfirmed.bookmarkEntities ? bookmarkEntities(bookmarks) : [];
      return json(200, withCounts([...alertEntities(alerts), ...marked]));
    }
    default:
      return failure(404, "InvalidResourceType", `incidents/${what} is not emulated.`);
  }
}

/** An alert without its entities, which are a list of their own. */
function showAlert({ id, name, type, kind, properties }: Resource): object {
  const { entities: _, ...shown } = properties;
  return { id, name, type, kind, properties: shown };
}

function withCounts(entities: readonly ListedEntity[]): object {
  const kinds = [...new Set(entities.map(({ kind }) => kind))];
  return {
    entities,
    metaData: kinds.map((entityKind) => ({
      entityKind,
      count: entities.filter(({ kind }) => kind === entityKind).length,
    })),
  };
}
