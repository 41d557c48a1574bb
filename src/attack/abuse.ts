import type { Rundll32Line } from "../windows/rundll32.ts";

/** Where a standard user can write, with `\` at the end. */
export const WRITABLE = ["C:\\Users\\Public\\", "C:\\ProgramData\\", "C:\\Windows\\Temp\\", "C:\\Windows\\Tasks\\", "\\\\h\\s\\"];

/**
 * Exports of Windows' own modules that run what their arguments name, or dump a process: facts of LOLBAS and of MIT-licensed
 * tests (atomic-red-team T1218.011). Ordinals count modulo 65536.
 */
const DANGEROUS: Readonly<Record<string, readonly (string | number)[]>> = {
  "comsvcs.dll": ["minidump", "minidumpw", 24],
  "shell32.dll": ["shellexec_rundll", "shellexec_rundlla", "shellexec_rundllw", 44],
  "url.dll": ["openurl", "openurla", "fileprotocolhandler", "fileprotocolhandlera"],
  "ieframe.dll": ["openurl"],
  "shdocvw.dll": ["openurl"],
  "zipfldr.dll": ["routethecall"],
  "pcwutl.dll": ["launchapplication"],
  "advpack.dll": ["launchinfsection", "registerocx"],
  "ieadvpack.dll": ["launchinfsection", "registerocx"],
  "setupapi.dll": ["installhinfsection"],
  "mshtml.dll": ["runhtmlapplication", "printhtml", 135],
};

/** Modules that a bare name finds in System32, before any folder that a user can write. */
const SYSTEM = [...Object.keys(DANGEROUS), "shell32.dll", "user32.dll", "kernel32.dll", "printui.dll", "display.dll", "uxtheme.dll"];

/** Why a parsed rundll32 line is an attack; undefined where it is none that is known here. */
export function abuseOf(line: Rundll32Line): string | undefined {
  if (line.kind === "script") return "runs a script";
  if (line.kind !== "dll" || line.module === "") return undefined;
  const path = resolved(line.module);
  if (WRITABLE.some((folder) => path.startsWith(folder.toLowerCase())) || path.startsWith("\\\\"))
    return `loads ${path}, where a user can write`;
  const bare = !path.includes("\\") && !path.includes(":");
  if (bare && !SYSTEM.includes(line.base)) return `loads ${line.base} from the folder it is started in`;
  const system = bare || /^(c:\\windows\\(system32|syswow64)\\[^\\]+)$/.test(path);
  const dangerous = system ? DANGEROUS[line.base] : undefined;
  const named = dangerous?.some((name) => name === (line.ordinal ?? line.export.toLowerCase()));
  return named ? `lets ${line.base} run its arguments` : undefined;
}

/** The path that Windows opens: slashes unified, `.` and `..` taken, lower case. */
function resolved(module: string): string {
  const path = module.replaceAll("/", "\\").toLowerCase();
  const head = /^(\\\\|[a-z]:\\)/.exec(path)?.[0] ?? "";
  const parts: string[] = [];
  for (const part of path.slice(head.length).split("\\")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part.replace(/[. ]+$/, ""));
  }
  return head + parts.join("\\");
}
