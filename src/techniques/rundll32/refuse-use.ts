import type { ValuesIn } from "../technique.ts";
import { type Abuse, findAbuse } from "./abuse.ts";
import type { Rundll32Line } from "./line.ts";

const REASONS: Readonly<Record<Abuse["what"], string>> = {
  script: "no script is normal here",
  class: "it starts a class, and whoever registers another one hides behind the entry",
  replaced: "its module is where others can write, and whoever replaces it hides behind the entry",
  sought: "its module is sought where others can write, and whoever puts one there hides, too",
  call: "its export does what attackers want; whoever uses it so hides, too",
};

/**
 * Why no entry should hide a use: its module is not certain, or its line does for everybody what an
 * attack does, so that one would always hide behind the entry (src/attack). The latter is only
 * asked of a single line: a use with several has no value for its parts.
 */
export function refuseUse(valuesIn: ValuesIn, images: readonly string[]): string | undefined {
  const firstIn = (column: string): string | undefined => valuesIn(column)[0];
  const kinds = valuesIn("Rundll32Kind");
  if (!kinds.every((kind) => kind === "dll" || kind === "com"))
    return "it is not certain which module it loads, and no such line is normal";
  const [base, ordinal] = [firstIn("Rundll32Base"), firstIn("Rundll32Ordinal")];
  if (base === undefined) return undefined;
  const line: Rundll32Line = {
    kind: kinds.includes("com") ? "com" : "dll",
    module: firstIn("Rundll32Module") ?? "",
    base,
    // Without an export nothing is called, but what an entry leaves out an attacker chooses.
    export: firstIn("Rundll32Export") || "x",
    ordinal: ordinal ? Number(ordinal) : null,
    args: firstIn("Rundll32Arguments") ?? "",
    options: firstIn("Rundll32Options") ?? "",
    flags: [],
  };
  const abuse = findAbuse(line, images[0]);
  return abuse && REASONS[abuse.what];
}
