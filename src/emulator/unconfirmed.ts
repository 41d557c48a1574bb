/**
 * Behaviour of the service that is not known. Tests cover each possibility; the emulator's defaults
 * are arbitrary and prove nothing about Azure.
 */
export interface Unconfirmed {
  /** The status for a stale etag. */
  readonly staleEtag: 409 | 412 | "ignored";
  /** Whether a second PUT of an incident drops the properties that it omits. */
  readonly put: "replaces" | "keeps";
  /** Whether a comment or relation changes the etag and modification time of its incident. */
  readonly childMovesIncident: boolean;
  /** Whether an incident's entities include those of its bookmarks. */
  readonly bookmarkEntities: boolean;
  /** Whether the tables HuntingBookmark and SecurityIncident exist. */
  readonly auditTables: boolean;
  /** How many reads of an audit table do not yet see a new row. */
  readonly auditReads: number;
  /** What becomes of properties of an ingested row that its stream does not declare. */
  readonly unknownProperties: "dropped" | "refused";
  /** Whether the ingestion endpoint of another region takes the rows of a data collection rule. */
  readonly otherRegion: "refused" | "taken";
  /** Whether a rule may map columns that its query does not return. */
  readonly ruleColumns: "checked" | "unchecked";
}

export const ARBITRARY: Unconfirmed = {
  staleEtag: 412,
  put: "replaces",
  childMovesIncident: false,
  bookmarkEntities: false,
  auditTables: true,
  auditReads: 1,
  unknownProperties: "dropped",
  otherRegion: "refused",
  ruleColumns: "checked",
};
