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
  install: ["LaunchINFSection", "LaunchINFSectionEx"],
  run: ["RegisterOCX", 12],
};

/**
 * Calls by module: exports without the A or W that Windows also tries, and ordinals, which
 * count modulo 65536. Facts of LOLBAS, of MIT-licensed tests (atomic-red-team), of
 * Microsoft's documentation (printui) and of public recordings: the 64-bit Control_RunDLL starts
 * the 32-bit one as shell32.dll,#44. The ordinals of exports that have a name differ between
 * versions of Windows; only those that were reported are here.
 */
const CALLS: Readonly<Record<string, Exports>> = {
  "comsvcs.dll": { dump: ["MiniDump", 24] },
  "mshtml.dll": { script: ["RunHTMLApplication", 135], run: ["PrintHTML"] },
  "shell32.dll": {
    run: ["ShellExec_RunDLL", 572],
    panel: ["Control_RunDLL", "Control_RunDLLAsUser", 44],
  },
  "shelldispatch.dll": { run: ["RunDll_ShellExecute"] },
  "url.dll": { browse: ["OpenURL", "FileProtocolHandler"] },
  "ieframe.dll": { browse: ["OpenURL"] },
  "shdocvw.dll": { browse: ["OpenURL"] },
  "zipfldr.dll": { run: ["RouteTheCall"] },
  "pcwutl.dll": { run: ["LaunchApplication", 1] },
  "advpack.dll": INF_EXPORTS,
  "ieadvpack.dll": INF_EXPORTS,
  "setupapi.dll": { install: ["InstallHinfSection"] },
  "syssetup.dll": { install: ["SetupInfObjectInstallAction"] },
  "desk.cpl": { run: ["InstallScreenSaver"] },
  "scrobj.dll": { download: ["GenerateTypeLib"] },
  "shimgvw.dll": { download: ["ImageView_Fullscreen"] },
  "photoviewer.dll": { download: ["ImageView_Fullscreen"] },
  "dfshim.dll": { deploy: ["ShOpenVerbApplication", "ShOpenVerbShortcut"] },
  "davclnt.dll": { webdav: ["DavSetCookie"] },
  "printui.dll": { print: ["PrintUIEntry", "PrintUIEntryDPIAware"] },
  "keymgr.dll": { secrets: ["KRShowKeyMgr"] },
};

/** The modules that have such a call. */
export const CALLED_MODULES: readonly string[] = Object.keys(CALLS);

/** The calls of a module, with their exports. */
export function callsIn(base: string): [Call, readonly (string | number)[]][] {
  const exports = Object.hasOwn(CALLS, base) ? CALLS[base] : {};
  return Object.entries(exports ?? {}) as [Call, readonly (string | number)[]][];
}

/**
 * The call that an export (by name or ordinal) of a module amounts to; undefined if none known.
 * Case is ignored, although Windows does not find an export in another case.
 */
export function findCall(base: string, name: string, ordinal: number | null): Call | undefined {
  const lower = name.toLowerCase();
  const isCalled = (one: string | number) =>
    typeof one === "number"
      ? one === ordinal
      : ["", "a", "w"].some((end) => lower === one.toLowerCase() + end);
  return callsIn(base).find(([, exports]) => exports.some(isCalled))?.[0];
}
