/**
 * What a call of a Windows module does for an attacker: `dump` dumps a process; `script` runs a
 * script; `run` runs or opens the file that its arguments name; `browse` the same, or opens a page;
 * `install` runs a setup script; `deploy` installs what an address offers; `download` fetches what
 * an address offers; `panel` loads a control panel; `webdav` opens an address; `print` sets up
 * printers; `secrets` shows stored passwords.
 */
export type Call =
  | "dump"
  | "script"
  | "run"
  | "browse"
  | "install"
  | "deploy"
  | "download"
  | "panel"
  | "webdav"
  | "print"
  | "secrets";

type Exports = Partial<Record<Call, readonly (string | number)[]>>;

const INF_EXPORTS: Exports = {
  install: ["launchinfsection", "launchinfsectionex"],
  run: ["registerocx", 12],
};

/**
 * Calls by module: exports without the A or W that Windows also tries, in lower case, and ordinals,
 * which count modulo 65536. Facts of LOLBAS, of MIT-licensed tests (atomic-red-team), of
 * Microsoft's documentation (printui) and of public recordings: the 64-bit Control_RunDLL starts
 * the 32-bit one as shell32.dll,#44. The ordinals of exports that have a name differ between
 * versions of Windows; only those that were reported are here.
 */
const CALLS: Readonly<Record<string, Exports>> = {
  "comsvcs.dll": { dump: ["minidump", 24] },
  "mshtml.dll": { script: ["runhtmlapplication", 135], run: ["printhtml"] },
  "shell32.dll": {
    run: ["shellexec_rundll", 572],
    panel: ["control_rundll", "control_rundllasuser", 44],
  },
  "shelldispatch.dll": { run: ["rundll_shellexecute"] },
  "url.dll": { browse: ["openurl", "fileprotocolhandler"] },
  "ieframe.dll": { browse: ["openurl"] },
  "shdocvw.dll": { browse: ["openurl"] },
  "zipfldr.dll": { run: ["routethecall"] },
  "pcwutl.dll": { run: ["launchapplication", 1] },
  "advpack.dll": INF_EXPORTS,
  "ieadvpack.dll": INF_EXPORTS,
  "setupapi.dll": { install: ["installhinfsection"] },
  "syssetup.dll": { install: ["setupinfobjectinstallaction"] },
  "desk.cpl": { run: ["installscreensaver"] },
  "scrobj.dll": { download: ["generatetypelib"] },
  "shimgvw.dll": { download: ["imageview_fullscreen"] },
  "photoviewer.dll": { download: ["imageview_fullscreen"] },
  "dfshim.dll": { deploy: ["shopenverbapplication", "shopenverbshortcut"] },
  "davclnt.dll": { webdav: ["davsetcookie"] },
  "printui.dll": { print: ["printuientry", "printuientrydpiaware"] },
  "keymgr.dll": { secrets: ["krshowkeymgr"] },
};

/** The modules that have such a call. */
export const CALLED_MODULES: readonly string[] = Object.keys(CALLS);

/** The calls of a module, with their exports. */
export function callsIn(base: string): [Call, readonly (string | number)[]][] {
  const exports = Object.hasOwn(CALLS, base) ? CALLS[base] : {};
  return Object.entries(exports ?? {}) as [Call, readonly (string | number)[]][];
}

/** The call that an export (by name or ordinal) of a module amounts to; undefined if none known. */
export function findCall(base: string, name: string, ordinal: number | null): Call | undefined {
  const names = exportNames(name, ordinal);
  return callsIn(base).find(([, exports]) => exports.some((one) => names.includes(one)))?.[0];
}

/** What an export may be listed as: Windows also tries its name with W or A at the end. */
function exportNames(name: string, ordinal: number | null): (string | number | null)[] {
  const lower = name.toLowerCase();
  return [ordinal, lower, lower.replace(/[aw]$/, "")];
}
