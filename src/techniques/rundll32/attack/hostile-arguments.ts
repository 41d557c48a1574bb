import type { Call } from "../calls.ts";

const FILES = ["x.exe", "C:\\Users\\Public\\x.exe"];
const PAGE = "http://x.example/x";

/** Arguments that make a call an attack. */
const HOSTILE: Readonly<Record<Call, readonly string[]>> = {
  dump: ["1 x full"],
  script: ["x"],
  secrets: [""],
  run: [...FILES, "cmd.exe"],
  browse: [...FILES, PAGE],
  install: [
    "C:\\Users\\Public\\x.inf",
    "C:\\Users\\Public\\x.inf,,1,",
    "DefaultInstall 132 C:\\Users\\Public\\x.inf",
  ],
  deploy: [PAGE],
  download: [PAGE],
  panel: ["C:\\Users\\Public\\x.cpl", "C:\\Users\\Public\\x", ".\\x.cpl"],
  webdav: ["x.example http://x.example/x", "x http://x/pipe/spoolss"],
  print: [
    "/in /n \\\\h\\x",
    "/ia /f C:\\Users\\Public\\x.inf",
    "/if /f C:\\Users\\Public\\x.inf",
    "/ga /n \\\\h\\x",
    "@x",
  ],
};

/** The endings of files that a call takes. */
const ENDINGS: Partial<Record<Call, readonly string[]>> = {
  run: [".exe"],
  browse: [".exe", ".hta"],
  install: [".inf"],
  panel: [".cpl"],
  print: [".inf"],
};

/** Arguments of a call that contain what an entry wants, most of which make it an attack. */
export function* adaptArguments(call: Call, texts: readonly string[]): Generator<string> {
  yield* HOSTILE[call];
  const endings = ENDINGS[call] ?? [""];
  for (const text of texts) {
    yield text;
    for (const hostile of HOSTILE[call]) yield* joinTexts(hostile, text);
    for (const ending of endings) {
      yield* leaveFolder(text, ending);
      yield* takeName(text, ending);
    }
    yield* takeHost(text);
    for (const other of texts) if (other !== text) yield* enclose(text, other, HOSTILE[call]);
  }
}

/** Arguments that make a call an attack, with what an entry wants of a whole line after them. */
export function* trailTexts(call: Call, texts: readonly string[]): Generator<string> {
  for (const hostile of HOSTILE[call]) {
    yield hostile;
    for (const text of texts) {
      yield `${hostile} ${text}`;
      yield `${hostile} "${text}"`;
    }
  }
}

function* joinTexts(hostile: string, text: string): Generator<string> {
  for (const between of [" ", ",", "", ' "', "\\", "?"]) yield `${hostile}${between}${text}`;
  for (const between of [" ", "", '" ', "\t", '"', ","]) yield `${text}${between}${hostile}`;
  yield `"${hostile}" ${text}`;
  yield `"${text}" ${hostile}`;
}

/** From a folder that a text names, or from what is taken for one, to the attacker's. */
function* leaveFolder(text: string, ending: string): Generator<string> {
  const out = `${"..\\".repeat(8)}Users\\Public\\x${ending}`;
  for (const end of ["", '"'])
    for (const between of ["", "\\", "x\\"]) yield `${text}${between}${out}${end}`;
  yield `${text}\\..\\..\\x${ending}`;
  const folder = text.slice(0, text.lastIndexOf("\\") + 1);
  const last = text.slice(folder.length);
  if (folder !== "") yield `${folder}${"..\\".repeat(8)}Users\\Public\\${last}`;
}

/** Files of the attacker's that are called as a text wants. */
function* takeName(text: string, ending: string): Generator<string> {
  const plain = text
    .replace(/^"/, "")
    .replace(/^[a-z]:/i, "")
    .replace(/^\\+/, "");
  for (const folder of ["C:\\Users\\Public\\", "C:\\Users\\Public\\x", ".\\", "\\\\h\\s\\"]) {
    yield `${folder}${plain}`;
    yield `${folder}${plain}${ending}`;
    yield `"${folder}${plain}`;
    yield `"${folder}${plain}"`;
    yield `DefaultInstall 132 ${folder}${plain}`;
  }
}

/** Addresses of the attacker's host that begin with a text, or contain it. */
function* takeHost(text: string): Generator<string> {
  const scheme = /^[a-z]+:/i.test(text) ? "" : "http://";
  for (const between of [".", "@", "", "-"]) yield `${scheme}${text}${between}x.example/x`;
  yield `http://x.example/${text}`;
  yield `http://x.example/?${text}`;
  yield `x.example http://x.example/${text}`;
  yield `http://${text.replace(/^[a-z]+:[\\/]*/i, "")}.x.example/x`;
}

/** What two conditions want, with what makes it an attack before, after or between them. */
function* enclose(text: string, other: string, hostile: readonly string[]): Generator<string> {
  for (const one of hostile) {
    yield `${text} ${one} ${other}`;
    yield `${text}${one}${other}`;
    yield `${one} ${text}${other}`;
    yield `${one} ${text} ${other}`;
  }
  for (const between of ["\\..\\..\\..\\..\\Users\\Public\\x", "..\\..\\..\\..\\Users\\Public\\x"])
    yield `${text}${between}${other}`;
}
