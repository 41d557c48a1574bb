/** A question about the service whose answer no page gives, and how a run settles it. */
interface Question {
  readonly asks: string;
  readonly how: string;
}

/**
 * What is not established about Sentinel and Log Analytics and can be settled without harm. The app
 * sends what it saw under these names; the texts are for the record.
 */
export const QUESTIONS = {
  "missing-incident": {
    asks: "How is an incident reported that is not there?",
    how: "GET of an id that nobody gave",
  },
  "missing-bookmark": {
    asks: "How is a bookmark reported that is not there?",
    how: "GET of an id that nobody gave",
  },
  "missing-relation": {
    asks: "How is a relation reported that is not there?",
    how: "GET of an id that nobody gave",
  },
  "missing-comment": {
    asks: "How is a comment reported that is not there?",
    how: "GET of an id that nobody gave",
  },
  "incident-filter": {
    asks: "Does $filter find an incident by its title?",
    how: "list with properties/title eq",
  },
  "incident-order": {
    asks: "Does $orderby give the newest incidents first?",
    how: "list with properties/createdTimeUtc desc",
  },
  "stale-etag-body": {
    asks: "What answers a PUT with a stale etag in its body?",
    how: "PUT of the incident after another one",
  },
  "stale-etag-header": {
    asks: "What answers a PUT with a stale If-Match?",
    how: "PUT of the incident after another one",
  },
  "put-replaces": {
    asks: "Does a second PUT of an incident replace all of it?",
    how: "PUT of title, severity and status only",
  },
  "incident-owner": {
    asks: "Is an owner taken that is a name only?",
    how: "PUT with owner.assignedTo",
  },
  "incident-title": { asks: "Is a title of 256 characters kept?", how: "PUT, then GET" },
  "incident-times": {
    asks: "Are its first and last activity kept to the millisecond?",
    how: "GET after the hunts' own PUT",
  },
  "label-count": { asks: "Are 30 labels of an incident kept?", how: "PUT, then GET" },
  "label-length": { asks: "Is a label of 200 characters kept?", how: "PUT, then GET" },
  "relation-moves-incident": {
    asks: "Does a relation change its incident's etag or last modification?",
    how: "GET before and after",
  },
  "comment-moves-incident": {
    asks: "Does a comment change its incident's etag or last modification?",
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
    asks: "Are entities of related bookmarks those of the incident?",
    how: "POST incidents/{id}/entities",
  },
  "bookmark-names": {
    asks: "Are an incident's bookmarks listed by their ARM names?",
    how: "POST incidents/{id}/bookmarks",
  },
  "long-comment": { asks: "How is a comment of 30,001 characters refused?", how: "PUT" },
  "bookmark-sizes": {
    asks: "Which sizes of a bookmark's fields are kept?",
    how: "PUT of the largest that the hunts write, then GET",
  },
  "bookmark-21": {
    asks: "How is the 21st bookmark of an incident refused?",
    how: "PUT of 21 relations",
  },
  "bookmark-delete": {
    asks: "May a bookmark be deleted, and how is it reported then?",
    how: "DELETE, then GET",
  },
  "relation-delete": { asks: "May a relation be deleted?", how: "DELETE" },
  "incident-delete": { asks: "May an incident be deleted?", how: "DELETE at the end" },
  "incident-provider": {
    asks: "Whose is an incident that the API made?",
    how: "providerName by GET, after the wait",
  },
  "portal-link": {
    asks: "Does it get a link to the Defender portal?",
    how: "additionalData.providerIncidentUrl, after the wait",
  },
  "incident-table": {
    asks: "Is it in SecurityIncident, and with which provider?",
    how: "query by IncidentName",
  },
  "bookmark-table": { asks: "Which columns has HuntingBookmark?", how: "getschema" },
  "bookmark-soft-delete": {
    asks: "Does a deletion add a row with SoftDeleted?",
    how: "query by the BookmarkId of a deleted one",
  },
  "time-received": {
    asks: "Has a row the column _TimeReceived?",
    how: "query of the bookmark's row",
  },
  "parser-parameters": {
    asks: "Which parameters does the ASIM parser take?",
    how: "a call with each, and with one that cannot be",
  },
  "parser-columns": { asks: "Which columns that the hunts read does it lack?", how: "getschema" },
  "parser-ingestion": {
    asks: "Does ingestion_time() get through the ASIM parser?",
    how: "count over the last hour",
  },
  "row-limit": { asks: "How are 500,001 rows answered?", how: "range, which reads no table" },
} as const satisfies Readonly<Record<string, Question>>;

export type Fact = keyof typeof QUESTIONS;
