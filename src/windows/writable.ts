import { trimEnd } from "../hunt/base/trim-end.ts";
import { withoutDevice } from "./path.ts";

/** Folders to which a standard user can write, with `\` at the end. */
export const WRITABLE = [
  ...[
    "C:\\Users\\Public\\",
    "C:\\ProgramData\\",
    "C:\\Windows\\Temp\\",
    "C:\\Windows\\Tasks\\",
    "C:\\Windows\\Tracing\\",
  ],
  "\\\\h\\s\\",
];

/** Folders on drive C: to which a standard user cannot write, except for those in WRITABLE. */
const PROTECTED = /^c:\\(windows|program files|program files \(x86\))(\\|$)/;

/**
 * Names that Windows writes in place of longer ones, as it gives them when it is installed: in
 * 64-bit Windows, PROGRA~3 is ProgramData.
 */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  "progra~1": "program files",
  "progra~2": "program files (x86)",
  "progra~3": "programdata",
};

/**
 * Whether a standard user can write to a path from resolvePath. A relative path, or one on another
 * drive, counts as writable: whoever starts the program chooses its folder.
 */
export function canWrite(path: string): boolean {
  const inFolder = (folder: string) =>
    path.startsWith(folder) || path.startsWith(`${folder.slice(0, -1)}:`);
  return !PROTECTED.test(path) || WRITABLE.some((folder) => inFolder(folder.toLowerCase()));
}

/**
 * The path that Windows opens: slashes unified, `.` and `..` resolved, short names of its own
 * folders written out, lower case.
 */
export function resolvePath(written: string): string {
  const path = withoutDevice(written.replaceAll("/", "\\").toLowerCase());
  const head = /^(\\\\|[a-z]:\\)/.exec(path)?.[0] ?? "";
  const parts: string[] = [];
  for (const part of path.slice(head.length).split("\\")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(trimEnd(part, /[. ]/));
  }
  const first = SHORT_NAMES[parts[0] ?? ""];
  if (first !== undefined && head !== "\\\\") parts[0] = first;
  const rooted = head === "" && path.startsWith("\\") ? "\\" : head;
  return rooted + parts.join("\\");
}
