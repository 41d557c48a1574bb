import { WRITABLE } from "../../../windows/writable.ts";

/** The other names of a path on drive C: that Windows opens as the same. */
export function spellPath(path: string): string[] {
  const tail = path.replace(/^C:\\/, "");
  if (tail === path) return [path];
  const below = tail.replace(/^Windows\\/, "");
  const inWindows =
    below === tail
      ? []
      : [
          `%SystemRoot%\\${below}`,
          `%windir%\\${below}`,
          `\\\\localhost\\ADMIN$\\${below}`,
          `\\\\?\\GLOBALROOT\\SystemRoot\\${below}`,
        ];
  return [
    path,
    path.replaceAll("\\", "/"),
    `\\\\?\\${path}`,
    `\\\\.\\${path}`,
    ...["localhost", "127.0.0.1", "[::1]"].map((host) => `\\\\${host}\\C$\\${tail}`),
    `\\\\?\\UNC\\localhost\\C$\\${tail}`,
    ...inWindows,
  ];
}

/** Folders, in all spellings, to which a user can write; nobody knows who can write to a volume. */
const FOLDERS: readonly string[] = [
  ...WRITABLE.flatMap(spellPath),
  ...["C:\\PROGRA~3\\", "C:\\Windows\\REGIST~1\\CRMLog\\", "C:\\Windows\\System32\\TASKS_~1\\"],
  ...["%ProgramData%\\", "%ALLUSERSPROFILE%\\", "%PUBLIC%\\", "%TEMP%\\", "%TMP%\\"],
  ...["%APPDATA%\\", "%LOCALAPPDATA%\\", "%USERPROFILE%\\"],
  ...["C:\\Users\\x\\AppData\\Local\\Temp\\", "C:\\Users\\x\\AppData\\Roaming\\"],
  ...["C:\\Users\\x\\AppData\\Local\\", "C:\\Users\\x\\Downloads\\"],
  "\\\\?\\Volume{01234567-89ab-cdef-0123-456789abcdef}\\Users\\Public\\",
  "\\\\?\\GLOBALROOT\\Device\\HarddiskVolume2\\Users\\Public\\",
  ...["C:\\x\\", "D:\\", "\\x\\", ".\\", ""],
];

/** Where an attacker goes from a folder that an entry wants. */
const OUT = [1, 2, 3, 4, 5].map((up) => `${"..\\".repeat(up)}Users\\Public\\`);

/**
 * Modules of an attacker's own, with the texts that an entry wants as their name, in every folder
 * to which a user can write.
 */
export function* placeModules(texts: readonly string[]): Generator<string> {
  const names = [...new Set(["x.dll", "x", ...texts.flatMap(namesIn)])].slice(0, MOST);
  for (const folder of FOLDERS) {
    for (const name of names) yield folder + name;
    if (folder.length > 3)
      for (const name of names) yield `${folder.slice(0, -1)}:${name.split("\\").at(-1)}`;
  }
  for (const text of texts) {
    const [module = ""] = text.split(",");
    yield module;
    yield `${module}x.dll`;
  }
  for (const folder of new Set(texts.map(folderOf)))
    for (const out of OUT) for (const name of names) yield `${folder}${out}${name}`;
}

/** More names of modules are not tried. */
const MOST = 14;

/** A file's names that contain a text: its last part, all of it below a folder, and all in one. */
function namesIn(text: string): string[] {
  const [module = ""] = text.split(",");
  const plain = module.replace(/^[a-z]:\\*|^[\\.?]+/i, "").replace(/[<>:"|?*]/g, "");
  const last = plain.split(/[\\/]/).at(-1) ?? "";
  return [last, plain, `${plain}x.dll`, plain.replaceAll("\\", ""), `x:${last}`].filter(
    (name) => name.length > 2 && name.length < 150 && !/[\\/]$/.test(name),
  );
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("\\") + 1);
}
