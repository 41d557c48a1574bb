import { parseRundll32, type Rundll32Line } from "../line.ts";

/** A rundll32 line, divided into the parts whose spelling an attacker can choose. */
export interface Written {
  readonly image: string;
  readonly module: string;
  readonly join: (module: string, name: string) => string;
  readonly name: string;
  /** What follows the export, with the blank before it. */
  readonly tail: string;
}

/** Ways to write a module and its export on a line. */
export const JOINS: readonly Written["join"][] = [
  (module, name) => `${module},${name}`,
  (module, name) => `"${module}",${name}`,
  (module, name) => `"${module},${name}"`,
  (module, name) => `"${module}" ${name}`,
  (module, name) => `${module} ${name}`,
  (module, name) => `${module}\t,, ${name}`,
];

export function writeLine({ image, module, join, name, tail }: Written): string {
  return `${image} ${join(module, name)}${tail}`;
}

/** Divides a known line into its parts; undefined if it names no module. */
export function takeApart(line: string): Written | undefined {
  const { kind, module, export: name, args } = parseRundll32(line);
  const image = /^("[^"]*"|[^ \t]*)/.exec(line)?.[0] ?? "";
  const join = JOINS[/\s/.test(module) ? 1 : 0] as Written["join"];
  return kind === "dll" ? { image, module, join, name, tail: args && ` ${args}` } : undefined;
}

/** Other spellings of a number that rundll32 reads as the same. */
export function spellOrdinal(ordinal: number): string[] {
  return [
    `#${ordinal}`,
    `#+${ordinal}`,
    `#0${ordinal}`,
    `#${ordinal + 65_536}`,
    `#${ordinal - 65_536}`,
  ];
}

/**
 * Other spellings of a module's path that open the same file. An export's name stays, because its
 * case matters.
 */
export function spellModule(module: string): string[] {
  const forward = module.replaceAll("\\", "/");
  const detour = module.replace(/\\([^\\]+)$/, "\\.\\$1");
  return [
    module,
    module.toUpperCase(),
    module.toLowerCase(),
    forward,
    detour,
    module.replace(/\.dll$/i, ""),
  ];
}

/** Whether rundll32 does the same with two lines. */
export function meansSame(one: Rundll32Line, other: Rundll32Line): boolean {
  return (
    one.kind === other.kind &&
    one.base === other.base &&
    (one.ordinal ?? one.export) === (other.ordinal ?? other.export)
  );
}
