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

const EXPLORER = parent("C:\\Windows\\explorer.exe");
const panel = (...conditions: Parameters<typeof byRundll32>) =>
  byRundll32(system32("shell32.dll"), named("Control_RunDLL"), ...conditions);
const printer = (...conditions: Parameters<typeof byRundll32>) =>
  byRundll32(system32("printui.dll"), named("PrintUIEntry"), ...conditions);

/** What is installed where only administrators can write; any export and any arguments of it. */
const OF_PROGRAMS: readonly Named[] = [
  ["a vendor's folder", byRundll32(module("C:\\Program Files\\Contoso\\", "startsWith"))],
  ["a vendor's file", byRundll32(module("C:\\Program Files\\Contoso\\agent.dll"), named("Run"))],
  ["a vendor's 32-bit file", byRundll32(module("C:\\Program Files (x86)\\Contoso\\agent.dll"))],
  ["by wildcard", byRundll32(module("C:\\Program Files\\Contoso\\*\\agent.dll", "wildcard"))],
  [
    "by expression",
    byRundll32(module("^c:\\\\program files\\\\contoso\\\\[0-9.]+\\\\agent\\.dll$", "regex")),
  ],
  ["its short name", byRundll32(module("C:\\PROGRA~1\\Contoso\\agent.dll"))],
  ["a device path", byRundll32(module("\\\\?\\C:\\Program Files\\Contoso\\agent.dll"))],
  [
    "a printer's driver",
    byRundll32(module("C:\\Windows\\System32\\spool\\drivers\\x64\\3\\c.dll")),
  ],
  [
    "the driver store",
    byRundll32(module("C:\\Windows\\System32\\DriverStore\\FileRepository\\", "startsWith")),
  ],
  ["side by side", byRundll32(module("C:\\Windows\\WinSxS\\*\\pcasvc.dll", "wildcard"))],
  [
    "Defender's own folder",
    byRundll32(
      module("C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\", "startsWith"),
      named("Run"),
    ),
  ],
  [
    "one of two files",
    byRundll32(oneOf("Rundll32Module", "C:\\Program Files\\a.dll", "C:\\Program Files\\b.dll")),
  ],
  [
    "one of two uses",
    byRundll32({
      any: [
        { all: [system32("PcaSvc.dll"), named("PcaPatchSdbTask")] },
        { all: [module("C:\\Program Files\\Contoso\\agent.dll"), named("Run")] },
      ],
    }),
  ],
  [
    "all but one export",
    byRundll32(module("C:\\Program Files\\Contoso\\agent.dll"), { not: named("Install") }),
  ],
  [
    "the whole line as well",
    byRundll32(
      system32("PcaSvc.dll"),
      line("rundll32.exe C:\\Windows\\System32\\PcaSvc.dll,PcaPatchSdbTask"),
    ),
  ],
];

/** Dialogs of Windows, with the arguments that make them dialogs. */
const OF_DIALOGS: readonly Named[] = [
  ["a panel by its name", panel(given("main.cpl"), EXPLORER)],
  ["a panel by its path", panel(given("C:\\Windows\\System32\\timedate.cpl"))],
  [
    "some panels and their pages",
    panel(given("^(access|appwiz|desk|mmsys)\\.cpl(,[@,0-9]*)?$", "regex"), EXPLORER),
  ],
  [
    "panels below System32",
    panel(given('^"?c:\\\\windows\\\\system32\\\\[a-z]+\\.cpl"?(,[@,0-9]*)?$', "regex")),
  ],
  ["all panels, the folder itself", panel(given(""))],
  ["folder options", byRundll32(system32("shell32.dll"), named("Options_RunDLL"), given("7"))],
  [
    "open with",
    byRundll32(
      system32("shell32.dll"),
      named("OpenAs_RunDLL"),
      given('^"?[a-z]:\\\\[^"]*"?$', "regex"),
    ),
  ],
  [
    "environment variables",
    byRundll32(oneOf("Rundll32Module", "sysdm.cpl"), named("EditEnvironmentVariables")),
  ],
  ["browsing history", byRundll32(system32("inetcpl.cpl"), named("ClearMyTracksByProcess"))],
  [
    "stored user names, the wizard",
    byRundll32(system32("keymgr.dll"), named("PRShowSaveWizardExW")),
  ],
  ["device manager", byRundll32(module("devmgr.dll"), named("DeviceManager_Execute"), given(""))],
  ["ratings", byRundll32(module("msrating.dll"), named("RatingSetupUI"), given(""))],
  ["a certificate", byRundll32(system32("cryptext.dll"), named("CryptExtOpenCER"))],
  ["sleep", byRundll32(system32("powrprof.dll"), named("SetSuspendState"), given("0,1,0"))],
  ["user accounts", byRundll32(system32("netplwiz.dll"), named("UsersRunDll"))],
  ["the queue of a printer", printer(given('/o /n "HP LaserJet"'))],
  ["a printer's settings", printer(given('^/[ep] /n "[a-z0-9 ]+"$', "regex"), EXPLORER)],
  ["the default printer", printer(given('/y /n "HP LaserJet"'))],
  ["a test page", printer(oneOf("Rundll32Arguments", '/k /n "HP LaserJet"', '/k /n "Office"'))],
  ["the wizard for printers", printer(given("/il"))],
];

/** What runs its arguments, with arguments that name what nobody but administrators can change. */
const OF_ARGUMENTS: readonly Named[] = [
  [
    "a setup script of Windows",
    byRundll32(
      system32("setupapi.dll"),
      named("InstallHinfSection"),
      given("DefaultInstall 132 C:\\Windows\\INF\\contoso.inf"),
    ),
  ],
  [
    "a page of the company",
    byRundll32(
      system32("url.dll"),
      named("FileProtocolHandler"),
      given("https://intranet.contoso.com/"),
    ),
  ],
  [
    "a vendor's program",
    byRundll32(
      system32("shell32.dll"),
      named("ShellExec_RunDLL"),
      given('"C:\\Program Files\\Contoso\\agent.exe"'),
    ),
  ],
  [
    "a share of the company by WebDAV",
    byRundll32(
      system32("davclnt.dll"),
      named("DavSetCookie"),
      given("files.contoso.com http://files.contoso.com/team"),
    ),
  ],
  [
    "a driver from Windows' own list",
    printer(given('/ia /m "HP LaserJet" /f C:\\Windows\\inf\\ntprint.inf')),
  ],
];

const fromShell32 = is("ParentRundll32Module", "C:\\Windows\\System32\\shell32.dll");
const OF_SHELLS: readonly Named[] = [
  ["run as", shellOf(fromShell32, is("ParentRundll32Export", "RunAsNewUser_RunDLL"))],
  [
    "a vendor's shell",
    shellOf(is("ParentRundll32Module", "C:\\Program Files\\Contoso\\agent.dll")),
  ],
  [
    "a vendor's shell and its line",
    shellOf(
      is("ParentRundll32Module", "C:\\Program Files\\Contoso\\", "startsWith"),
      line("reg query", "contains"),
    ),
  ],
  [
    "a panel's shell",
    shellOf(
      fromShell32,
      is("ParentRundll32Export", "Control_RunDLL"),
      is("ParentRundll32Arguments", "C:\\Windows\\System32\\sysdm.cpl"),
    ),
  ],
];

/** Entries that hide no attack that is known here. */
export const SOUND: readonly Named[] = [
  ...OF_PROGRAMS,
  ...OF_DIALOGS,
  ...OF_ARGUMENTS,
  ...OF_SHELLS,
];
