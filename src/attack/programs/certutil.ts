import { type Abuse, foreignAddress, foreignSource } from "../models/abuse.ts";
import { readArguments } from "../models/options.ts";
import type { ProgramModel } from "../models/program-model.ts";

/** The line's own dashes and those of typography, which the program reads as one of them. */
const DASHES = ["-", "/", "\u2013", "\u2014", "\u2015", "\u2010", "\u2011", "\u2012"];

/** Files of a public-key infrastructure, which the program is for. */
const CERTIFICATE =
  /\.(?:cer|crt|crl|der|pem|p7b|p7c|p7m|pfx|p12|csr|req|rsp|ctl|stl|sst|b64|inf)$/i;
const PROGRAM =
  /\.(?:exe|dll|com|scr|cpl|ocx|sys|msi|ps1|bat|cmd|vbs|js|jse|vbe|wsf|hta|sct|lnk)$/i;
/** Where Windows keeps passwords. */
const SECRETS = /[\\/](?:config[\\/](?:sam|security|system)|ntds\.dit|lsass\S*\.dmp)$/i;

/** Each verb by its name; a line with another one is none that is known here. */
const VERBS: Readonly<Record<string, (operands: readonly string[]) => Abuse | undefined>> = {
  urlcache: findFetch,
  verifyctl: findFetch,
  url: findFetch,
  decode: findDecode,
  decodehex: findDecode,
  encode: findEncode,
  encodehex: findEncode,
  addstore: findTrust,
};

function findAbuse(line: string): Abuse | undefined {
  const { options, operands } = readArguments(line, DASHES);
  for (const option of options.map((one) => one.toLowerCase())) {
    const find = Object.hasOwn(VERBS, option) ? VERBS[option] : undefined;
    if (find) return find(operands);
  }
  return undefined;
}

/** Fetching what belongs to certificates is what the program is for, from wherever they are. */
function findFetch([address = "", then = ""]: readonly string[]): Abuse | undefined {
  const source = foreignAddress(address);
  if (!source || /^delete$/i.test(then)) return undefined;
  const [path = ""] = address.replace(/^\w+:[\\/]+[^\\/]*/, "").split(/[?#]/);
  if (source.rests === "name" && CERTIFICATE.test(path)) return undefined;
  return { ...source, words: `fetches ${source.words}` };
}

function findDecode([from = "", to = ""]: readonly string[]): Abuse | undefined {
  if (to === "" || /[\\/"]$/.test(from)) return undefined;
  const source = CERTIFICATE.test(to) ? undefined : foreignSource(from);
  if (source) return { ...source, words: `decodes what comes ${source.words}` };
  return PROGRAM.test(to) ? { words: "decodes a program", rests: "deed" } : undefined;
}

function findEncode([from = "", to = ""]: readonly string[]): Abuse | undefined {
  if (to === "") return undefined;
  if (SECRETS.test(from)) return { words: "encodes passwords of Windows", rests: "deed" };
  return PROGRAM.test(from) ? { words: "encodes a program", rests: "deed" } : undefined;
}

function findTrust([store = "", file = ""]: readonly string[]): Abuse | undefined {
  if (!/^(?:root|authroot|trustedpublisher)$/i.test(store)) return undefined;
  const source = foreignSource(file);
  return source && { ...source, words: `trusts a certificate ${source.words}` };
}

/**
 * certutil fetches files and decodes them. It refuses operands that it does not need, so that a text
 * has room only in its addresses and files. Facts: Microsoft's page on certutil; ATT&CK T1105, T1140.
 */
export const CERTUTIL_MODEL: ProgramModel = {
  program: "certutil",
  images: ["C:\\Windows\\System32\\certutil.exe", "C:\\Windows\\SysWOW64\\certutil.exe"],
  dashes: ["-", "/", "\u2013"],
  spellings: {},
  uses: [
    "{-}urlcache {-}f {url} {file}",
    "{-}urlcache {-}split {-}f {url} {file}",
    "{-}f {-}split {-}verifyctl {url}",
    "{-}URL {url}",
    "{-}decode {file} {file}",
    "{-}f {-}decodehex {file} {file}",
    "{-}f {-}encodehex C:\\Windows\\System32\\config\\SAM {file}",
    "{-}addstore {-}f root {file}",
  ],
  continuations: [" {-}f {url} {file}", " {url} {file}", " {file} {file}", " {file}"],
  ending: ".exe",
  remarks: () => [],
  // Written from Atomic Red Team (MIT, Red Canary, Inc.), T1105 and T1140, and recordings in samples/.
  knownLines: [
    "certutil -urlcache -split -f https://raw.githubusercontent.com/r/a.txt a.txt",
    "certutil -verifyctl -split -f https://raw.githubusercontent.com/r/a.txt",
    "certutil.exe -decode file.txt c:\\file.exe",
    "certutil.exe -encode c:\\file.exe file.txt",
  ],
  readLine: (line) => {
    const abuse = findAbuse(line);
    return () => abuse;
  },
};
