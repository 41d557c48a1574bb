import { together } from "../../../attack/sample.ts";
import { wantedTexts } from "../../../attack/wanted-texts.ts";
import type { Condition } from "../../../hunt/conditions/condition.ts";
import { WRITABLE } from "../../../windows/writable.ts";
import { JOINS } from "./spelling.ts";

/** Texts that an entry's conditions want, by the part of a line in which they can occur. */
export interface Wants {
  readonly module: readonly string[];
  readonly name: readonly string[];
  readonly arguments: readonly string[];
  readonly options: readonly string[];
  /** Anywhere in the line as written. */
  readonly line: readonly string[];
  /** The program's own path. */
  readonly image: readonly string[];
}

const FIELDS: Readonly<Record<keyof Wants, RegExp>> = {
  module: /Rundll32(Module|Base)$/,
  name: /Rundll32(Export|Ordinal)$/,
  arguments: /Rundll32Arguments$/,
  options: /Rundll32Options$/,
  line: /CommandLine$/,
  image: /^(Target|Acting)?Process(Name)?$/,
};

export function readWants(when: Condition): Wants {
  const of = (part: keyof Wants) => wantedTexts(when, (field) => FIELDS[part].test(field));
  return {
    module: together(of("module")),
    name: of("name").map((name) => (/^\d+$/.test(name) ? `#${name}` : name)),
    ...{ arguments: of("arguments"), options: of("options"), line: of("line"), image: of("image") },
  };
}

/** All texts that can occur in a line. */
export function listTexts({ image: _, ...parts }: Wants): string[] {
  return [...new Set(Object.values(parts).flat())];
}

const IMAGES = [
  "rundll32",
  "rundll32.exe",
  "C:\\Windows\\System32\\rundll32.exe",
  '"C:\\Windows\\System32\\rundll32.exe"',
];
const DANGEROUS_NAMES = [
  "ShellExec_RunDLL",
  "#44",
  "OpenURL",
  "#24",
  "LaunchINFSection",
  "RouteTheCall",
];
/**
 * An attacker's module, by a path and by a bare name, and modules of Windows that run their
 * arguments.
 */
const USES = [
  ...["\\\\h\\s,a", "x,a"],
  ...[
    "shell32.dll,ShellExec_RunDLL x",
    "shell32.dll,#44 x",
    "url.dll,OpenURL x",
    "comsvcs.dll,#24 1 x full",
  ],
];

/**
 * Lines that load an attacker's module or misuse one of Windows, and contain what the entry wants.
 */
export function* adaptLines(wants: Wants): Generator<string> {
  const starts = ["rundll32", ...wants.options.map((option) => `rundll32 ${option}`)];
  const modules = new Set(
    [...wants.module, ...wants.line]
      .flatMap(callLike)
      .concat(WRITABLE.map((folder) => `${folder}x`)),
  );
  const names = new Set(["a", ...wants.name, ...wants.line.flatMap(pieces)]);
  const images = [...IMAGES, ...starts, ...wants.line.flatMap((text) => [text, `"${text}"`])];
  for (const tail of listTails(wants)) {
    for (const start of starts)
      for (const module of modules)
        for (const name of names)
          for (const join of JOINS) yield `${start} ${join(module, name)}${tail}`;
    for (const image of images) for (const use of USES) yield `${image} ${use}${tail}`;
  }
  for (const text of wants.line) yield* continueText(text);
  yield* nameExports(wants, DANGEROUS_NAMES);
}

function listTails({ arguments: args, line }: Wants): string[] {
  const texts = [...args, ...line];
  return [
    ...new Set(["", ...texts.flatMap((text) => [` ${text}`, ` "${text}"`]), ` ${texts.join(" ")}`]),
  ];
}

/** Lines that look like what the entry is for. */
export function imitatingLines(wants: Wants): string[] {
  const starts = [...IMAGES, ...wants.options.map((option) => `rundll32 ${option}`)];
  const tails = [...listTails(wants), " x"];
  const lines = modulesIn(wants).flatMap((module) =>
    ["a", ...wants.name, ...wants.line.flatMap(pieces)].flatMap((name) =>
      JOINS.map((join) => join(module, name)),
    ),
  );
  return ["x,a", ...lines].flatMap((line) =>
    starts.flatMap((start) => tails.map((tail) => `${start} ${line}${tail}`)),
  );
}

function modulesIn({ module, line }: Wants): string[] {
  return [...module, ...line]
    .map((text) => text.split(",")[0] ?? "")
    .filter((one) => /[\\.]/.test(one));
}

/** Lines with the modules that the entry wants and the given exports. */
function* nameExports(wants: Wants, names: readonly string[]): Generator<string> {
  for (const image of IMAGES)
    for (const module of modulesIn(wants))
      for (const name of names) for (const join of JOINS) yield `${image} ${join(module, name)} x`;
}

/** Lines that begin with the text and go on with what makes them an attack. */
function* continueText(text: string): Generator<string> {
  yield text;
  if (text.endsWith("\\")) yield `${text}..\\..\\..\\..\\Users\\Public\\x,a`;
  for (const use of USES) yield `${text} ${use}`;
  yield `${text},ShellExec_RunDLL x`;
  yield `${text},#44 x`;
}

/**
 * Modules of the attacker's own with the name that the entry wants: the text itself, and its last
 * part wherever a user can write.
 */
function callLike(text: string): string[] {
  const [module = ""] = text.split(",");
  const last = module.split("\\").at(-1) ?? "";
  const name = last.replace(/[<>:"|?*]/g, "");
  const inner = text.replace(/[<>:"|?*]/g, "").replaceAll("\\", "");
  const called = [name, inner].filter((one) => one !== "" && one.length < 100);
  const out = /^[a-z]:.*\\$/i.test(module) ? [`${module}..\\..\\..\\..\\Users\\Public\\x.dll`] : [];
  return [
    module,
    ...out,
    ...called,
    ...WRITABLE.flatMap((folder) => called.map((one) => folder + one)),
  ].filter((one) => one !== "");
}

/** Words that can be an export: the whole text, and what follows its last comma. */
function pieces(text: string): string[] {
  return [text, text.split(",").at(-1) ?? ""]
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "" && !/[\s"]/.test(piece));
}
