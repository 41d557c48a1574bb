import { type Abuse, foreignAddress, foreignFile } from "../../models/abuse.ts";

/** A script as an encoded command: Base64 of UTF-16, the low byte first. */
export function encodeScript(script: string): string {
  const bytes = [...script].flatMap((letter) => [letter.charCodeAt(0), 0]);
  return btoa(String.fromCharCode(...bytes));
}

/** Undefined if the text is not such a script. */
export function decodeScript(text: string): string | undefined {
  if (!/^[a-z0-9+/]+={0,2}$/i.test(text) || text.length % 4 !== 0) return undefined;
  const bytes = atob(text);
  let script = "";
  for (let at = 0; at + 1 < bytes.length; at += 2)
    script += String.fromCharCode(bytes.charCodeAt(at) + 256 * bytes.charCodeAt(at + 1));
  return script;
}

/** Why running a file is hostile. It takes only what is called a script. */
export function findInFile(file: string): Abuse | undefined {
  const source = /\.ps1$/i.test(file) ? foreignFile(file) : undefined;
  return source && { ...source, words: `runs a script ${source.words}` };
}

/** Where a command begins; `=` gives its output to a variable. */
const BEGIN = "(?:^|[;|&({=\\n])\\s*";
const RUNS = new RegExp(`${BEGIN}(?:iex|invoke-expression)\\b`, "i");
const FETCHES =
  /\b(?:iwr|irm|curl|wget|invoke-webrequest|invoke-restmethod|downloadstring|downloaddata|openread)\b/i;
const SAVES = /\b(?:downloadfile|start-bitstransfer)\b|\s-outf/i;
const STARTS = new RegExp(`${BEGIN}(?:start|saps|start-process|ii|invoke-item)\\b`, "i");
const ADDRESS = /(?:https?|ftp):[\\/]{2}[^\s'"()|;,]+/gi;
const DECODES = /\bfrombase64string\b/i;
const LOADS = /\bassembly\]::load\b|\[scriptblock\]::create\b/i;

/** A file that is called: in quotes behind `&` or a dot, or as it is where a command begins. */
const QUOTED_CALL = /(?:^|[;|({&\s])[&.]\s*(?:'([^']*)'|"([^"]*)")/g;
const CALL = new RegExp(
  `${BEGIN}(?:[&.]\\s*|(?:start|saps|start-process)\\s+)?((?:[a-z]:[\\\\/]|\\\\\\\\)[^\\s;|)'"]*)`,
  "gi",
);
const RUN_FILES = /\.(?:ps1|exe|com|scr|bat|cmd|vbs|js|jse|wsf|hta|dll)$/i;

/** Why a script is hostile, as far as it says so plainly. Comments say nothing. */
export function findInScript(written: string): Abuse | undefined {
  const script = withoutComments(written);
  if (DECODES.test(script) && (RUNS.test(script) || LOADS.test(script)))
    return { words: "runs what is encoded in it", rests: "deed" };
  return findFetched(script) ?? findCalled(script);
}

function withoutComments(script: string): string {
  const [first = "", ...others] = script.split("<#");
  const behind = others.map((part) => {
    const end = part.indexOf("#>");
    return end < 0 ? "" : part.slice(end + 2);
  });
  return [first, ...behind].join(" ").replace(/(^|[\s;(){}|])#[^\n]*/g, "$1");
}

function findFetched(script: string): Abuse | undefined {
  const sources = (script.match(ADDRESS) ?? []).flatMap((text) => foreignAddress(text) ?? []);
  const certain = sources.find(({ rests }) => rests !== "name");
  // Programs are installed like this from the sites of those who make them.
  if (certain && SAVES.test(script) && STARTS.test(script))
    return { ...certain, words: `fetches a file ${certain.words} and starts a program` };
  const source = certain ?? sources[0];
  return source && runsFetched(script)
    ? { ...source, words: `fetches a script ${source.words} and runs it` }
    : undefined;
}

/** Whether one statement fetches and runs, or one runs a variable into which another one fetched. */
function runsFetched(script: string): boolean {
  const fetched: string[] = [];
  for (const statement of script.split(/[;\n]/)) {
    const runs = RUNS.test(statement);
    if (FETCHES.test(statement)) {
      if (runs) return true;
      const variable = /^\s*(\$\w+)\s*=/.exec(statement)?.[1];
      if (variable !== undefined) fetched.push(variable.toLowerCase());
    } else if (runs && fetched.some((one) => statement.toLowerCase().includes(one))) return true;
  }
  return false;
}

function findCalled(script: string): Abuse | undefined {
  const called = [...script.matchAll(QUOTED_CALL), ...script.matchAll(CALL)].map(
    ([, one, other]) => one ?? other ?? "",
  );
  const [source] = called.flatMap((file) =>
    RUN_FILES.test(file) ? (foreignFile(file) ?? []) : [],
  );
  return source && { ...source, words: `runs a file ${source.words}` };
}
