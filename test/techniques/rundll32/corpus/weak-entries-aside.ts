import {
  byRundll32,
  given,
  is,
  line,
  module,
  type Named,
  named,
  oneOf,
  parent,
  shellOf,
  system32,
} from "./conditions.ts";

/**
 * More weak entries, which were written together with the others but were not looked at while the
 * attacker was made: they show how well it does on entries that it was not made for.
 */
export const WEAK_ASIDE: readonly Named[] = [
  [
    "a setup script by its ending",
    byRundll32(system32("advpack.dll"), named("LaunchINFSection"), given(".inf,,1,", "endsWith")),
  ],
  [
    "an address by wildcard",
    byRundll32(system32("ieframe.dll"), named("OpenURL"), given("http*contoso.com*", "wildcard")),
  ],
  [
    "an export below Windows, from a service",
    byRundll32(
      module("C:\\Windows\\", "startsWith"),
      named("Start"),
      parent("C:\\Windows\\System32\\svchost.exe"),
    ),
  ],
  [
    "a short name on the line, no anchors",
    byRundll32(line("rundll32.exe c:\\\\progra~2\\\\vendor.tool\\\\.*", "regex")),
  ],
  ["a short name, all of it", byRundll32(module("C:\\PROGRA~3\\VENDOR\\v.dll"), named("#1"))],
  [
    "an ordinal and a panel's folder",
    byRundll32(
      system32("shell32.dll"),
      is("Rundll32Ordinal", "44"),
      given("C:\\Windows\\System32\\", "startsWith"),
    ),
  ],
  [
    "WebDAV with the company's name in it",
    byRundll32(
      system32("davclnt.dll"),
      named("DavSetCookie"),
      given("contoso.sharepoint.com", "contains"),
    ),
  ],
  ["the key manager, any export", byRundll32(system32("keymgr.dll"))],
  ["the ending of who started it", byRundll32(parent("\\Contoso\\updater.exe", "endsWith"))],
  [
    "an application by the beginning of its address",
    byRundll32(
      system32("dfshim.dll"),
      named("ShOpenVerbApplication"),
      given("https://apps.contoso.com", "startsWith"),
    ),
  ],
  [
    "a bound use or a word on the line",
    byRundll32({
      any: [
        { all: [system32("PcaSvc.dll"), named("PcaPatchSdbTask"), given("")] },
        line("Contoso", "contains"),
      ],
    }),
  ],
  [
    "a program to run that is named somewhere",
    byRundll32(
      system32("shell32.dll"),
      named("ShellExec_RunDLL"),
      given("C:\\Program Files\\Contoso\\", "contains"),
    ),
  ],
  [
    "a shell by the parent's file and a word",
    shellOf(is("ParentRundll32Base", "contoso.dll"), line("whoami", "contains")),
  ],
  [
    "a shell of what is in a user's folder",
    shellOf(
      is("ParentRundll32Module", "C:\\Users\\", "startsWith"),
      is("ParentRundll32Module", "\\Teams\\helper.dll", "endsWith"),
    ),
  ],
  [
    "anything but temporary folders",
    byRundll32(
      { not: module("Temp", "contains") },
      module(".dll", "endsWith"),
      parent("C:\\Windows\\explorer.exe"),
    ),
  ],
  [
    "a screen saver",
    byRundll32(system32("desk.cpl"), named("InstallScreenSaver"), given(".scr", "endsWith")),
  ],
  ["a file two folders below Windows", byRundll32(module("C:\\Windows\\*\\*.dll", "wildcard"))],
  [
    "a printer by the beginning of its name",
    byRundll32(
      system32("printui.dll"),
      named("PrintUIEntry"),
      given('/if /b "Contoso', "startsWith"),
    ),
  ],
  ["a module for one user", byRundll32(system32("comsvcs.dll"), is("User", "CORP\\svc-dump"))],
  ["panels on two hosts", byRundll32(oneOf("Dvc", "kiosk01", "kiosk02"), line(".cpl", "contains"))],
  [
    "a file server by prefix",
    byRundll32(
      system32("url.dll"),
      named("FileProtocolHandler"),
      given("file://files", "startsWith"),
    ),
  ],
  [
    "a job's file, all of it",
    byRundll32(module("C:\\Windows\\Tasks\\job.dll"), named("Run"), given("daily")),
  ],
  ["the fax service's folder", byRundll32(module("C:\\Windows\\System32\\FxsTmp\\", "startsWith"))],
  ["a global root", byRundll32(module("\\\\?\\GLOBALROOT\\", "startsWith"), named("Run"))],
  [
    "a screen of an HTML page",
    byRundll32(module("\\mshtml.dll", "endsWith"), parent("C:\\Windows\\explorer.exe")),
  ],
  [
    "a shell of a module that is called by number",
    shellOf(
      is("ParentRundll32Module", "^c:\\\\windows\\\\sys(tem32|wow64)\\\\.*\\.dll$", "regex"),
      is("ParentRundll32Export", "#", "startsWith"),
    ),
  ],
];
