import { withoutVarying } from "../../windows/varying.ts";
import { parseRundll32, type Rundll32Line } from "./line.ts";

/**
 * The template of a rundll32 line: `module|export or #ordinal|arguments`, lower case, with what
 * varies replaced. Lines of the same use share it. It is for grouping and counting only: an
 * attacker can choose a line's template.
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
 * Texts (ASCII, lower case) that every line of the template contains, ignoring case: the module's
 * last part and the export. None if a `|` in the line itself makes the template's separators
 * uncertain.
 */
export function templateNeedles(template: string): string[] {
  if (template === "none" || template === "unknown") return [];
  const [module = "", name = "", ...rest] = template.split("|");
  // A module's own name may begin with "-", too: only these two are COM lines.
  if (/^-(sta|localserver)$/.test(module)) return longest(module.slice(1));
  if (rest.length !== 1) return [];
  const last = module.split("\\").at(-1) ?? "";
  return [...longest(last), ...(name.startsWith("#") ? [] : longest(name))];
}

function longest(text: string): string[] {
  const pieces = text.split(/<[a-z-]+>|[^\x20-\x7e]+/).filter((piece) => piece.length >= 3);
  const best = pieces.sort((a, b) => b.length - a.length)[0];
  return best ? [best] : [];
}
