import type { Condition } from "../../../hunt/conditions/condition.ts";
import { CALLED_MODULES, callsIn, findCall } from "../calls.ts";
import { parseRundll32 } from "../line.ts";
import { adaptArguments, trailTexts } from "./hostile-arguments.ts";
import { placeModules, spellPath } from "./module-spellings.ts";
import { JOINS, spellOrdinal } from "./spelling.ts";
import { type Limits, readLimits, readWants, type Wants } from "./wants.ts";

const IMAGES = [
  "rundll32",
  "rundll32.exe",
  "C:\\Windows\\System32\\rundll32.exe",
  '"C:\\Windows\\System32\\rundll32.exe"',
];

/**
 * Lines that load an attacker's module or misuse one of Windows, and contain what the entry wants.
 */
export function* adaptLines(when: Condition): Generator<string> {
  const wants = readWants(when);
  const limits = readLimits(when);
  yield* loadModules(wants, limits);
  yield* misuseModules(wants, limits);
  if (limits.isBound("line")) yield* continueLines(wants);
}

/** Lines that load a module of the attacker's own, where a user can write. */
function* loadModules(wants: Wants, limits: Limits): Generator<string> {
  const placed = limits.isBound("module")
    ? placeModules([...wants.module, ...wants.line])
    : [...wants.line.flatMap(ownModules), ...ANY_MODULES];
  const modules = limits.fitting("module", placed);
  const names = limits.fitting("name", ["a", ...wants.name, ...wants.line.flatMap(pieces)]);
  const tails = limits.fitting("arguments", listArguments(wants));
  for (const write of listWriters(wants, limits))
    for (const module of modules)
      for (const name of names) for (const tail of tails) yield write(module, name, tail);
}

/** Modules where an entry wants none in particular. */
const ANY_MODULES: readonly string[] = ["x", "x.dll", "\\\\h\\s\\x", "C:\\Users\\Public\\x"];

/** A text of the line as a module of the attacker's. */
function ownModules(text: string): string[] {
  const [module = ""] = text.split(",");
  const out = "..\\..\\..\\..\\Users\\Public\\x";
  const last = module.split("\\").at(-1) ?? "";
  return [module, `${module}${out}`, `C:\\Users\\Public\\${last}`, `%SystemRoot%\\Temp\\${last}`];
}

/** Lines that call what serves attackers in a module of Windows. */
function* misuseModules(wants: Wants, limits: Limits): Generator<string> {
  const texts = [...wants.arguments, ...wants.line];
  const writers = listWriters(wants, limits);
  for (const base of CALLED_MODULES) {
    const modules = limits.fitting("module", spellBase(base, wants, limits));
    if (modules.length === 0) continue;
    for (const [call, exports] of callsIn(base)) {
      const names = limits.fitting("name", spellExports(exports, wants));
      if (names.length === 0) continue;
      const adapted = limits.isBound("line")
        ? trailTexts(call, texts)
        : adaptArguments(call, texts);
      for (const args of limits.fitting("arguments", adapted))
        for (const module of modules)
          for (const name of names) for (const write of writers) yield write(module, name, args);
    }
  }
}

/** The names of a module of Windows, among them those that an entry wants. */
function spellBase(base: string, wants: Wants, limits: Limits): string[] {
  const path = `C:\\Windows\\System32\\${base}`;
  if (!limits.isBound("module")) return [base, path];
  const wanted = wants.module.filter((text) => text.toLowerCase().endsWith(base));
  const other = [
    `C:\\Windows\\SysWOW64\\${base}`,
    `C:\\Program Files\\Windows Photo Viewer\\${base}`,
  ];
  return [base, base.replace(/\.dll$/, ""), ...wanted, ...spellPath(path), ...other];
}

function spellExports(exports: readonly (string | number)[], wants: Wants): string[] {
  const all = exports.flatMap((one) =>
    typeof one === "number" ? spellOrdinal(one) : [one, `${one}W`, `${one}A`],
  );
  return wants.name.length > 0 ? all : all.filter((name) => !/[+0-9]{3}|[AW]$/.test(name));
}

type Write = (module: string, name: string, args: string) => string;

/** Ways to write a line: many, if the entry is about the line as written; else one or two. */
function listWriters({ options, line }: Wants, limits: Limits): Write[] {
  const starts = ["rundll32", ...options.map((option) => `rundll32 ${option}`)];
  const asWritten = limits.isBound("line") ? [...IMAGES, ...line.flatMap(asImage)] : [];
  const writer =
    (start: string, join: (typeof JOINS)[number]): Write =>
    (module, name, args) =>
      `${start} ${join(module, name)}${args && ` ${args}`}`;
  const joins = limits.isBound("line") ? JOINS : JOINS.slice(0, 2);
  return [
    ...starts.flatMap((start) => joins.map((join) => writer(start, join))),
    ...asWritten.flatMap((start) => JOINS.slice(0, 2).map((join) => writer(start, join))),
  ];
}

function asImage(text: string): string[] {
  return [text, `"${text}"`];
}

function listArguments({ arguments: args, line }: Wants): string[] {
  const texts = [...args, ...line];
  return ["", ...texts.flatMap((text) => [text, `"${text}"`]), texts.join(" ")];
}

/** Lines that begin with a text, or contain it, and go on with what makes them an attack. */
function* continueLines({ line }: Wants): Generator<string> {
  for (const text of line) {
    yield text;
    for (const start of ["", "rundll32 "]) {
      const begun = start + text;
      const { base, export: name, ordinal, args } = parseRundll32(begun);
      const call = findCall(base, name, ordinal);
      if (call !== undefined)
        for (const more of adaptArguments(call, args === "" ? [] : [args]))
          for (const between of [" ", "", ","]) yield `${begun}${between}${more}`;
      for (const rest of CONTINUATIONS) yield begun + rest;
    }
  }
}

const CONTINUATIONS: readonly string[] = [
  "..\\..\\..\\..\\Users\\Public\\x,a",
  "\\..\\..\\..\\..\\Users\\Public\\x,a",
  ...[",ShellExec_RunDLL x", ",#572 x", ",#24 1 x full", ",a"],
  ...[" x,a", " \\\\h\\s,a", " shell32.dll,ShellExec_RunDLL x", " comsvcs.dll,#24 1 x full"],
];

/** Lines that look like what the entry is for. */
export function imitatingLines(wants: Wants): string[] {
  const starts = [...IMAGES, ...wants.options.map((option) => `rundll32 ${option}`)];
  const tails = [...listArguments(wants), "x"].map((args) => args && ` ${args}`);
  const lines = modulesIn(wants).flatMap((module) =>
    ["a", ...wants.name, ...wants.line.flatMap(pieces)].flatMap((name) =>
      JOINS.map((join) => join(module, name)),
    ),
  );
  const made = ["x,a", ...lines].flatMap((line) =>
    starts.flatMap((start) => tails.map((tail) => `${start} ${line}${tail}`)),
  );
  return [...wants.line, ...made];
}

function modulesIn({ module, line }: Wants): string[] {
  return [...module, ...line]
    .map((text) => text.split(",")[0] ?? "")
    .filter((one) => /[\\.]/.test(one));
}

/** Words that can be an export: the whole text, and what follows its last comma. */
function pieces(text: string): string[] {
  return [text, text.split(",").at(-1) ?? ""]
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "" && !/[\s"]/.test(piece));
}
