import type { ColumnSchema, ScalarType } from "../kql/index.ts";
import { type ColumnNames, TABLE_COLUMNS } from "./table-columns.ts";

/** The table of rows that are already parser output, and the columns of such rows. */
const PREPARED_ROWS = "_Im_ProcessCreate_Rows";
const PREPARED_COLUMNS: ColumnNames = {
  datetime:
    "TimeGenerated EventStartTime EventEndTime ActingProcessCreationTime " +
    "ParentProcessCreationTime TargetProcessCreationTime",
  int: "EventCount",
  string: `Type _ItemId EventVendor EventProduct EventSchema EventSchemaVersion EventType EventResult EventOriginalType
    EventOriginalUid DvcOs DvcId DvcHostname Dvc ActorUsername ActorUsernameType ActorUserId ActorUserIdType ActorUserUpn
    ActorUserAadId ActorSessionId ActorDomainName ActorUserType TargetUsername TargetUsernameType TargetUserId
    TargetUserIdType TargetUserUpn TargetUserAadId TargetUserSessionId TargetUserSessionGuid ActingProcessId
    ActingProcessGuid ActingProcessName ActingProcessFilename ActingProcessCommandLine ActingProcessIntegrityLevel
    ActingProcessTokenElevation ActingProcessMD5 ActingProcessSHA1 ActingProcessSHA256 ParentProcessName ParentProcessId
    TargetProcessId TargetProcessGuid TargetProcessName TargetProcessFilename TargetProcessCommandLine
    TargetProcessCurrentDirectory TargetProcessIntegrityLevel TargetProcessTokenElevation TargetProcessFileCompany
    TargetProcessFileDescription TargetProcessFileVersion TargetProcessFileProduct TargetProcessMD5 TargetProcessSHA1
    TargetProcessSHA256 TargetProcessIMPHASH Hash HashType User Process CommandLine`,
};

const TABLES: Readonly<Record<string, readonly ColumnNames[]>> = {
  ...TABLE_COLUMNS,
  [PREPARED_ROWS]: [PREPARED_COLUMNS],
};

/** The declared columns of a table; none for an unknown table. Data may add other columns. */
export function declaredColumns(table: string): ColumnSchema[] {
  const declared = Object.hasOwn(TABLES, table) ? (TABLES[table] ?? []) : [];
  return declared.flatMap((columns) =>
    Object.entries(columns).flatMap(([type, names]) =>
      names
        .trim()
        .split(/\s+/)
        .map((name) => ({ name, type: type as ScalarType })),
    ),
  );
}

/** Whether a table is declared here. Data may add other tables. */
export function isKnownTable(name: string): boolean {
  return Object.hasOwn(TABLE_COLUMNS, name);
}

export const KNOWN_TABLES: readonly string[] = Object.keys(TABLE_COLUMNS);
