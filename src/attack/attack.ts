import { type Condition, leavesOf } from "../hunt/condition.ts";
import type { SourceKnowledge } from "../hunt/event.ts";
import type { IgnoreEntry } from "../hunt/ignore.ts";
import { matcher } from "../hunt/matcher.ts";
import { parseRundll32 } from "../windows/rundll32.ts";
import { abuseOf, WRITABLE } from "./abuse.ts";
import { ACCEPTED, type Accepted } from "./accepted.ts";
import { mutants } from "./mutate.ts";
import { samplesOf } from "./sample.ts";
import { settings } from "./setting.ts";
import { JOINS } from "./spelling.ts";

/** A line that an entry hides though it is an attack. */
export interface Bypass {
  readonly line: string;
  /** Why it is an attack. */
  readonly abuse: string;
}

const RUNDLL32 = ["C:\\Windows\\System32\\rundll32.exe", "C:\\Windows\\SysWOW64\\rundll32.exe"];
/** Any program can be called so. */
const IMPOSTOR = "C:\\Users\\Public\\rundll32.exe";
const IMAGES = ["rundll32", "rundll32.exe", "C:\\Windows\\System32\\rundll32.exe", '"C:\\Windows\\System32\\rundll32.exe"'];
const DANGEROUS_NAMES = ["ShellExec_RunDLL", "#44", "OpenURL", "#24", "LaunchINFSection", "RouteTheCall"];
/** A stranger's module, by a path and by a bare name. */
const STRANGERS = ["\\\\h\\s,a", "x,a"];
const SYSTEM_USES = ["shell32.dll,ShellExec_RunDLL x", "shell32.dll,#44 x", "url.dll,OpenURL x", "comsvcs.dll,#24 1 x full"];
/** How many mutants of known lines are tried after the lines that are bent towards the entry: under a second. */
const TRIES = 3_000;

/**
 * Tries to hide an attack behind an entry: rundll32 loads what a user put somewhere, or a module of Windows that runs its
 * arguments, and everything that whoever starts it chooses is bent towards the entry's conditions: the name the program is
 * called by, folder and name of the module, export, ordinal, quotes, arguments, and who started it. The parsed meaning of each
 * line is checked.
 * @returns the shortest line that gets through; undefined where none of the tried ones does
 */
export function attack({ when }: Pick<IgnoreEntry, "when">, knowledge: SourceKnowledge, tries = TRIES): Bypass | undefined {
  const hides = matcher(when, knowledge);
  const eventsOf = settings(when, knowledge);
  let best: Bypass | undefined;
  const attempt = (line: string) => {
    if (best !== undefined && line.length >= best.line.length) return;
    const parsed = parseRundll32(line);
    for (const image of RUNDLL32) {
      const abuse = abuseOf(parsed, image);
      if (abuse && eventsOf(line, image).some(hides)) best = { line, abuse };
    }
  };
  for (const line of attacks(when)) attempt(line);
  for (const line of mutants(textsOf(when), tries)) attempt(line);
  for (const line of imitations(when)) {
    if (best !== undefined) break;
    if (eventsOf(line, IMPOSTOR).some(hides)) best = { line, abuse: `is the line of ${IMPOSTOR}, which is another program` };
  }
  return best;
}

/** What an entry hides of what is accepted, with the reason. */
export function accepted({ when }: Pick<IgnoreEntry, "when">, knowledge: SourceKnowledge): readonly Accepted[] {
  const hides = matcher(when, knowledge);
  const eventsOf = settings(when, knowledge);
  return ACCEPTED.filter(({ lines }) => lines.some((line) => eventsOf(line, RUNDLL32[0] ?? "").some(hides)));
}

function textsOf(when: Condition): string[] {
  return [...new Set(leavesOf(when).flatMap(samplesOf))].filter((text) => text !== "" && text.length < 300);
}

function* attacks(when: Condition): Generator<string> {
  const texts = textsOf(when);
  const names = [...new Set(["a", ...texts.flatMap(pieces)])];
  const modules = [...new Set([...texts.flatMap(modulesOf), ...WRITABLE.map((folder) => `${folder}x`)])];
  const tails = ["", ...texts.flatMap((text) => [` ${text}`, ` "${text}"`]), ` ${texts.join(" ")}`];
  for (const tail of tails) {
    for (const module of modules) for (const name of names) for (const join of JOINS) yield `rundll32 ${join(module, name)}${tail}`;
    for (const image of [...IMAGES, ...texts.flatMap((text) => [text, `"${text}"`])]) {
      for (const use of [...STRANGERS, ...SYSTEM_USES]) yield `${image} ${use}${tail}`;
    }
  }
  for (const text of texts) for (const use of ["", ...SYSTEM_USES]) yield* continued(text, use);
  yield* named(texts, DANGEROUS_NAMES);
}

/** Lines that look like what the entry is for. */
function* imitations(when: Condition): Generator<string> {
  const texts = textsOf(when);
  yield* named(texts, ["a", ...texts.flatMap(pieces)]);
}

/** The entry's own modules with the given exports. */
function* named(texts: readonly string[], names: readonly string[]): Generator<string> {
  const modules = texts.map((text) => text.split(",")[0] ?? "").filter((module) => /[\\.]/.test(module));
  for (const image of IMAGES)
    for (const module of modules) for (const name of names) for (const join of JOINS) yield `${image} ${join(module, name)} x`;
}

/** The text as the line's beginning, with what makes it an attack behind it. */
function* continued(text: string, use: string): Generator<string> {
  yield text;
  yield `${text} ${use}`;
  yield `${text},ShellExec_RunDLL x`;
  yield `${text},#44 x`;
}

/** A module of the attacker's that is called like what the entry wants: the text itself, and its last part, wherever a user can write. */
function modulesOf(text: string): string[] {
  const [module = ""] = text.split(",");
  const last = module.split("\\").at(-1) ?? "";
  const name = last.replace(/[<>:"|?*]/g, "");
  const inner = text.replace(/[<>:"|?*]/g, "").replaceAll("\\", "");
  const called = [name, inner].filter((one) => one !== "" && one.length < 100);
  return [module, ...called, ...WRITABLE.flatMap((folder) => called.map((one) => folder + one))].filter((one) => one !== "");
}

/** Words that can stand as an export: the whole, and what follows a comma. */
function pieces(text: string): string[] {
  return [text, text.split(",").at(-1) ?? ""].map((piece) => piece.trim()).filter((piece) => piece !== "" && !/[\s"]/.test(piece));
}
