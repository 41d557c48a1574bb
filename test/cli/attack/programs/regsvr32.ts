import { all, type Entries, field, line } from "./entries.ts";

const IMAGE = field("Process", "equals", "C:\\Windows\\System32\\regsvr32.exe");
const AGENT = "C:\\Program Files\\Contoso\\agent.dll";

export const REGSVR32: Entries = {
  program: "regsvr32",
  rule: "regsvr32-odd-use",
  weak: [
    ["a folder anywhere in the line", line("contains", "C:\\Program Files\\Contoso\\")],
    ["a file's name", line("contains", "agent.dll")],
    ["how a line ends", line("endsWith", `"${AGENT}"`)],
    ["how a line begins", line("startsWith", 'regsvr32.exe /s "C:\\Program Files\\Contoso\\')],
    [
      "how a line begins and ends",
      all(line("startsWith", 'regsvr32 /s "C:\\Program Files\\'), line("endsWith", 'agent.dll"')),
    ],
    ["a whole path as an argument", line("hasToken", AGENT)],
    ["an expression without ends", line("regex", "agent(64)?\\.dll")],
    [
      "an expression with a beginning",
      line("regex", '^"?regsvr32(\\.exe)?"? /s "?C:\\\\Program Files\\\\Contoso\\\\.*'),
    ],
    ["a word", line("has", "contoso")],
    ["a wildcard", line("wildcard", "*regsvr32* /s *\\Contoso\\*.dll*")],
    ["an address of the own network", line("contains", "/i:http://intranet.contoso.com/")],
    [
      "the beginning of an address",
      all(line("contains", "http://intranet.contoso.com"), line("endsWith", "scrobj.dll")),
    ],
    ["the program and a name", all(IMAGE, line("contains", "ContosoShell.dll"))],
    [
      "a parent and an option",
      all(field("ActingProcessName", "endsWith", "\\msiexec.exe"), line("contains", "/s")),
    ],
    ["options that are always there", all(line("contains", " /s "), line("contains", ".dll"))],
    [
      "a file where a user can write",
      line("equals", "regsvr32 /s C:\\ProgramData\\Contoso\\agent.dll"),
    ],
    ["an account", all(field("User", "equals", "CORP\\deploy"), IMAGE)],
  ],
  sound: [
    ["a whole line, and the program", all(IMAGE, line("equals", `regsvr32 /s "${AGENT}"`))],
    [
      "a whole line of Windows, and the program",
      all(
        IMAGE,
        line("equals", '"C:\\Windows\\System32\\regsvr32.exe" /s C:\\Windows\\System32\\wuapi.dll'),
      ),
    ],
    [
      "one of two whole lines",
      all(IMAGE, {
        field: "CommandLine",
        op: "in",
        value: [`regsvr32 /s "${AGENT}"`, `regsvr32 /u /s "${AGENT}"`],
      }),
    ],
    [
      "a whole line with an account",
      all(IMAGE, line("equals", `regsvr32 /s "${AGENT}"`), field("User", "equals", "CORP\\deploy")),
    ],
    [
      "an own script runner",
      all(
        IMAGE,
        line("equals", 'regsvr32 /s /n /i:"C:\\Program Files\\Contoso\\setup.sct" scrobj.dll'),
      ),
    ],
    [
      "an expression with both ends",
      all(
        IMAGE,
        line("regex", '^regsvr32 /s "C:\\\\Program Files\\\\Contoso\\\\agent[0-9]\\.dll"$'),
      ),
    ],
    [
      "a whole line with a parent",
      all(
        IMAGE,
        line("equals", `regsvr32.exe /s "${AGENT}"`),
        field("ActingProcessName", "equals", "C:\\Windows\\System32\\msiexec.exe"),
      ),
    ],
    [
      "the 32-bit program",
      all(
        field("Process", "equals", "C:\\Windows\\SysWOW64\\regsvr32.exe"),
        line("equals", 'regsvr32 /s "C:\\Program Files (x86)\\Contoso\\agent.ocx"'),
      ),
    ],
    ["a short name", all(IMAGE, line("equals", "regsvr32 /s C:\\PROGRA~1\\Contoso\\agent.dll"))],
    [
      "a share of the own network",
      all(IMAGE, line("equals", "regsvr32 /s \\\\files\\apps\\agent.dll")),
    ],
    ["help", all(IMAGE, line("equals", "regsvr32 /?"))],
  ],
};
