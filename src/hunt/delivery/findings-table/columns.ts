/** The custom table of findings, one in each workspace. */
export const FINDINGS_TABLE = "HuntFindings_CL";

/** The stream of the data collection rule that fills the table. */
export const FINDINGS_STREAM = `Custom-${FINDINGS_TABLE}`;

/** A column's type as a stream spells it; a table spells datetime as dateTime. */
export type ColumnType = "string" | "int" | "datetime" | "dynamic";

export interface FindingsColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly meaning: string;
}

/**
 * Everything that has the table's columns is made from this list: the rows, the table and the
 * stream of a deployment (infra/findings-table.json), and the emulator's table. The names avoid
 * those that Log Analytics reserves (id, Title, Type, TenantId, UniqueId and others).
 */
export const FINDINGS_COLUMNS = [
  { name: "TimeGenerated", type: "datetime", meaning: "When the row was written" },
  { name: "FindingId", type: "string", meaning: "Id of the finding; a repeated row has the same" },
  { name: "GroupId", type: "string", meaning: "Findings with the same one share an incident" },
  { name: "HuntId", type: "string", meaning: "Id of the hunting rule" },
  { name: "HuntName", type: "string", meaning: "Its short name, that of the rule's folder" },
  { name: "HuntVersion", type: "string", meaning: "Its version, and the hash of its query" },
  { name: "RowKind", type: "string", meaning: "finding, storm, trouble, recovery or test" },
  { name: "Delivery", type: "string", meaning: "incident: an alert is raised; bookmark: none is" },
  { name: "AlertName", type: "string", meaning: "The alert's title" },
  { name: "AlertText", type: "string", meaning: "The alert's description" },
  { name: "Severity", type: "string", meaning: "High, Medium, Low or Informational" },
  { name: "Risk", type: "int", meaning: "Risk score, 0 to 100" },
  { name: "RiskReasons", type: "string", meaning: "What the score is made of" },
  { name: "EventTime", type: "datetime", meaning: "Time of the event, or of the first one" },
  { name: "LastEventTime", type: "datetime", meaning: "Time of the last event" },
  { name: "FindingCount", type: "int", meaning: "How many findings the row stands for" },
  { name: "Account", type: "string", meaning: "The account, as a person would name it" },
  { name: "Host", type: "string", meaning: "The host, as a person would name it" },
  { name: "Entities", type: "dynamic", meaning: "Identifiers by the alert's entity mapping" },
  { name: "Evidence", type: "dynamic", meaning: "The row that the hunting query returned" },
] as const satisfies readonly FindingsColumn[];

export type ColumnName = (typeof FINDINGS_COLUMNS)[number]["name"];
