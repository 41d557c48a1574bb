import { canWrite, resolvePath } from "../../windows/writable.ts";
import { findCall, panelFile } from "./calls.ts";
import type { Rundll32Line } from "./line.ts";
import { isWindowsModule } from "./windows-modules.ts";

/**
 * What a line does that attackers want, in words that a rule's features can ask for, whatever
 * spelling the line has. They rank findings and hide none.
 * - `dump` dumps a process; `script` runs a script; `proxy` runs what its arguments name; `panel`
 *   loads a file that its arguments name as a control panel; `address`: a proxy call is given a
 *   network address; `webdav` opens a bare public address or a pipe by WebDAV
 * - of the module: `writable`, where a user can write; `share`, on a network path; `elsewhere`,
 *   outside the folders of Windows and of programs, on a drive of which it is not known who can
 *   write; `unknown-name`, a bare name that no module of Windows has; `foreign-ordinal`, an export
 *   of such a module given by number
 * - `inert` names no export, so that nothing is called; `known-class`, a COM class that Windows
 *   itself activates
 */
export function findSigns(line: Rundll32Line): string[] {
  if (line.kind === "script") return ["script"];
  if (line.kind === "com") return KNOWN_CLASSES.has(line.args.toLowerCase()) ? ["known-class"] : [];
  if (line.kind !== "dll") return [];
  const place = findPlace(line.module, line.base);
  const signs = [...callSigns(line), ...(place === "windows" ? [] : [place])];
  if (line.export === "") signs.push("inert");
  if (line.ordinal !== null && place !== "windows") signs.push("foreign-ordinal");
  return signs;
}

/** Classes that Windows 10 and 11 activate with `-localserver`. Source: public rules (facts). */
const KNOWN_CLASSES = new Set(["22d8c27b-47a1-48d1-ad08-7da7abd79617"]);

type Place = "windows" | "writable" | "elsewhere" | "unknown-name" | "share";

function findPlace(module: string, base: string): Place {
  const written = resolvePath(withoutVariables(module));
  if (written.startsWith("\\\\")) return "share";
  if (!/[\\:]/.test(written)) return isWindowsModule(base) ? "windows" : "unknown-name";
  // A path without a drive is on the current one, which is nearly always that of Windows.
  const path = written.startsWith("\\") ? `c:${written}` : written;
  if (!canWrite(path)) return "windows";
  return /^(?:c:|[a-z]:\\(?:users|programdata)\\)/.test(path) ? "writable" : "elsewhere";
}

/** Variables that stand where no shell has replaced them, by the folder that they usually name. */
const VARIABLES: Readonly<Record<string, string>> = {
  systemroot: "c:\\windows",
  windir: "c:\\windows",
  programfiles: "c:\\program files",
  "programfiles(x86)": "c:\\program files (x86)",
  commonprogramfiles: "c:\\program files\\common files",
};

function withoutVariables(module: string): string {
  return module.replace(
    /^%([^%\s]+)%/,
    (_, name: string) => VARIABLES[name.toLowerCase()] ?? "c:\\users\\x",
  );
}

function callSigns({ base, export: name, ordinal, args }: Rundll32Line): string[] {
  const call = findCall(base, name, ordinal);
  if (call === "dump" || DUMP.test(args)) return ["dump"];
  if (call === "panel") return loadsForeignPanel(args) ? ["panel"] : [];
  if (call === "webdav") return isBarePublic(args) || PIPE.test(args) ? ["webdav"] : [];
  const remote = ADDRESS.test(args);
  if (call === "download") return remote ? ["proxy", "address"] : [];
  if (call === "proxy") return ["proxy", ...(remote ? ["address"] : [])];
  return call ? [call] : [];
}

/** `<pid> <file> full`: the arguments of a dump, whatever the copy of the module is called. */
const DUMP = /^\d+[ \t]+(?:"[^"]*"|[^ \t"]+)[ \t]+full\b/i;
const ADDRESS = /\b(?:https?|ftp|file):|\\\\[^\\?.]|\b\d{1,3}(?:\.\d{1,3}){3}\b/i;
const PIPE = /[/\\]pipe[/\\]|\b(?:spoolss|srvsvc)\b/i;

/** Whether Control_RunDLL is given a file that is not one of Windows' own panels. */
function loadsForeignPanel(args: string): boolean {
  const path = resolvePath(withoutVariables(panelFile(args)));
  if (path === "") return false;
  if (!/[\\:]/.test(path)) return !/^[^.]+(?:\.cpl)?$/.test(path);
  return canWrite(path) || !path.endsWith(".cpl");
}

/** Whether WebDAV is asked for an address that is on the internet and has no name. */
function isBarePublic(args: string): boolean {
  const [, a, b] = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}(?![\w.])/.exec(args) ?? [];
  if (a === undefined) return false;
  const [first, second] = [Number(a), Number(b)];
  const isPrivate =
    [0, 10, 127].includes(first) ||
    (first === 172 && second >= 16 && second < 32) ||
    (first === 192 && second === 168) ||
    (first === 169 && second === 254);
  return !isPrivate;
}
