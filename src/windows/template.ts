import { parseRundll32, type Rundll32Line } from "./rundll32.ts";

/**
 * What differs from start to start though the use is the same; in this order, on lower-case text.
 */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?/g, "<guid>"],
  [/\bs-1-\d+(?:-\d+)+/g, "<sid>"],
  [/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, "<ip>"],
  [/(\\users\\)[^\\"|]+/g, "$1<user>"],
  [/\bmsi[0-9a-f]+\.tmp\b/g, "msi<hex>.tmp"],
  [/(\\)[a-z0-9]{6,12}\.tmp\b/g, "$1<rnd>.tmp"],
  [/\b0x[0-9a-f]+\b/g, "<hex>"],
  [/(?<![a-z0-9])(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{8,}(?![a-z0-9])/g, "<hex>"],
];

/**
 * The template of a rundll32 line: `module|export or #ordinal|arguments`, lower case, with what
 * varies replaced. Lines of one use share it. It is for grouping and counting only: whoever writes
 * a line chooses its template.
 */
export function rundll32Template(line: string | Rundll32Line): string {
  const parsed = typeof line === "string" ? parseRundll32(line) : line;
  if (parsed.kind === "none" || parsed.kind === "unknown") return parsed.kind;
  if (parsed.kind === "com")
    return `-${parsed.export}|${withoutVarying(parsed.args.toLowerCase())}`;
  const module = withoutVarying(parsed.module.toLowerCase().replaceAll("/", "\\"));
  const name =
    parsed.ordinal === null ? withoutVarying(parsed.export.toLowerCase()) : `#${parsed.ordinal}`;
  return `${module}|${name}|${withoutVarying(parsed.args.toLowerCase()).replace(/\d{2,}/g, "<n>")}`;
}

/**
 * A text in lower case, in which what differs from start to start is replaced by its name in
 * brackets, such as `<user>`.
 */
function withoutVarying(text: string): string {
  return VARYING.reduce((rest, [pattern, by]) => rest.replace(pattern, by), text);
}

/**
 * What stands for each name in brackets, as an RE2 expression; a bracket of the text itself has a
 * name of its own.
 */
const VARIED: Readonly<Record<string, string>> = {
  "<guid>": "\\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\}?",
  "<sid>": "s-1-[0-9-]+",
  "<ip>": "[0-9]{1,3}(?:\\.[0-9]{1,3}){3}",
  "<user>": '[^\\\\"|]+',
  "<hex>": "(?:0x)?[0-9a-f]+",
  "<rnd>": "[a-z0-9]{6,12}",
  "<lt>": "<",
  "<gt>": ">",
};

/**
 * An RE2 expression, of the whole text (lower case), for all texts that differ from it in nothing
 * but what varies. A `<user>` that somebody wrote stands for itself.
 */
export function varyingExpression(text: string): string {
  const named = text.replace(/[<>]/g, (bracket) => (bracket === "<" ? "<lt>" : "<gt>"));
  const parts = withoutVarying(named).split(/(<(?:guid|sid|ip|user|hex|rnd|lt|gt)>)/);
  return `^${parts.map((part) => VARIED[part] ?? part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("")}$`;
}

/**
 * Texts (ASCII, lower case) that every line of the template contains in any case: the module's last
 * part and the export. None where a `|` of the line itself makes the template's own uncertain.
 */
export function templateNeedles(template: string): string[] {
  if (template === "none" || template === "unknown") return [];
  const [module = "", name = "", ...rest] = template.split("|");
  if (template.startsWith("-")) return longest(module.slice(1));
  if (rest.length !== 1) return [];
  const last = module.split("\\").at(-1) ?? "";
  return [...longest(last), ...(name.startsWith("#") ? [] : longest(name))];
}

function longest(text: string): string[] {
  const pieces = text.split(/<[a-z]+>|[^\x20-\x7e]+/).filter((piece) => piece.length >= 3);
  const best = pieces.sort((a, b) => b.length - a.length)[0];
  return best ? [best] : [];
}
