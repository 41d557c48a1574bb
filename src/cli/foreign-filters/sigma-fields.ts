/**
 * The columns for the fields of Sigma's process_creation on Windows, which are those of Sysmon's
 * event 1; they are named as the results of rules have them. Facts: the taxonomy of Sigma, and the
 * ASIM process schema.
 */
const COLUMNS: Readonly<Record<string, string>> = {
  Image: "Process",
  CommandLine: "CommandLine",
  ParentImage: "ActingProcessName",
  ParentCommandLine: "ParentCommandLine",
  GrandParentImage: "ParentProcessName",
  User: "User",
  ParentUser: "ActorUsername",
  Computer: "Dvc",
  ComputerName: "Dvc",
  OriginalFileName: "OriginalFileName",
  CurrentDirectory: "TargetProcessCurrentDirectory",
  IntegrityLevel: "TargetProcessIntegrityLevel",
  Company: "TargetProcessFileCompany",
  Description: "TargetProcessFileDescription",
  Product: "TargetProcessFileProduct",
  FileVersion: "TargetProcessFileVersion",
  Imphash: "TargetProcessIMPHASH",
  md5: "TargetProcessMD5",
  sha1: "TargetProcessSHA1",
  sha256: "TargetProcessSHA256",
  LogonId: "TargetUserSessionId",
  LogonGuid: "TargetUserSessionGuid",
  ProcessId: "TargetProcessId",
  ProcessGuid: "TargetProcessGuid",
  ParentProcessId: "ActingProcessId",
  ParentProcessGuid: "ActingProcessGuid",
};

const BY_NAME = new Map(
  Object.entries(COLUMNS).map(([name, column]) => [name.toLowerCase(), column]),
);

/** The field in which Sysmon writes all hashes of a file. */
export const HASHES = "hashes";

/** The columns that any of the fields is read from. */
export const SIGMA_COLUMNS: readonly string[] = [...new Set(Object.values(COLUMNS))];

/** The column for a field, in whatever case it is written; undefined if there is none. */
export function sigmaColumn(field: string): string | undefined {
  return BY_NAME.get(field.toLowerCase());
}
