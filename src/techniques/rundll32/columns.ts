import { trimEnd } from "../../hunt/base/trim-end.ts";
import { fullPath } from "../../windows/path.ts";
import { parseRundll32, type Rundll32Line } from "./line.ts";
import { findSigns } from "./signs.ts";
import { rundll32Template } from "./template.ts";

/** The columns of a line of rundll32, in the order in which pages name them. */
export const COLUMNS: readonly string[] = [
  "Rundll32Kind",
  "Rundll32Module",
  "Rundll32Base",
  "Rundll32Export",
  "Rundll32Ordinal",
  "Rundll32Arguments",
  "Rundll32Options",
  "Rundll32Flags",
  "Rundll32Signs",
  "Rundll32Template",
];

export function rundll32Columns(line: string): Readonly<Record<string, string>> {
  const parsed = parseRundll32(line);
  const base = baseName(parsed);
  return {
    Rundll32Kind: parsed.kind,
    Rundll32Module: fullPath(parsed.module),
    Rundll32Base: base,
    Rundll32Export: parsed.export,
    Rundll32Ordinal: parsed.ordinal === null ? "" : String(parsed.ordinal),
    Rundll32Arguments: parsed.args,
    Rundll32Options: parsed.options,
    Rundll32Flags: parsed.flags.join(" "),
    Rundll32Signs: findSigns({ ...parsed, base }).join(" "),
    Rundll32Template: rundll32Template(parsed),
  };
}

/**
 * Blanks and dots at the end of a file's name are not part of it, and `x.dll\\.` is x.dll: a name
 * that is written to evade detection must not score less.
 */
function baseName({ base, module }: Rundll32Line): string {
  const named = trimEnd(base, /[. ]/);
  return (
    named ||
    (
      fullPath(module)
        .split("\\")
        .findLast((part) => part !== "" && part !== ".") ?? ""
    ).toLowerCase()
  );
}
