/**
 * Folders to which a standard user can write, with `\` at the end. Sources (facts): api0cradle's
 * UltimateAppLockerByPassList, mattifestation's list of writable folders below C:\Windows, and
 * Microsoft's documentation. `PCHEALTH` is that of older Windows. Folders below C:\Windows that
 * only a service account can write to (ServiceProfiles) are not among them.
 */
export const WRITABLE: readonly string[] = [
  "C:\\Users\\Public\\",
  "C:\\ProgramData\\",
  ...[
    ...["Temp", "Tasks", "Tracing", "debug\\WIA", "Registration\\CRMLog", "PCHEALTH\\ERRORREP"],
    ...["System32\\Com\\dmp", "System32\\FxsTmp", "System32\\Microsoft\\Crypto\\RSA\\MachineKeys"],
    ...["System32\\spool\\drivers\\color", "System32\\spool\\PRINTERS", "System32\\spool\\SERVERS"],
    ...["System32\\Tasks", "System32\\Tasks_Migrated"],
    ...["SysWOW64\\Com\\dmp", "SysWOW64\\FxsTmp", "SysWOW64\\Tasks"],
  ].map((folder) => `C:\\Windows\\${folder}\\`),
  "\\\\h\\s\\",
];

/**
 * Folders on drive C: to which a standard user cannot write, except for those in WRITABLE that are
 * below them. Defender keeps others out of its folder in ProgramData.
 */
const PROTECTED =
  /^c:\\(?:(?:windows|program files|program files \(x86\))(?:\\|$)|programdata\\microsoft\\windows defender\\)/;

const BELOW_PROTECTED = WRITABLE.map((folder) => folder.toLowerCase().slice(0, -1))
  .filter((folder) => PROTECTED.test(folder))
  .map((folder) => folder.split("\\"));

/**
 * Whether a standard user can write to a path from resolvePath. A relative path, one on another
 * drive or one below a short name that is not known counts as writable: whoever starts the program
 * chooses its folder.
 */
export function canWrite(path: string): boolean {
  return !PROTECTED.test(path) || BELOW_PROTECTED.some((folder) => isBelow(path, folder));
}

/** Whether a path is that of a file in a folder, of one further below, or of a folder's stream. */
function isBelow(path: string, folder: readonly string[]): boolean {
  const parts = path.split("\\");
  const last = parts[folder.length - 1] ?? "";
  return (
    (parts.length > folder.length || last.includes(":")) &&
    folder.every((name, at) => isNamed(at === 0 ? name : (parts[at] ?? ""), name))
  );
}

/** Whether a part of a path is a folder's name, its short name, or a stream of it. */
function isNamed(part: string, name: string): boolean {
  const [written = ""] = name.endsWith(":") ? [part] : part.split(":");
  if (written === name) return true;
  const [, start] = /^([^~]{1,6})~\d+$/.exec(written) ?? [];
  return start !== undefined && name.length > 8 && name.startsWith(start);
}
