import { commandLineTokens } from "../../../windows/command-line.ts";
import { decodeScript } from "./script.ts";

/** What a line starts: a file, or a script in the line. */
export type Start =
  | { readonly kind: "file"; readonly file: string }
  | { readonly kind: "script"; readonly script: string };

/** Hyphen and slash, and the dashes of typography. */
export const DASHES = ["-", "/", "\u2013", "\u2014", "\u2015"];

interface Option {
  readonly name: string;
  /** The shortest beginning of the name by which it is known. */
  readonly least: string;
  readonly alias?: string;
  readonly does: "nothing" | "takes a value" | "file" | "command" | "encoded" | "ends";
}

/**
 * In this order: the first option that fits is meant. Facts: PowerShell's own reader of its line
 * (CommandLineParameterParser, MIT) and Microsoft's page about_PowerShell_exe.
 */
const OPTIONS: readonly Option[] = [
  { name: "version", least: "v", does: "takes a value" },
  { name: "help", least: "h", alias: "?", does: "ends" },
  { name: "nologo", least: "nol", does: "nothing" },
  { name: "noexit", least: "noe", does: "nothing" },
  { name: "noprofile", least: "nop", does: "nothing" },
  { name: "noninteractive", least: "noni", does: "nothing" },
  { name: "sta", least: "sta", does: "nothing" },
  { name: "mta", least: "mta", does: "nothing" },
  { name: "command", least: "c", does: "command" },
  { name: "windowstyle", least: "w", does: "takes a value" },
  { name: "file", least: "f", does: "file" },
  { name: "executionpolicy", least: "ex", alias: "ep", does: "takes a value" },
  { name: "inputformat", least: "inp", alias: "if", does: "takes a value" },
  { name: "outputformat", least: "o", alias: "of", does: "takes a value" },
  { name: "encodedcommand", least: "e", alias: "ec", does: "encoded" },
];

/** Some other spellings of options in the models' uses. */
export const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  c: ["command", "Com", "C"],
  Command: ["c", "com", "CoMMand"],
  File: ["f", "fi", "FILE"],
  NoProfile: ["nop", "NoPro", "noni"],
  WindowStyle: ["w", "win", "WiNd"],
  ExecutionPolicy: ["ep", "ex", "exec"],
  EncodedCommand: ["e", "ec", "enc", "EnCoDe"],
};

function findOption(token: string): Option | undefined {
  if (!DASHES.includes(token.charAt(0))) return undefined;
  const key = token.slice(1).toLowerCase();
  return OPTIONS.find(
    ({ name, least, alias }) =>
      key === alias || (key.length >= least.length && name.startsWith(key)),
  );
}

/**
 * What the line starts; undefined if nothing, or what is encoded cannot be read. What begins with no
 * option is the script's first word in Windows PowerShell, and a file in PowerShell 7.
 */
export function readStart(line: string, bare: "file" | "command"): Start | undefined {
  const tokens = commandLineTokens(line);
  for (let at = 1; at < tokens.length; at += 1) {
    const token = tokens[at] ?? "";
    const option = findOption(token);
    const rest = tokens.slice(at + (option ? 1 : 0));
    switch (option?.does ?? bare) {
      case "nothing":
        break;
      case "takes a value":
        at += 1;
        break;
      case "encoded": {
        const script = decodeScript(rest[0] ?? "");
        return script === undefined ? undefined : { kind: "script", script };
      }
      case "file":
        return { kind: "file", file: rest[0] ?? "" };
      case "command":
        return { kind: "script", script: rest.join(" ") };
      default:
        return undefined;
    }
  }
  return undefined;
}
