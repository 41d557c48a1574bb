/**
 * How the value of an ECS field stands in a column: as it is; as the last part of a path; as one of
 * the words of a line; as the first label of a name.
 */
export interface EcsField {
  readonly column: string;
  readonly as: "whole" | "last part" | "word" | "first label";
}

const whole = (column: string): EcsField => ({ column, as: "whole" });
const lastPart = (column: string): EcsField => ({ column, as: "last part" });
const word = (column: string): EcsField => ({ column, as: "word" });

/** Facts: the Elastic Common Schema (process, user, host), and the ASIM process schema. */
const FIELDS: ReadonlyMap<string, EcsField> = new Map(
  Object.entries({
    "process.executable": whole("Process"),
    "process.name": lastPart("Process"),
    "process.command_line": whole("CommandLine"),
    "process.args": word("CommandLine"),
    "process.working_directory": whole("TargetProcessCurrentDirectory"),
    "process.pid": whole("TargetProcessId"),
    "process.hash.md5": whole("TargetProcessMD5"),
    "process.hash.sha1": whole("TargetProcessSHA1"),
    "process.hash.sha256": whole("TargetProcessSHA256"),
    "process.pe.imphash": whole("TargetProcessIMPHASH"),
    "process.pe.original_file_name": whole("OriginalFileName"),
    "process.pe.company": whole("TargetProcessFileCompany"),
    "process.pe.description": whole("TargetProcessFileDescription"),
    "process.pe.product": whole("TargetProcessFileProduct"),
    "process.pe.file_version": whole("TargetProcessFileVersion"),
    "process.parent.executable": whole("ActingProcessName"),
    "process.parent.name": lastPart("ActingProcessName"),
    "process.parent.command_line": whole("ParentCommandLine"),
    "process.parent.args": word("ParentCommandLine"),
    "process.parent.pid": whole("ActingProcessId"),
    "user.name": lastPart("User"),
    "user.id": whole("UserSid"),
    "host.name": { column: "Dvc", as: "first label" },
    "host.hostname": { column: "Dvc", as: "first label" },
  }),
);

/** Ends of fields that say how the text is stored: then its case does not matter. */
const STORED = /\.(?:caseless|text)$/;

/** The column for a field of an exception; undefined if there is none. */
export function ecsField(
  name: string,
): (EcsField & { readonly caseSensitive: boolean }) | undefined {
  const found = FIELDS.get(name.replace(STORED, ""));
  return found && { ...found, caseSensitive: !STORED.test(name) };
}
