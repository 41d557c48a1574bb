import { canWrite, resolvePath } from "../../windows/writable.ts";
import { exportNames, panelFile } from "./calls.ts";
import type { Rundll32Line } from "./line.ts";
import { IN_BOTH, IN_SYSTEM32 } from "./windows-modules.ts";

/**
 * Exports of Windows' own modules that run what their arguments name, or dump a process: facts of
 * LOLBAS and of MIT-licensed tests (atomic-red-team). Ordinals count modulo 65536.
 */
const DANGEROUS: Readonly<Record<string, readonly (string | number)[]>> = {
  "comsvcs.dll": ["minidump", 24],
  "shell32.dll": ["shellexec_rundll", 44],
  "url.dll": ["openurl", "fileprotocolhandler"],
  "ieframe.dll": ["openurl"],
  "shdocvw.dll": ["openurl"],
  "zipfldr.dll": ["routethecall"],
  "pcwutl.dll": ["launchapplication"],
  "advpack.dll": ["launchinfsection", "launchinfsectionex", "registerocx"],
  "ieadvpack.dll": ["launchinfsection", "launchinfsectionex", "registerocx"],
  "setupapi.dll": ["installhinfsection"],
  "syssetup.dll": ["setupinfobjectinstallaction"],
  "mshtml.dll": ["runhtmlapplication", "printhtml", 135],
  "desk.cpl": ["installscreensaver"],
  "scrobj.dll": ["generatetypelib"],
  "shimgvw.dll": ["imageview_fullscreen"],
  "printui.dll": ["printuientry", "printuientrydpiaware"],
  "dfshim.dll": ["shopenverbapplication", "shopenverbshortcut"],
};

/**
 * Control panels in a folder to which users cannot write; a bare name is looked for elsewhere too.
 */
const PANELS = /^c:\\windows\\system32\\[^\\:]+\.cpl$/;

const SYSTEM32 = "C:\\Windows\\System32\\rundll32.exe";
/** Where Windows installs rundll32: the 64-bit program, and the 32-bit one. */
export const IMAGES: readonly string[] = [SYSTEM32, "C:\\Windows\\SysWOW64\\rundll32.exe"];

/** What an attacker gains by a line, and the same in words about that line. */
export interface Abuse {
  /**
   * class: it starts a class that a user can register; replaced: its module is where others can
   * write; sought: its module is sought where others can write; arguments: its module runs what the
   * arguments name.
   */
  readonly what: "script" | "class" | "replaced" | "sought" | "arguments";
  readonly words: string;
}

/** What a start of rundll32 with this line is abused for; undefined if for nothing known here. */
export function findAbuse(line: Rundll32Line, image = SYSTEM32): Abuse | undefined {
  if (line.kind === "script") return { what: "script", words: "runs a script" };
  if (line.kind === "com")
    return line.args === ""
      ? undefined
      : { what: "class", words: "activates a class that a user can register" };
  if (line.kind !== "dll" || line.module === "") return undefined;
  const path = resolvePath(line.module);
  const known = image.toLowerCase().includes("\\syswow64\\")
    ? IN_BOTH
    : [...IN_BOTH, ...IN_SYSTEM32];
  const bare = !/[\\:]/.test(path);
  if (bare && !known.includes(line.base))
    return { what: "sought", words: `loads ${line.base} from the folder it is started in` };
  if (!bare && canWrite(path))
    return { what: "replaced", words: `loads ${path}, where a user can write` };
  const misuse =
    bare || /^c:\\windows\\(system32|syswow64)\\[^\\]+$/.test(path)
      ? explainMisuse(line)
      : undefined;
  return misuse === undefined ? undefined : { what: "arguments", words: misuse };
}

/**
 * Whether a line loads a file from a path to which a standard user can write, so that the user
 * chooses what is loaded.
 */
export function loadsWritable({ kind, module }: Rundll32Line): boolean {
  if (kind !== "dll" || module === "") return false;
  const path = resolvePath(module);
  return /[\\:]/.test(path) && canWrite(path);
}

/**
 * What a module of Windows does for an attacker who chooses the arguments.
 */
function explainMisuse({ base, export: name, ordinal, args }: Rundll32Line): string | undefined {
  const names = exportNames(name, ordinal);
  if (DANGEROUS[base]?.some((one) => names.includes(one))) return `lets ${base} run its arguments`;
  if (
    base !== "shell32.dll" ||
    !names.some((one) => one === "control_rundll" || one === "control_rundllasuser")
  )
    return undefined;
  const panel = resolvePath(panelFile(args));
  return panel === "" || PANELS.test(panel) ? undefined : `loads ${panel} as a control panel`;
}
