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
  /**
   * By which time a scheduled rule runs, which really runs minutes after its nominal time: the
   * window of time of its query and now() are both nominal, both real, or only now() is real.
   */
  readonly ruleClock: "nominal" | "real-now" | "real";
  /** Whether an alert begins and ends with the window of its query, or with its row. */
  readonly alertTimes: "window" | "row";
  /** What becomes of the custom details of an alert if they are over 2 KB together. */
  readonly longDetails: "dropped" | "kept";
  /** From which alert of an incident on its grouping looks back. */
  readonly groupedSince: "first" | "last";
  /** Whether an incident takes the severity of its first alert or the highest one. */
  readonly incidentSeverity: "first" | "highest";
  /** Who is named as the provider of incidents of analytics rules: Microsoft XDR in Defender. */
  readonly incidentProvider: "Azure Sentinel" | "Microsoft XDR";
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
  ruleClock: "nominal",
  alertTimes: "window",
  longDetails: "dropped",
  groupedSince: "last",
  incidentSeverity: "first",
  incidentProvider: "Azure Sentinel",
};
