/** Where a standard user can write, with `\` at the end. */
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

/** Folders of drive C: in which a standard user writes nothing, but for those of WRITABLE. */
const PROTECTED = /^c:\\(windows|program files|program files \(x86\)|progra~\d)(\\|$)/;

/**
 * Whether a standard user can write a path, as resolvePath gives it. Also one that begins nowhere,
 * or at another drive: its folder is the choice of whoever starts the program.
 */
export function canWrite(path: string): boolean {
  const inFolder = (folder: string) =>
    path.startsWith(folder) || path.startsWith(`${folder.slice(0, -1)}:`);
  return !PROTECTED.test(path) || WRITABLE.some((folder) => inFolder(folder.toLowerCase()));
}

/** The path that Windows opens: slashes unified, `.` and `..` taken, lower case. */
export function resolvePath(written: string): string {
  const path = written
    .replaceAll("/", "\\")
    .toLowerCase()
    .replace(/^\\\\[?.]\\(?=[a-z]:)/, "");
  const head = /^(\\\\|[a-z]:\\)/.exec(path)?.[0] ?? "";
  const parts: string[] = [];
  for (const part of path.slice(head.length).split("\\")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part.replace(/[. ]+$/, ""));
  }
  const rooted = head === "" && path.startsWith("\\") ? "\\" : head;
  return rooted + parts.join("\\");
}

/**
 * Where an attacker can put a program of that name: wherever a user can write, in a folder called
 * as one of the wanted images, too.
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
