import { trimEnd } from "../hunt/base/trim-end.ts";
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
const PROTECTED = /^c:\\(windows|program files|program files \(x86\)|progra~\d)(\\|$)/;

/**
 * Whether a standard user can write to a path from resolvePath. A relative path, or one on another
 * drive, counts as writable: whoever starts the program chooses its folder.
 */
export function canWrite(path: string): boolean {
  const inFolder = (folder: string) =>
    path.startsWith(folder) || path.startsWith(`${folder.slice(0, -1)}:`);
  return !PROTECTED.test(path) || WRITABLE.some((folder) => inFolder(folder.toLowerCase()));
}

/** The path that Windows opens: slashes unified, `.` and `..` resolved, lower case. */
export function resolvePath(written: string): string {
  const path = written
    .replaceAll("/", "\\")
    .toLowerCase()
    .replace(/^\\\\[?.]\\(?=[a-z]:)/, "");
  const head = /^(\\\\|[a-z]:\\)/.exec(path)?.[0] ?? "";
  const parts: string[] = [];
  for (const part of path.slice(head.length).split("\\")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(trimEnd(part, /[. ]/));
  }
  const rooted = head === "" && path.startsWith("\\") ? "\\" : head;
  return rooted + parts.join("\\");
}

/**
 * Where an attacker can put a program of that name: in every folder to which a user can write, and
 * in folders below one of them that are named like those of the wanted images.
 */
export function placeImpostors(program: string, images: readonly string[]): string[] {
  const file = `${program}.exe`;
  const own = new RegExp(`\\\\?${program}\\.exe$`, "i");
  const folders = images.map((path) =>
    path
      .replace(/^[a-z]:/i, "")
      .replace(own, "")
      .replace(/^\\|[<>:"|?*]/g, ""),
  );
  const below = ["", ...folders].map(
    (folder) => `C:\\Users\\Public\\${folder && `${folder}\\`}${file}`,
  );
  return [...below, ...WRITABLE.map((folder) => folder + file)];
}
