import { isBesideProgram } from "../../windows/modules/index.ts";
import { resolvePath } from "../../windows/resolve-path.ts";
import { canWrite } from "../../windows/writable.ts";
import type { Rundll32Line } from "./line.ts";
import { explainMisuse } from "./misuse.ts";

const SYSTEM32 = "C:\\Windows\\System32\\rundll32.exe";
/** Where Windows installs rundll32: the 64-bit program, and the 32-bit one. */
export const IMAGES: readonly string[] = [SYSTEM32, "C:\\Windows\\SysWOW64\\rundll32.exe"];

/** Files of Windows; one that has the name of such a file in a vendor's folder is the vendor's. */
const OF_WINDOWS =
  /^c:\\(?:windows\\(?:system32|syswow64|winsxs\\[^\\]+)|program files(?: \(x86\))?\\windows photo viewer)\\[^\\]+$/;

/** What an attacker gains by a line, and the same in words about that line. */
export interface Abuse {
  /**
   * class: it starts a class that a user can register; replaced: its module is where others can
   * write; sought: its module is sought where others can write; call: its export does what an
   * attacker wants with these arguments.
   */
  readonly what: "script" | "class" | "replaced" | "sought" | "call";
  readonly words: string;
}

/**
 * What a start of rundll32 with this line is abused for; undefined if for nothing known here. A
 * line that names no export calls nothing, and a folder is no module.
 */
export function findAbuse(line: Rundll32Line, image = SYSTEM32): Abuse | undefined {
  if (line.kind === "script") return { what: "script", words: "runs a script" };
  if (line.kind === "com")
    return line.args === ""
      ? undefined
      : { what: "class", words: "activates a class that a user can register" };
  if (line.kind !== "dll" || line.module === "" || line.export === "") return undefined;
  if (/[\\/:][ \t]*$/.test(line.module)) return undefined;
  const path = resolvePath(line.module);
  const bare = !/[\\:]/.test(path);
  if (bare && !isBesideProgram(line.base, image))
    return { what: "sought", words: `loads ${line.base} from the folder it is started in` };
  if (!bare && canWrite(path))
    return { what: "replaced", words: `loads ${path}, where a user can write` };
  const misuse = bare || OF_WINDOWS.test(path) ? explainMisuse(line) : undefined;
  return misuse === undefined ? undefined : { what: "call", words: misuse };
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
