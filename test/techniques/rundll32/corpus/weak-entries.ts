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

const MSIEXEC = parent("C:\\Windows\\System32\\msiexec.exe");

/** Entries that somebody careful would write for rundll32-lolbin, each of which hides attacks. */
const OF_STARTS: readonly Named[] = [
  ["a control panel, any arguments", byRundll32(system32("shell32.dll"), named("Control_RunDLL"))],
  [
    "a control panel by prefix",
    byRundll32(system32("shell32.dll"), named("Control_RunDLL"), given("main.cpl", "startsWith")),
  ],
  [
    "a control panel, no anchors",
    byRundll32(system32("shell32.dll"), named("Control_RunDLL"), given("timedate.cpl", "regex")),
  ],
  [
    "a control panel by its ending",
    byRundll32(
      system32("shell32.dll"),
      named("Control_RunDLL"),
      given("\\inetcpl.cpl", "endsWith"),
    ),
  ],
  [
    "registration below System32",
    byRundll32(module("C:\\Windows\\System32\\", "startsWith"), named("DllRegisterServer")),
  ],
  ["a vendor's file by its ending", byRundll32(module("\\agent.dll", "endsWith"), named("Run"))],
  [
    "a vendor's folder, no anchors",
    byRundll32(module("program files\\\\contoso\\\\agent.dll", "regex"), named("Run")),
  ],
  [
    "printer dialogs, any arguments",
    byRundll32(
      oneOf("Rundll32Module", "printui.dll", "C:\\Windows\\System32\\printui.dll"),
      named("PrintUIEntry"),
    ),
  ],
  [
    "a setup script by prefix, from the installer",
    byRundll32(
      system32("setupapi.dll"),
      named("InstallHinfSection"),
      given("DefaultInstall 132 ", "startsWith"),
      MSIEXEC,
    ),
  ],
  [
    "the intranet by prefix",
    byRundll32(
      system32("url.dll"),
      named("FileProtocolHandler"),
      given("http://intranet", "startsWith"),
    ),
  ],
  ["a vendor's data folder", byRundll32(module("C:\\ProgramData\\Contoso\\", "startsWith"))],
  [
    "a vendor's file in a data folder, all of it",
    byRundll32(
      module("C:\\ProgramData\\Contoso\\agent.dll"),
      named("Run"),
      given(""),
      parent("C:\\Program Files\\Contoso\\service.exe"),
    ),
  ],
  ["the spooler's folders", byRundll32(module("C:\\Windows\\System32\\spool\\", "startsWith"))],
  ["a short name", byRundll32(module("C:\\PROGRA~3\\Contoso\\", "startsWith"))],
  ["an export on the line", byRundll32(line("PrintUIEntry", "contains"))],
  [
    "the beginning of the line",
    byRundll32(
      line(
        "C:\\Windows\\System32\\rundll32.exe C:\\Windows\\System32\\shell32.dll,Control_RunDLL",
        "startsWith",
      ),
    ),
  ],
  [
    "a line by wildcard",
    byRundll32(line("*C:\\Windows\\System32\\printui.dll,PrintUIEntry /in /n*", "wildcard")),
  ],
  ["a token", byRundll32(line("C:\\Program Files\\Contoso\\agent.dll,Start", "hasToken"))],
  [
    "the first argument below System32",
    byRundll32({
      field: "CommandLine",
      op: "token",
      at: 1,
      value: "C:\\Windows\\System32\\*.dll,DllInstall",
    }),
  ],
  ["who started it", byRundll32(parent("C:\\Windows\\System32\\svchost.exe"))],
  ["a user on a host", byRundll32(is("User", "CORP\\svc-print"), is("Dvc", "print01"))],
  [
    "two uses, one of them open",
    byRundll32({
      any: [
        { all: [system32("PcaSvc.dll"), named("PcaPatchSdbTask")] },
        { all: [module("C:\\ProgramData\\Contoso\\agent.dll"), named("Run")] },
      ],
    }),
  ],
  [
    "two exports, one of which runs its arguments",
    byRundll32(
      system32("shell32.dll"),
      oneOf("Rundll32Export", "OpenAs_RunDLL", "ShellExec_RunDLL"),
    ),
  ],
  [
    "a folder of Windows, without programs among the arguments",
    byRundll32(module("C:\\Windows\\", "startsWith"), { not: given(".exe", "contains") }),
  ],
  ["a module, any export", byRundll32(system32("zipfldr.dll"))],
  [
    "a custom action's export from the installer",
    byRundll32(named("zzzzInvokeManagedCustomActionOutOfProc"), MSIEXEC),
  ],
  [
    "a custom action's file from the installer",
    byRundll32(
      module("\\\\msi[0-9a-f]+\\.tmp$", "regex"),
      named("zzzzInvokeManagedCustomActionOutOfProc"),
      MSIEXEC,
    ),
  ],
];

/** What is installed with Windows, or seems to be, by its folder. */
const OF_FOLDERS: readonly Named[] = [
  ["System32", byRundll32(module("C:\\Windows\\System32\\", "startsWith"))],
  [
    "a file of System32, by expression",
    byRundll32(
      module("^c:\\\\windows\\\\system32\\\\[a-z0-9]+\\.dll$", "regex"),
      given("x86", "contains"),
    ),
  ],
  [
    "the 32-bit System32",
    byRundll32(module("C:\\Windows\\SysWOW64\\", "startsWith"), named("Start")),
  ],
  ["COM+ logs", byRundll32(module("C:\\Windows\\Registration\\", "startsWith"))],
  [
    "a folder for debugging",
    byRundll32(module("C:\\Windows\\debug\\", "startsWith"), named("Run")),
  ],
  [
    "keys of the machine, all of it",
    byRundll32(
      module("C:\\Windows\\System32\\Microsoft\\Crypto\\RSA\\MachineKeys\\k.dll"),
      given(""),
    ),
  ],
  ["a device path", byRundll32(module("\\\\?\\C:\\", "startsWith"), named("Run"))],
  ["the machine's own share", byRundll32(module("\\\\localhost\\c$\\", "startsWith"))],
  [
    "the share of programs",
    byRundll32(module("\\\\127.0.0.1\\c$\\ProgramData\\Contoso\\agent.dll")),
  ],
  ["a volume", byRundll32(module("\\\\?\\Volume{", "startsWith"))],
  ["short names of programs", byRundll32(module("C:\\PROGRA~", "startsWith"), named("Run"))],
  ["a variable", byRundll32(module("%ProgramData%\\Contoso\\", "startsWith"))],
  ["System32 on any drive", byRundll32(module(":\\Windows\\System32\\", "contains"))],
  [
    "a file's name alone",
    byRundll32(is("Rundll32Base", "shell32.dll"), named("Control_RunDLL"), given("")),
  ],
  [
    "a program to run, by its folder",
    byRundll32(
      system32("shell32.dll"),
      named("ShellExec_RunDLL"),
      given('"C:\\Program Files\\Contoso\\', "startsWith"),
    ),
  ],
  ["an ordinal", byRundll32(system32("pcwutl.dll"), is("Rundll32Ordinal", "1"))],
  [
    "an export by either name",
    byRundll32(system32("advpack.dll"), named("^RegisterOCX[AW]?$", "regex"), MSIEXEC),
  ],
  ["nothing odd about it", byRundll32(is("Rundll32Signs", ""))],
  ["an option", byRundll32(is("Rundll32Options", "/d"), MSIEXEC)],
];

/** The same for rundll32-command-shell. */
const OF_SHELLS: readonly Named[] = [
  ["run as, by its export", shellOf(is("ParentRundll32Export", "RunAsNewUser_RunDLL"))],
  ["the shell's own line", shellOf(line("reg query", "contains"))],
  [
    "the beginning of the shell's line",
    shellOf(line('cmd.exe /c "C:\\Program Files\\Contoso\\update.cmd"', "startsWith")),
  ],
  [
    "run as, on the parent's line",
    shellOf(is("ParentCommandLine", "shell32.dll,RunAsNewUser_RunDLL", "contains")),
  ],
  [
    "a control panel's shell, any panel",
    shellOf(
      is("ParentRundll32Module", "C:\\Windows\\System32\\shell32.dll"),
      is("ParentRundll32Export", "Control_RunDLL"),
    ),
  ],
  [
    "a whole line of the shell",
    shellOf(line('"C:\\Windows\\System32\\cmd.exe" /c ver'), is("User", "CORP\\svc")),
  ],
  [
    "a shell of what is in System32",
    shellOf(is("ParentRundll32Module", "C:\\Windows\\System32\\", "startsWith")),
  ],
];

export const WEAK: readonly Named[] = [...OF_STARTS, ...OF_FOLDERS, ...OF_SHELLS];
