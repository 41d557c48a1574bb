import { alertRules } from "./alert-rule-kind.ts";
import {
  isAlertId,
  MOST_ALERTS,
  relatedAlerts,
  relatedBookmarks,
  relationTo,
} from "./incident-related.ts";
import { bad, type Kind, type Properties, requireTexts, without } from "./resource-kind.ts";
import type { Resource } from "./resources.ts";

/** Source: Microsoft Sentinel service limits. */
const MOST_BOOKMARKS = 20;
const MOST_COMMENTS = 100;
const LONGEST_COMMENT = 30_000;
const LONGEST_DESCRIPTION = 5_000;

const SEVERITIES = ["High", "Medium", "Low", "Informational"];
const STATUSES = ["New", "Active", "Closed"];
const SYSTEM = { objectId: "00000000-0000-0000-0000-000000000000", name: "Sentinel Hunts" };

const same = (resource: Resource) => resource;
const isTime = (value: unknown) =>
  value === undefined || value === null || !Number.isNaN(Date.parse(String(value)));
/** The created and updated fields that the service maintains. */
function stamps(before: Properties | undefined, now: string): Properties {
  return {
    created: before?.["created"] ?? now,
    updated: now,
    createdBy: before?.["createdBy"] ?? SYSTEM,
    updatedBy: SYSTEM,
  };
}

const incidents: Kind = {
  collection: "incidents",
  segment: "Incidents",
  type: "Incidents",
  child: false,
  refuse(properties) {
    const { severity, status, description = "" } = properties;
    if (!SEVERITIES.includes(String(severity)))
      return bad(`The severity '${String(severity)}' is not valid.`);
    if (!STATUSES.includes(String(status)))
      return bad(`The status '${String(status)}' is not valid.`);
    if (String(description).length > LONGEST_DESCRIPTION)
      return bad(`The description is longer than ${LONGEST_DESCRIPTION} characters.`);
    const time = ["firstActivityTimeUtc", "lastActivityTimeUtc"].find(
      (name) => !isTime(properties[name]),
    );
    return time
      ? bad(`The property '${time}' is not a time.`)
      : requireTexts(properties, ["title"]);
  },
  stored(properties, before, now, number) {
    const writable = without(properties, [
      "incidentNumber",
      "incidentUrl",
      "createdTimeUtc",
      "lastModifiedTimeUtc",
      "relatedAnalyticRuleIds",
      "providerIncidentId",
      "additionalData",
    ]);
    const { providerIncidentId } = before ?? {};
    const labels = Array.isArray(properties["labels"])
      ? properties["labels"].map((label: object) => ({ ...label, labelType: "User" }))
      : [];
    return {
      owner: {},
      ...writable,
      labels,
      incidentNumber: before?.["incidentNumber"] ?? number,
      createdTimeUtc: before?.["createdTimeUtc"] ?? now,
      lastModifiedTimeUtc: now,
      relatedAnalyticRuleIds: before?.["relatedAnalyticRuleIds"] ?? [],
      providerName: before?.["providerName"] ?? "Azure Sentinel",
      ...(providerIncidentId === undefined ? {} : { providerIncidentId }),
    };
  },
  shown(resource, resources) {
    const alerts = relatedAlerts(resource.id, resources);
    const tactics = alerts.flatMap(({ properties }) => properties["tactics"] ?? []);
    const additionalData = {
      alertsCount: alerts.length,
      bookmarksCount: relatedBookmarks(resource.id, resources).length,
      commentsCount: resources.count(`${resource.id}/comments`),
      alertProductNames: alerts.length > 0 ? ["Azure Sentinel"] : [],
      tactics: [...new Set(tactics)],
    };
    return { ...resource, properties: { ...resource.properties, additionalData } };
  },
};

const bookmarks: Kind = {
  collection: "bookmarks",
  segment: "Bookmarks",
  type: "Bookmarks",
  child: false,
  previewOnly: ["entityMappings", "tactics", "techniques"],
  refuse(properties) {
    const { queryResult } = properties;
    if (queryResult !== undefined && queryResult !== null && typeof queryResult !== "string")
      return bad("The property 'queryResult' is not a string.");
    return requireTexts(properties, ["displayName", "query"]);
  },
  stored: (properties, before, now) => ({
    ...without(properties, ["incidentInfo"]),
    ...stamps(before, now),
  }),
  shown(resource, resources) {
    const relation = resources.relatedTo(resource.id);
    const incident = relation && resources.get(relation.id.replace(/\/relations\/[^/]+$/i, ""));
    if (!incident) return resource;
    const { title, severity } = incident.properties;
    const incidentInfo = {
      incidentId: incident.name,
      severity,
      title,
      relationName: relation.name,
    };
    return { ...resource, properties: { ...resource.properties, incidentInfo } };
  },
};

const comments: Kind = {
  collection: "comments",
  segment: "Comments",
  type: "Incidents/Comments",
  child: true,
  refuse(properties, { id, parent, resources }) {
    if (String(properties["message"] ?? "").length > LONGEST_COMMENT)
      return bad(`The message is longer than ${LONGEST_COMMENT} characters.`);
    const full = !resources.get(id) && resources.count(`${parent}/Comments`) >= MOST_COMMENTS;
    return full
      ? bad(`An incident can have at most ${MOST_COMMENTS} comments.`)
      : requireTexts(properties, ["message"]);
  },
  stored: (properties, before, now) => ({
    message: properties["message"],
    createdTimeUtc: before?.["createdTimeUtc"] ?? now,
    lastModifiedTimeUtc: now,
    author: SYSTEM,
  }),
  shown: same,
};

const relations: Kind = {
  collection: "relations",
  segment: "relations",
  type: "Incidents/relations",
  child: true,
  refuse(properties, { id, parent, resources }) {
    const name = id.split("/").at(-1) ?? "";
    if (!/^[a-zA-Z0-9-]{3,63}$/.test(name)) return bad(`The relation name '${name}' is not valid.`);
    const related = String(properties["relatedResourceId"] ?? "");
    if (!resources.get(related))
      return {
        status: 404,
        code: "NotFound",
        message: `The related resource '${related}' was not found.`,
      };
    const before = resources.get(id);
    if (
      before &&
      String(before.properties["relatedResourceId"]).toLowerCase() !== related.toLowerCase()
    ) {
      return {
        status: 409,
        code: "Conflict",
        message: `Relation with name '${name}' already exists in incident to different resource.`,
      };
    }
    const incident = parent ?? "";
    const [there, most, what] = isAlertId(related)
      ? [relatedAlerts(incident, resources), MOST_ALERTS, "alerts"]
      : [relatedBookmarks(incident, resources), MOST_BOOKMARKS, "bookmarks"];
    return !before && there.length >= most
      ? bad(`An incident can have at most ${most} ${what}.`)
      : requireTexts(properties, ["relatedResourceId"]);
  },
  stored: (properties) => relationTo(String(properties["relatedResourceId"])),
  shown: same,
};

const watchlists: Kind = {
  collection: "watchlists",
  segment: "Watchlists",
  type: "Watchlists",
  child: false,
  refuse: (properties) => requireTexts(properties, ["displayName", "provider", "itemsSearchKey"]),
  stored: (properties, before, now) => ({
    ...without(properties, ["rawContent"]),
    ...stamps(before, now),
    isDeleted: false,
  }),
  shown: same,
};

const watchlistItems: Kind = {
  collection: "watchlistitems",
  segment: "watchlistItems",
  type: "Watchlists/WatchlistItems",
  child: true,
  refuse: ({ itemsKeyValue }) =>
    typeof itemsKeyValue === "object" && itemsKeyValue !== null
      ? undefined
      : bad("The property 'itemsKeyValue' is required."),
  stored: (properties, before, now) => ({
    watchlistItemType: "watchlist-item",
    itemsKeyValue: properties["itemsKeyValue"],
    ...stamps(before, now),
    isDeleted: false,
  }),
  shown: (resource) => ({
    ...resource,
    properties: { ...resource.properties, watchlistItemId: resource.name },
  }),
};

export const ALL_KINDS: readonly Kind[] = [
  incidents,
  bookmarks,
  comments,
  relations,
  watchlists,
  watchlistItems,
  alertRules,
];
