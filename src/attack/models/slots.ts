import type { ProgramModel } from "./program-model.ts";

/**
 * What a name in braces stands for: an option's dash, an address or a file of the attacker's, an
 * argument that the program ignores, a remark in a script.
 */
type Slot = "{-}" | "{url}" | "{file}" | "{extra}" | "{remark}";

const SLOTS = /(\{(?:-|url|file|extra|remark)\})/;

/** A host of the attacker's: an address for documentation (RFC 5737), which stands for any other. */
const HOST = "203.0.113.9";
/** Where the attacker puts files. */
const FOLDERS = ["C:\\Users\\Public\\", "C:\\ProgramData\\", `\\\\${HOST}\\s\\`];
/** Leads from any folder of a drive to one of them; more steps than there are folders do no harm. */
const OUT = `${"..\\".repeat(6)}Users\\Public\\`;

/** A use in parts: each is a slot, or text as it is. */
export function divideUse(use: string): string[] {
  return use.split(SLOTS).filter((part) => part !== "");
}

/** Whether a use has a script, in which an argument cannot be in quotes. */
export function hasScript(use: string): boolean {
  return use.includes("(");
}

/** A part of a use with what an entry wants in it; the first choice contains none of that. */
export function slotChoices(
  part: string,
  texts: readonly string[],
  { dashes, ending, remarks }: ProgramModel,
  isScript: boolean,
): readonly string[] {
  const argument = (choices: readonly string[]) =>
    isScript ? choices.filter((text) => !/[\s"'()]/.test(text)) : choices.map(quoteBlanks);
  const all = texts.length > 1 ? [...texts, texts.join(" ")] : texts;
  switch (part as Slot) {
    case "{-}":
      return dashes.slice(0, 1);
    case "{url}":
      return [`http://${HOST}/x`, ...argument(texts.flatMap(listAddresses))];
    case "{file}":
      return [`${FOLDERS[0]}x${ending}`, ...argument(listFiles(texts, ending))];
    case "{extra}":
      return ["", ...all.flatMap((text) => [text, `"${text}"`])];
    case "{remark}":
      return ["", ...all.flatMap(remarks)];
    default:
      return [part];
  }
}

function quoteBlanks(argument: string): string {
  if (!/\s/.test(argument) || argument.includes('"')) return argument;
  // A backslash before the closing quote would make it a plain one.
  return `"${argument}${argument.endsWith("\\") ? "\\" : ""}"`;
}

/** Addresses of the attacker's that contain a text. */
function listAddresses(text: string): string[] {
  return [
    `http://${HOST}/${text}`,
    `http://${HOST}/?${text}`,
    ...(/[\\/?#]/.test(text) ? [] : [`http://${text}@${HOST}/x`]),
    ...(/^(?:https?|ftp):/i.test(text) ? continueAddress(text) : []),
  ];
}

/** What follows the beginning of an address, so that it leads to a host of the attacker's. */
function continueAddress(text: string): string[] {
  return [`${text}@${HOST}/x`, `${text}${text.endsWith(".") ? "" : "."}duckdns.org/x`];
}

/** Files of the attacker's whose name or folder contains one of the texts. */
function listFiles(texts: readonly string[], ending: string): string[] {
  const names = texts.flatMap((text) => fileNames(text, ending));
  return [
    ...FOLDERS.flatMap((folder) => names.map((name) => folder + name)),
    ...texts
      .filter((text) => /^(?:[a-z]:|\\\\)/i.test(text))
      .flatMap((text) => leaveFolder(text, ending)),
  ];
}

/** Names of files, with folders before them, that contain a text as far as a name can. */
function fileNames(text: string, ending: string): string[] {
  const name = text
    .replace(/^[a-z]:/i, "")
    .replace(/[<>:"|?*]/g, "")
    .replace(/^[\\/]+/, "");
  if (name === "" || name.length > 100) return [];
  const last = name.split(/[\\/]/).at(-1) ?? "";
  const names = last === "" || last === name ? [name] : [name, last];
  return names.flatMap((one) =>
    one.toLowerCase().endsWith(ending)
      ? [one]
      : [one + ending, `${one}${/[\\/]$/.test(one) ? "" : "\\"}x${ending}`, one],
  );
}

/** The beginning of a path, or a whole one, continued to a file where the attacker can write. */
function leaveFolder(text: string, ending: string): string[] {
  const folder = /[\\/]$/.test(text) ? text : `${text}\\`;
  return [`${folder}${OUT}x${ending}`, `${folder}x${ending}`, `${text}x${ending}`];
}

/** How quotes that a text opened can be closed. */
const CLOSES = ["", '"', "'", "'\""];

/** Lines that begin with a text: its last path or address is continued to what the attacker has. */
export function continueText(text: string, ending: string): string[] {
  const file = `x${ending}`;
  const ways = ["", OUT + file, `\\${OUT}${file}`, file, ...continueAddress("")];
  return ways.flatMap((way) => CLOSES.map((close) => text + way + close));
}

/** Lines that begin with a text and lead to a file that is called like another. */
export function endWith(text: string, texts: readonly string[]): string[] {
  return texts
    .map((other) => other.replace(/"$/, ""))
    .filter((other) => !/[<>:"|?*\\/]/.test(other))
    .flatMap((name) => [OUT + name, `\\${OUT}${name}`, name])
    .flatMap((way) => CLOSES.map((close) => text + way + close));
}
