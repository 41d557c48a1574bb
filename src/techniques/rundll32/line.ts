import { trimEnd } from "../../hunt/base/trim-end.ts";
import { withoutDevice } from "../../windows/path.ts";

/**
 * How rundll32 reads its own command line. Sources: the ReactOS and Wine sources (facts only) and
 * the 45 vectors in test/fixtures/rundll32-parse-vectors.jsonl.
 */
export interface Rundll32Line {
  /** none: no module given; unknown: no line, or one whose program name is not certain. */
  readonly kind: "dll" | "script" | "com" | "none" | "unknown";
  /** The module as written, without quotes. */
  readonly module: string;
  /** The last part of the module, in lower case, with `.dll` added if it has no extension. */
  readonly base: string;
  /** The export as written; `sta` or `localserver` for a COM line. */
  readonly export: string;
  /** The export's number, modulo 65536, if it is one. */
  readonly ordinal: number | null;
  /** What follows the export, unchanged. */
  readonly args: string;
  /** Options before the module, as written; rundll32 skips them. */
  readonly options: string;
  readonly flags: readonly string[];
}

const NOTHING: Omit<Rundll32Line, "kind"> = {
  module: "",
  base: "",
  export: "",
  ordinal: null,
  args: "",
  options: "",
  flags: [],
};

export function parseRundll32(line: string): Rundll32Line {
  const image = skipImage(line);
  if (image === undefined) return { kind: "unknown", ...NOTHING };
  const { options, rest } = afterOptions(image.rest);
  if (rest === "") return { kind: "none", ...NOTHING, options };
  const com = /^[-/](sta|localserver)(?:[ \t]+(.*))?$/is.exec(rest);
  if (com)
    return {
      kind: "com",
      ...NOTHING,
      options,
      export: (com[1] ?? "").toLowerCase(),
      args: withoutBlanks(com[2] ?? ""),
    };
  return withModule(rest, options);
}

/**
 * What follows the program's name; undefined if the name is empty (the line begins with a blank) or
 * contains a quote or a control character. Windows' own parsers read such a name in more than one
 * way, so nothing that follows can be trusted.
 */
function skipImage(line: string): { rest: string } | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be refused
  if (line.trim() === "" || /[\u0000-\u0008\u000a-\u001f]/.test(line)) return undefined;
  const match = /^(?:"[^"]*"(?=[ \t]|$)|[^ \t"]+(?=[ \t]|$))/.exec(line);
  return match ? { rest: line.slice(match[0].length).replace(/^[ \t]+/, "") } : undefined;
}

function afterOptions(text: string): { options: string; rest: string } {
  const options =
    /^(?:\/(?!\/)(?!sta(?:[ \t]|$)|localserver(?:[ \t]|$))[^ \t]*(?:[ \t]+|$))*/i.exec(text)?.[0] ??
    "";
  return { options: withoutBlanks(options), rest: text.slice(options.length) };
}

function withModule(text: string, options: string): Rundll32Line {
  const quoted = /^"([^"]*)"?/.exec(text);
  const script = /^(?:javascript|vbscript|about):/i.test(text);
  const written = quoted?.[0] ?? /^[^, \t]*/.exec(text)?.[0] ?? "";
  const module = quoted?.[1] ?? written;
  const after = text.slice(written.length).replace(/^[, \t]+/, "");
  const { name, rest } = parseExport(after);
  const ordinal = parseOrdinal(name);
  const base = parseBase(module, script);
  const flags = findFlags({
    module,
    base: base.name,
    added: base.added,
    name,
    ordinal,
    args: rest,
    text,
    script,
  });
  return {
    kind: script ? "script" : "dll",
    module,
    base: base.name,
    export: name,
    ordinal,
    args: rest,
    options,
    flags,
  };
}

function parseExport(text: string): { name: string; rest: string } {
  const quoted = /^"([^"]*)"?[ \t]*/.exec(text);
  if (quoted) return { name: quoted[1] ?? "", rest: text.slice(quoted[0].length) };
  const plain = /^[^ \t]*/.exec(text)?.[0] ?? "";
  return {
    name: plain,
    rest: withoutBlanks(text.slice(plain.length)),
  };
}

/** Only blanks and tabs separate arguments: other white space is part of a file's name. */
function withoutBlanks(text: string): string {
  return trimEnd(text.replace(/^[ \t]+/, ""), /[ \t]/);
}

function parseOrdinal(name: string): number | null {
  const match = /^#([+-]?)(\d+)$/.exec(name);
  if (!match) return null;
  const value = BigInt(`${match[1] === "-" ? "-" : ""}${match[2] ?? "0"}`);
  return Number(BigInt.asUintN(16, value));
}

function parseBase(module: string, script: boolean): { name: string; added: boolean } {
  const last =
    module.replaceAll("/", "\\").replaceAll('"', "").split("\\").at(-1)?.toLowerCase() ?? "";
  if (last.endsWith(".")) return { name: last.slice(0, -1), added: true };
  const added = !last.includes(".");
  return { name: added && (last !== "" || script) ? `${last}.dll` : last, added };
}

interface Parts {
  readonly module: string;
  readonly base: string;
  readonly added: boolean;
  readonly name: string;
  readonly ordinal: number | null;
  readonly args: string;
  readonly text: string;
  readonly script: boolean;
}

const USUAL = /\.(dll|cpl|ocx|inf|drv)$/;

function findFlags(parts: Parts): string[] {
  const path = withoutDevice(parts.module.replaceAll("/", "\\"));
  const odd = !parts.added && !USUAL.test(parts.base) && !parts.script;
  const tests: readonly (readonly [string, boolean])[] = [
    [
      "ads",
      /^.{2,}:/.test(path.replace(/^[a-z]:/i, "..")) &&
        !parts.script &&
        path.replace(/^[a-z]:/i, "").includes(":"),
    ],
    ["caret", parts.text.includes("^")],
    ["env-var", /%[^%\s]+%/.test(path)],
    ["no-entry", parts.name === ""],
    ["no-extension", parts.added],
    ["obfuscated-ordinal", parts.ordinal !== null && parts.name !== `#${parts.ordinal}`],
    ["odd-extension", odd],
    ["ordinal", parts.ordinal !== null],
    ["script", parts.script],
    ["traversal", /(^|\\)\.\.(\\|$)/.test(path)],
    ["unc", /^\\\\(?![?.]\\)/.test(path)],
  ];
  return tests.filter(([, holds]) => holds).map(([flag]) => flag);
}
