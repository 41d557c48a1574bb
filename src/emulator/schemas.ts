import type { ColumnSchema, ScalarType } from "../kql/values/types.ts";

/** Column types of known tables, by type. A column of another name takes its type from the data. Source: the Azure Monitor table reference. */
const BY_TYPE: Readonly<Record<string, Readonly<Partial<Record<ScalarType, string>>>>> = {
  SecurityEvent: {
    datetime: "TimeGenerated",
    int: "EventID Task",
    string: `Type Activity EventSourceName Channel Computer SourceComputerId SubjectUserSid SubjectUserName SubjectDomainName
      SubjectLogonId TargetUserSid TargetUserName TargetDomainName TargetLogonId NewProcessId NewProcessName TokenElevationType
      MandatoryLabel ProcessId ParentProcessName CommandLine Process SubjectAccount Account AccountType TargetAccount EventData
      LogonType LogonID IpAddress WorkstationName _ItemId _ResourceId TenantId`,
  },
  WindowsEvent: {
    datetime: "TimeGenerated",
    int: "EventID EventLevel Task Version",
    string:
      "Type Provider Channel Computer EventLevelName Keywords Opcode Correlation ManagementGroupName RawEventData _ItemId _ResourceId TenantId",
    dynamic: "EventData",
  },
  DeviceProcessEvents: {
    datetime: "TimeGenerated Timestamp ProcessCreationTime InitiatingProcessCreationTime InitiatingProcessParentCreationTime",
    long: `ProcessId FileSize InitiatingProcessId InitiatingProcessParentId InitiatingProcessFileSize ReportId LogonId
      InitiatingProcessLogonId`,
    string: `Type ActionType AccountSid AccountName AccountDomain AccountUpn AccountObjectId DeviceId DeviceName FileName
      FolderPath ProcessCommandLine ProcessIntegrityLevel ProcessTokenElevation MD5 SHA1 SHA256 InitiatingProcessMD5
      InitiatingProcessSHA1 InitiatingProcessSHA256 InitiatingProcessAccountSid InitiatingProcessAccountDomain
      InitiatingProcessAccountName InitiatingProcessAccountUpn InitiatingProcessAccountObjectId InitiatingProcessFileName
      InitiatingProcessCommandLine InitiatingProcessFolderPath InitiatingProcessParentFileName
      InitiatingProcessIntegrityLevel InitiatingProcessTokenElevation AdditionalFields _ItemId TenantId`,
  },
  _Im_ProcessCreate_Rows: {
    datetime: "TimeGenerated EventStartTime EventEndTime ActingProcessCreationTime ParentProcessCreationTime TargetProcessCreationTime",
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
  },
};

/** The declared columns of a table, or none where the table is not known. */
export function declaredColumns(table: string): ColumnSchema[] {
  return Object.entries(BY_TYPE[table] ?? {}).flatMap(([type, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name) => ({ name, type: type as ScalarType })),
  );
}

/** Tables that are declared here; data may bring others. */
export function isKnownTable(name: string): boolean {
  return Object.hasOwn(BY_TYPE, name) && !name.endsWith("_Rows");
}

export const KNOWN_TABLES: readonly string[] = Object.keys(BY_TYPE).filter(isKnownTable);
