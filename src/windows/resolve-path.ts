import { trimEnd } from "../hunt/base/trim-end.ts";
import { withoutDevice } from "./path.ts";

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
 * The path that Windows opens: slashes unified, other names of drive C: replaced, `.` and `..`
 * resolved, short names of its own folders written out, lower case. A volume that is named by its
 * GUID or number stays, for nobody knows which drive it is.
 */
export function resolvePath(written: string): string {
  const path = nameDrive(withoutVariable(written.replaceAll("/", "\\").toLowerCase()));
  const head = /^(\\\\|[a-z]:\\)/.exec(path)?.[0] ?? "";
  const parts: string[] = [];
  for (const part of path.slice(head.length).split("\\")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(trimEnd(part, /[. ]/));
  }
  const first = Object.hasOwn(SHORT_NAMES, parts[0] ?? "") && SHORT_NAMES[parts[0] ?? ""];
  if (first && head !== "\\\\") parts[0] = first;
  return startOf(path, head, parts) + parts.join("\\");
}

/** A name with a folder before it is not sought, even if the folder is the current one. */
function startOf(path: string, head: string, { length }: readonly string[]): string {
  if (head !== "") return head;
  if (path.startsWith("\\")) return "\\";
  return length === 1 && path.includes("\\") ? ".\\" : "";
}

/**
 * Names of drive C: and of Windows' folder: the device's, and the shares that Windows gives each
 * drive on the machine itself. Source: Microsoft's page on file path formats.
 */
function nameDrive(path: string): string {
  return withoutDevice(path)
    .replace(/^\\\\[?.]\\globalroot\\systemroot\\/, "c:\\windows\\")
    .replace(OWN_SHARE, (_, drive?: string) => (drive ? `${drive}:\\` : "c:\\windows\\"));
}

const OWN_SHARE =
  /^\\\\(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?|0?--1\.ipv6-literal\.net)\\(?:([a-z])\$|admin\$)(?:\\|$)/;

/**
 * Folders that variables usually name. Windows replaces a variable before it starts a program, so
 * one that still stands in a line is taken for what its writer meant.
 */
const VARIABLES: Readonly<Record<string, string>> = {
  systemdrive: "c:",
  systemroot: "c:\\windows",
  windir: "c:\\windows",
  programfiles: "c:\\program files",
  programw6432: "c:\\program files",
  "programfiles(x86)": "c:\\program files (x86)",
  commonprogramfiles: "c:\\program files\\common files",
  "commonprogramfiles(x86)": "c:\\program files (x86)\\common files",
  programdata: "c:\\programdata",
  allusersprofile: "c:\\programdata",
};

/** Any other variable names what its user can write to, as %TEMP% and %APPDATA% do. */
function withoutVariable(path: string): string {
  return path.replace(/^%([^%\s]+)%/, (_, name: string) =>
    Object.hasOwn(VARIABLES, name) ? (VARIABLES[name] ?? "") : "c:\\users\\x",
  );
}
