/**
 * Modules of Windows 10 and 11 that are called through rundll32, from Microsoft's documentation,
 * LOLBAS and public recordings (facts). Windows looks for a bare name in the folder of rundll32
 * itself before it looks in any other.
 */

/** In System32 and in SysWOW64. */
export const IN_BOTH: readonly string[] = [
  ...["comsvcs.dll", "shell32.dll", "url.dll", "ieframe.dll", "shdocvw.dll", "zipfldr.dll"],
  ...["pcwutl.dll", "advpack.dll", "ieadvpack.dll", "setupapi.dll", "syssetup.dll"],
  ...["mshtml.dll", "desk.cpl", "scrobj.dll", "shimgvw.dll", "printui.dll", "dfshim.dll"],
  ...["devmgr.dll", "display.dll", "hotplug.dll", "user32.dll", "kernel32.dll", "ndfapi.dll"],
  ...["uxtheme.dll", "edgehtml.dll"],
];

/**
 * Only in System32: the 32-bit rundll32 would load a file of that name from the current folder.
 */
export const IN_SYSTEM32: readonly string[] = [
  ...["acproxy.dll", "appxdeploymentclient.dll", "appxdeploymentextensions.onecore.dll"],
  ...["bfe.dll", "capabilityaccessmanager.dll", "devmgr.dll", "dfdts.dll", "display.dll"],
  ...["hotplug.dll", "pcasvc.dll", "pla.dll", "startupscan.dll", "sysmain.dll", "winethc.dll"],
  ...["windows.staterepositoryclient.dll", "windows.storage.applicationdata.dll"],
];

/**
 * In System32 at least; whether SysWOW64 has them too was not looked up. Good enough to rank a
 * line, not to vouch for it.
 */
const ALSO_IN_WINDOWS: readonly string[] = [
  ...["access.cpl", "appwiz.cpl", "bthprops.cpl", "firewall.cpl", "hdwwiz.cpl", "inetcpl.cpl"],
  ...["intl.cpl", "irprops.cpl", "joy.cpl", "main.cpl", "mmsys.cpl", "ncpa.cpl", "powercfg.cpl"],
  ...["sapi.cpl", "sysdm.cpl", "tabletpc.cpl", "telephon.cpl", "timedate.cpl", "wscui.cpl"],
  ...["acmigration.dll", "advapi32.dll", "aepdu.dll", "apphelp.dll", "comdlg32.dll"],
  ...["cryptext.dll", "cryptui.dll", "davclnt.dll", "dsquery.dll", "firewallcontrolpanel.dll"],
  ...["gdi32.dll", "generaltel.dll", "iernonce.dll", "iesetup.dll", "keymgr.dll", "licmgr10.dll"],
  ...["mscoree.dll", "mscorsvc.dll", "msi.dll", "msrating.dll", "netplwiz.dll", "newdev.dll"],
  ...["ole32.dll", "pnpui.dll", "powrprof.dll", "shlwapi.dll", "shwebsvc.dll", "srrstr.dll"],
  ...["themeui.dll", "urlmon.dll", "van.dll", "wdc.dll", "werconcpl.dll", "wininet.dll"],
  ...["wlanui.dll", "wsclient.dll", "wuaueng.dll", "xwizards.dll"],
];

const ALL = new Set([...IN_BOTH, ...IN_SYSTEM32, ...ALSO_IN_WINDOWS]);

/** Whether Windows is known to have a module of that name (lower case, with its extension). */
export function isWindowsModule(base: string): boolean {
  return ALL.has(base);
}
