import { all, type Entries, field, line } from "./entries.ts";

const IMAGE = field("Process", "equals", "C:\\Windows\\System32\\mshta.exe");
const SETUP = "C:\\Program Files\\Contoso\\setup.hta";

export const MSHTA: Entries = {
  program: "mshta",
  rule: "mshta-odd-use",
  weak: [
    ["a folder anywhere in the line", line("contains", "C:\\Program Files\\Contoso\\")],
    ["a file's name", line("contains", "setup.hta")],
    ["how a line ends", line("endsWith", "\\setup.hta")],
    ["how a line begins", line("startsWith", 'mshta.exe "C:\\Program Files\\Contoso\\')],
    ["the beginning of an address", line("startsWith", "mshta.exe http://intranet.contoso.com")],
    ["an address of the own network", line("contains", "https://intranet.contoso.com/apps/")],
    ["a whole path as an argument", line("hasToken", SETUP)],
    ["an expression without ends", line("regex", "intranet\\.contoso\\.com")],
    ["a word", line("has", "Contoso")],
    ["a wildcard", line("wildcard", "*mshta*\\Contoso\\*.hta*")],
    ["a message box", line("startsWith", 'mshta vbscript:Execute("msgbox')],
    ["a script with a known text", line("contains", "javascript:alert('Update finished')")],
    [
      "a parent and a file's name",
      all(field("ActingProcessName", "endsWith", "\\explorer.exe"), line("contains", "help.hta")),
    ],
    ["the program and an account", all(IMAGE, field("User", "equals", "CORP\\kiosk"))],
    [
      "a file where a user can write",
      all(IMAGE, line("equals", "mshta.exe C:\\ProgramData\\Contoso\\setup.hta")),
    ],
    [
      "a whole line of any program",
      line("equals", 'mshta.exe "C:\\Program Files\\Contoso\\..\\Contoso\\setup.hta"'),
    ],
  ],
  sound: [
    ["a whole line, and the program", all(IMAGE, line("equals", `mshta.exe "${SETUP}"`))],
    [
      "an address of the own network, and the program",
      all(IMAGE, line("equals", "mshta.exe https://intranet.contoso.com/apps/setup.hta")),
    ],
    [
      "an address of a name of the own, and the program",
      all(IMAGE, line("equals", "mshta.exe https://apps.contoso.com/setup.hta")),
    ],
    [
      "one of two whole lines",
      all(IMAGE, {
        field: "CommandLine",
        op: "in",
        value: [`mshta.exe "${SETUP}"`, `mshta.exe "${SETUP}" /silent`],
      }),
    ],
    [
      "an expression with both ends",
      all(IMAGE, line("regex", '^mshta\\.exe "C:\\\\Program Files\\\\Contoso\\\\[a-z]+\\.hta"$')),
    ],
    [
      "a share of the own network",
      all(IMAGE, line("equals", "mshta.exe \\\\files\\apps\\setup.hta")),
    ],
    [
      "a server of components",
      all(IMAGE, line("equals", "C:\\Windows\\System32\\mshta.exe -Embedding")),
    ],
    [
      "a message box, as a whole",
      all(IMAGE, line("equals", "mshta.exe javascript:alert('Update finished');close();")),
    ],
    [
      "an own script, as a whole",
      all(IMAGE, line("equals", 'mshta vbscript:CreateObject("WScript.Shell").Run("notepad")')),
    ],
    [
      "a whole line with an account",
      all(IMAGE, line("equals", `mshta "${SETUP}"`), field("User", "equals", "CORP\\deploy")),
    ],
    [
      "the 32-bit program",
      all(
        field("Process", "equals", "C:\\Windows\\SysWOW64\\mshta.exe"),
        line("equals", 'mshta.exe "C:\\Program Files (x86)\\Contoso\\setup.hta"'),
      ),
    ],
    [
      "a whole address's folder that ends",
      all(IMAGE, line("startsWith", "mshta.exe http://intranet.contoso.com/apps/")),
    ],
  ],
};
