/** A question about the service that the documentation does not answer, and how to settle it. */
interface Question {
  readonly asks: string;
  readonly how: string;
}

/**
 * What is not known about Sentinel and Log Analytics and can be tested without harm. The app
 * reports facts under these names; the texts are for the printed record.
 */
export const QUESTIONS = {
  "missing-incident": {
    asks: "How does the API report an incident that does not exist?",
    how: "GET of an unused id",
  },
  "missing-bookmark": {
    asks: "How does the API report a bookmark that does not exist?",
    how: "GET of an unused id",
  },
  "missing-relation": {
    asks: "How does the API report a relation that does not exist?",
    how: "GET of an unused id",
  },
  "missing-comment": {
    asks: "How does the API report a comment that does not exist?",
    how: "GET of an unused id",
  },
  "incident-filter": {
    asks: "Does $filter find an incident by its title?",
    how: "list with properties/title eq",
  },
  "incident-order": {
    asks: "Does $orderby return the newest incidents first?",
    how: "list with properties/createdTimeUtc desc",
  },
  "stale-etag-body": {
    asks: "How is a PUT with a stale etag in its body answered?",
    how: "PUT of the incident after another PUT",
  },
  "stale-etag-header": {
    asks: "How is a PUT with a stale If-Match header answered?",
    how: "PUT of the incident after another PUT",
  },
  "put-replaces": {
    asks: "Does a second PUT of an incident replace all of it?",
    how: "PUT of title, severity and status only",
  },
  "incident-owner": {
    asks: "Is an owner accepted if only a name is given?",
    how: "PUT with owner.assignedTo",
  },
  "incident-title": { asks: "Is a title of 256 characters kept?", how: "PUT, then GET" },
  "incident-times": {
    asks: "Are an incident's first and last activity kept to the millisecond?",
    how: "GET after a PUT like those of the hunts",
  },
  "label-count": { asks: "Are 30 labels of an incident kept?", how: "PUT, then GET" },
  "label-length": { asks: "Is a label of 200 characters kept?", how: "PUT, then GET" },
  "relation-moves-incident": {
    asks: "Does a relation change its incident's etag or modification time?",
    how: "GET before and after",
  },
  "comment-moves-incident": {
    asks: "Does a comment change its incident's etag or modification time?",
    how: "GET before and after",
  },
  "relation-moves-bookmark": {
    asks: "Does a relation change its bookmark's etag or update time?",
    how: "GET before and after",
  },
  "relation-fills-bookmark": {
    asks: "Does a relation fill the bookmark's incidentInfo?",
    how: "GET of the related bookmark",
  },
  "bookmark-entities": {
    asks: "Does an incident have the entities of its bookmarks?",
    how: "POST incidents/{id}/entities",
  },
  "bookmark-names": {
    asks: "Are an incident's bookmarks listed by their ARM names?",
    how: "POST incidents/{id}/bookmarks",
  },
  "long-comment": { asks: "How is a comment of 30,001 characters rejected?", how: "PUT" },
  "bookmark-sizes": {
    asks: "Are the longest fields of a bookmark kept?",
    how: "PUT of the longest values that the hunts write, then GET",
  },
  "bookmark-21": {
    asks: "How is the 21st bookmark of an incident rejected?",
    how: "PUT of 21 relations",
  },
  "bookmark-delete": {
    asks: "Can a bookmark be deleted, and how is it reported afterwards?",
    how: "DELETE, then GET",
  },
  "relation-delete": { asks: "Can a relation be deleted?", how: "DELETE" },
  "incident-delete": { asks: "Can an incident be deleted?", how: "DELETE at the end" },
  "incident-provider": {
    asks: "Which provider does an incident created through the API have?",
    how: "GET of providerName, after the wait",
  },
  "portal-link": {
    asks: "Does an incident get a link to the Defender portal?",
    how: "GET of additionalData.providerIncidentUrl, after the wait",
  },
  "incident-table": {
    asks: "Is an incident in SecurityIncident, and with which provider?",
    how: "query by IncidentName",
  },
  "bookmark-table": { asks: "Which columns does HuntingBookmark have?", how: "getschema" },
  "bookmark-soft-delete": {
    asks: "Does a deletion add a row with SoftDeleted?",
    how: "query by the BookmarkId of a deleted bookmark",
  },
  "time-received": {
    asks: "Do rows have the column _TimeReceived?",
    how: "query for the bookmark's row",
  },
  "parser-parameters": {
    asks: "Which parameters does the ASIM parser accept?",
    how: "a call with each known parameter, and with one that does not exist",
  },
  "parser-columns": {
    asks: "Which columns that the hunts read does the ASIM parser lack?",
    how: "getschema",
  },
  "parser-ingestion": {
    asks: "Does ingestion_time() work with the ASIM parser?",
    how: "count over the last hour",
  },
  "row-limit": {
    asks: "How is a query for 500,001 rows answered?",
    how: "range, which reads no table",
  },
} as const satisfies Readonly<Record<string, Question>>;

export type Fact = keyof typeof QUESTIONS;
