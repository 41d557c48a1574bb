import { isWindowsModule } from "../../windows/modules/index.ts";
import { resolvePath } from "../../windows/resolve-path.ts";
import { canWrite } from "../../windows/writable.ts";
import { type Call, findCall } from "./calls.ts";
import type { Rundll32Line } from "./line.ts";
import { PIPE } from "./misuse.ts";
import { ADDRESS, isBarePublic, isForeignPanel } from "./targets.ts";

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
  const written = resolvePath(module).replace(/^\.\\/, "");
  if (written.startsWith("\\\\")) return "share";
  if (!/[\\:]/.test(written)) return isWindowsModule(base) ? "windows" : "unknown-name";
  // A path without a drive is on the current one, which is nearly always that of Windows.
  const path = written.startsWith("\\") ? `c:${written}` : written;
  if (!canWrite(path)) return "windows";
  return /^(?:c:|[a-z]:\\(?:users|programdata)\\)/.test(path) ? "writable" : "elsewhere";
}

/** Calls that run what their arguments name. */
const PROXIES: readonly Call[] = ["run", "browse", "install", "deploy"];

function callSigns({ base, export: name, ordinal, args }: Rundll32Line): string[] {
  const call = findCall(base, name, ordinal);
  if (call === "dump" || DUMP.test(args)) return ["dump"];
  if (call === "script") return ["script"];
  if (call === "panel") return isForeignPanel(args) ? ["panel"] : [];
  if (call === "webdav") return isBarePublic(args) || PIPE.test(args) ? ["webdav"] : [];
  const remote = ADDRESS.test(args);
  if (call === "download") return remote ? ["proxy", "address"] : [];
  if (call === undefined || !PROXIES.includes(call)) return [];
  return remote ? ["proxy", "address"] : ["proxy"];
}

/** `<pid> <file> full`: the arguments of a dump, whatever the copy of the module is called. */
const DUMP = /^\d+[ \t]+(?:"[^"]*"|[^ \t"]+)[ \t]+full\b/i;
