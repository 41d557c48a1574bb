import { all, type Entries, field, line } from "./entries.ts";

const IMAGE = field(
  "Process",
  "equals",
  "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
);
const SCRIPT = "C:\\Program Files\\Contoso\\inventory.ps1";

export const POWERSHELL: Entries = {
  program: "powershell",
  rule: "remote-management-shell",
  weak: [
    ["a folder anywhere in the line", line("contains", "C:\\Program Files\\Contoso\\")],
    ["a script's name", line("contains", "inventory.ps1")],
    ["how a line ends", line("endsWith", `-File "${SCRIPT}"`)],
    [
      "how a line begins",
      line("startsWith", 'powershell.exe -NoProfile -File "C:\\Program Files\\Contoso\\'),
    ],
    ["a whole path as an argument", line("hasToken", SCRIPT)],
    ["a command", line("startsWith", "powershell.exe -NoProfile -Command Get-Service")],
    ["an expression without ends", line("regex", "Contoso\\\\[a-z]+\\.ps1")],
    ["a word", line("has", "Get-CimInstance")],
    ["a wildcard", line("wildcard", "*powershell*-File*\\Contoso\\*.ps1*")],
    ["an option of automation", line("contains", "-NonInteractive")],
    [
      "how automation begins its lines",
      all(
        IMAGE,
        line(
          "startsWith",
          "PowerShell -NoProfile -NonInteractive -ExecutionPolicy Unrestricted -EncodedCommand ",
        ),
      ),
    ],
    [
      "a parent and an option",
      all(field("ActingProcessName", "endsWith", "\\wmiprvse.exe"), line("contains", "-File")),
    ],
    ["the program and an account", all(IMAGE, field("User", "equals", "CORP\\inventory"))],
    [
      "a file where a user can write",
      all(IMAGE, line("equals", "powershell.exe -File C:\\ProgramData\\Contoso\\inventory.ps1")),
    ],
    ["a whole line of any program", line("equals", `powershell.exe -File "${SCRIPT}"`)],
  ],
  sound: [
    [
      "a whole line, and the program",
      all(IMAGE, line("equals", `powershell.exe -File "${SCRIPT}"`)),
    ],
    [
      "a command, and the program",
      all(IMAGE, line("equals", 'powershell.exe -NoProfile -Command "Get-Service wuauserv"')),
    ],
    [
      "one of two whole lines",
      all(IMAGE, {
        field: "CommandLine",
        op: "in",
        value: [`powershell.exe -File "${SCRIPT}"`, `powershell.exe -File "${SCRIPT}" -Full`],
      }),
    ],
    [
      "an expression with both ends",
      all(
        IMAGE,
        line("regex", '^powershell\\.exe -File "C:\\\\Program Files\\\\Contoso\\\\[a-z]+\\.ps1"$'),
      ),
    ],
    [
      "an own site from which a maker installs",
      all(
        IMAGE,
        line(
          "equals",
          "powershell.exe -Command iex(iwr https://community.chocolatey.org/install.ps1)",
        ),
      ),
    ],
    [
      "an encoded command, as a whole",
      all(IMAGE, line("equals", "powershell.exe -EncodedCommand RwBlAHQALQBTAGUAcgB2AGkAYwBlAA==")),
    ],
    [
      "a whole line with a parent",
      all(
        IMAGE,
        line("equals", `powershell.exe -File "${SCRIPT}"`),
        field("ActingProcessName", "equals", "C:\\Windows\\System32\\wbem\\WmiPrvSE.exe"),
      ),
    ],
    [
      "a whole line with an account",
      all(
        IMAGE,
        line("equals", `powershell -f "${SCRIPT}"`),
        field("User", "equals", "CORP\\inventory"),
      ),
    ],
    [
      "a script on a share of the own network",
      all(
        IMAGE,
        line(
          "equals",
          "powershell.exe -ExecutionPolicy Bypass -File \\\\files\\netlogon\\logon.ps1",
        ),
      ),
    ],
    [
      "the 32-bit program",
      all(
        field(
          "Process",
          "equals",
          "C:\\Windows\\SysWOW64\\WindowsPowerShell\\v1.0\\powershell.exe",
        ),
        line("equals", `powershell.exe -File "${SCRIPT}"`),
      ),
    ],
  ],
};
