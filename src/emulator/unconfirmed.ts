/**
 * What is not established about the service. A test sets each way; what the emulator does by
 * default is arbitrary, and proves nothing about Azure.
 */
export interface Unconfirmed {
  /** How a stale etag is refused. */
  readonly staleEtag: 409 | 412 | "ignored";
  /** Whether a second PUT of an incident drops the properties that it does not send. */
  readonly put: "replaces" | "keeps";
  /** Whether a comment or a relation changes the etag and the last modification of its incident. */
  readonly childMovesIncident: boolean;
  /** Whether an incident's entities are those of its bookmarks. */
  readonly bookmarkEntities: boolean;
  /** Whether the tables HuntingBookmark and SecurityIncident are there. */
  readonly auditTables: boolean;
  /** How often an audit table is read before a row is in it. */
  readonly auditReads: number;
}

export const ARBITRARY: Unconfirmed = {
  staleEtag: 412,
  put: "replaces",
  childMovesIncident: false,
  bookmarkEntities: false,
  auditTables: true,
  auditReads: 1,
};
