/** What a call of a Windows module does for an attacker who chooses the arguments. */
export type Call = "dump" | "script" | "proxy" | "download" | "panel" | "webdav";

/**
 * Calls by module: exports without the A or W that Windows also tries, in lower case, and ordinals,
 * which count modulo 65536. Facts of LOLBAS, of MIT-licensed tests (atomic-red-team) and of public
 * recordings: the 64-bit Control_RunDLL starts the 32-bit one as shell32.dll,#44.
 */
const CALLS: Readonly<Record<string, Partial<Record<Call, readonly (string | number)[]>>>> = {
  "comsvcs.dll": { dump: ["minidump", 24] },
  "mshtml.dll": { script: ["runhtmlapplication", 135], proxy: ["printhtml"] },
  "shell32.dll": {
    proxy: ["shellexec_rundll", 572],
    panel: ["control_rundll", "control_rundllasuser", 44],
  },
  "shelldispatch.dll": { proxy: ["rundll_shellexecute"] },
  "url.dll": { proxy: ["openurl", "fileprotocolhandler"] },
  "ieframe.dll": { proxy: ["openurl"] },
  "shdocvw.dll": { proxy: ["openurl"] },
  "zipfldr.dll": { proxy: ["routethecall"] },
  "pcwutl.dll": { proxy: ["launchapplication", 1] },
  "advpack.dll": { proxy: ["launchinfsection", "launchinfsectionex", "registerocx", 12] },
  "ieadvpack.dll": { proxy: ["launchinfsection", "launchinfsectionex", "registerocx", 12] },
  "setupapi.dll": { proxy: ["installhinfsection"] },
  "syssetup.dll": { proxy: ["setupinfobjectinstallaction"] },
  "desk.cpl": { proxy: ["installscreensaver"] },
  "scrobj.dll": { download: ["generatetypelib"] },
  "shimgvw.dll": { download: ["imageview_fullscreen"] },
  "photoviewer.dll": { download: ["imageview_fullscreen"] },
  "dfshim.dll": { proxy: ["shopenverbapplication", "shopenverbshortcut"] },
  "davclnt.dll": { webdav: ["davsetcookie"] },
};

/** The call that an export (by name or ordinal) of a module amounts to; undefined if none known. */
export function findCall(base: string, name: string, ordinal: number | null): Call | undefined {
  const names = exportNames(name, ordinal);
  const calls = Object.entries(CALLS[base] ?? {}) as [Call, readonly (string | number)[]][];
  return calls.find(([, exports]) => exports.some((one) => names.includes(one)))?.[0];
}

/** What an export may be listed as: Windows also tries its name with W or A at the end. */
export function exportNames(name: string, ordinal: number | null): (string | number | null)[] {
  const lower = name.toLowerCase();
  return [ordinal, lower, lower.replace(/[aw]$/, "")];
}

/** The file that the arguments of Control_RunDLL name, without quotes; empty if none. */
export function panelFile(args: string): string {
  const [, quoted, plain = ""] = /^"([^"]*)|^([^, \t]*)/.exec(args) ?? [];
  return quoted ?? plain;
}
