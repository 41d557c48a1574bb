import type { SourceKnowledge } from "../hunt/conditions/event.ts";
import { matcher } from "../hunt/conditions/matcher.ts";
import type { IgnoreEntry } from "../hunt/ignore/ignore.ts";
import { parseRundll32 } from "../windows/rundll32.ts";
import { abuseOf } from "./abuse.ts";
import { ACCEPTED, type Accepted } from "./accepted.ts";
import {
  bentLines,
  imitatingLines,
  impostors,
  textsOf,
  type Wants,
  wantsOf,
} from "./bent-lines.ts";
import { KNOWN_LINES } from "./known-lines.ts";
import { mutants } from "./mutate.ts";
import { NO_PROGRAM, unmetBy } from "./program.ts";
import { settings } from "./setting.ts";

/** A line that an entry hides though it is an attack. */
export interface Bypass {
  readonly line: string;
  /** Why it is an attack. */
  readonly abuse: string;
  /** The program that it is a line of, where that is not rundll32 itself. */
  readonly image?: string;
}

const RUNDLL32 = ["C:\\Windows\\System32\\rundll32.exe", "C:\\Windows\\SysWOW64\\rundll32.exe"];
/**
 * How many mutants of known lines are tried after the lines that are bent towards the entry: under
 * a second.
 */
const TRIES = 3_000;

/** The numbers that mutants are drawn with, unless others are asked for. */
export const SEED = 7;

export interface AttackOptions {
  /** How many mutants of known lines are drawn. */
  readonly tries?: number;
  /** What they are drawn with: the same lines each time for the same entry. */
  readonly seed?: number;
}

/** What became of the attacks that were tried. */
export interface Attempt {
  /** Why nothing was tried: no attack can be an event that the entry is for. */
  readonly idle?: string;
  /** How many different attacks were tried, up to the first one that nothing shorter can follow. */
  readonly tried: number;
  readonly seed: number;
  /** The shortest line that gets through; undefined where none of the tried ones does. */
  readonly bypass: Bypass | undefined;
}

/**
 * Tries to hide an attack behind an entry: rundll32 loads what a user put somewhere, or a module of
 * Windows that runs its arguments, and everything that whoever starts it chooses is bent towards
 * the entry's conditions: the name the program is called by, folder and name of the module, export,
 * ordinal, quotes, arguments, and who started it. The parsed meaning of each line is checked.
 */
export function tryAttacks(
  { when }: Pick<IgnoreEntry, "when">,
  knowledge: SourceKnowledge,
  { tries = TRIES, seed = SEED }: AttackOptions = {},
): Attempt {
  const eventsOf = settings(when, knowledge);
  const wants = wantsOf(when);
  const events = [...RUNDLL32, ...impostors(wants)].flatMap((image) => eventsOf(ANY_LINE, image));
  const idle = unmetBy(when, events, knowledge);
  if (idle !== undefined) return { idle, tried: 0, seed, bypass: undefined };
  const hides = matcher(when, knowledge);
  const isHidden = (line: string, image: string) => eventsOf(line, image).some(hides);
  const tried = new Set<string>();
  let best: Bypass | undefined;
  const attempt = (line: string) => {
    if (tried.has(line) || (best !== undefined && line.length >= best.line.length)) return;
    const parsed = parseRundll32(line);
    for (const image of RUNDLL32) {
      const abuse = abuseOf(parsed, image);
      if (abuse) tried.add(line);
      if (abuse && isHidden(line, image)) best = { line, abuse };
    }
  };
  for (const line of KNOWN_LINES) attempt(line);
  for (const line of bentLines(wants)) attempt(line);
  for (const line of mutants(textsOf(wants), tries, seed)) attempt(line);
  const bypass = best ?? imitation(wants, tried, isHidden);
  return { tried: tried.size, seed, bypass };
}

/** The shortest line that was found to get through, if any. */
export function attack(
  entry: Pick<IgnoreEntry, "when">,
  knowledge: SourceKnowledge,
  tries = TRIES,
): Bypass | undefined {
  return tryAttacks(entry, knowledge, { tries }).bypass;
}

/** What became of an entry for events that no attack here can be. */
export const NO_ATTACKER: Attempt = { idle: NO_PROGRAM, tried: 0, seed: SEED, bypass: undefined };

const ANY_LINE = "rundll32 x,a";

/**
 * What the entry is for, done by a program of the attacker's that is called rundll32.exe, as any
 * program can be: the first such program, with its first line. A line is tried with all of them
 * before the next: it is read once.
 */
function imitation(
  wants: Wants,
  tried: Set<string>,
  isHidden: (line: string, image: string) => boolean,
): Bypass | undefined {
  const [images, lines] = [[...impostors(wants)], [...imitatingLines(wants)]];
  let first = { image: images.length, line: lines.length };
  for (const [at, line] of lines.entries()) {
    const image = images.slice(0, first.image).findIndex((one) => isHidden(line, one));
    if (image >= 0) first = { image, line: at };
    if (first.image === 0) break;
  }
  for (const image of images.slice(0, first.image))
    for (const line of lines) tried.add(`${image}\0${line}`);
  const [image, line] = [images[first.image], lines[first.line]];
  if (image === undefined || line === undefined) return undefined;
  for (const one of lines.slice(0, first.line + 1)) tried.add(`${image}\0${one}`);
  return { line, image, abuse: `is the line of ${image}, which is another program` };
}

/** What an entry hides of what is accepted, with the reason. */
export function accepted(
  { when }: Pick<IgnoreEntry, "when">,
  knowledge: SourceKnowledge,
): readonly Accepted[] {
  const hides = matcher(when, knowledge);
  const eventsOf = settings(when, knowledge);
  return ACCEPTED.filter(({ lines }) =>
    lines.some((line) => eventsOf(line, RUNDLL32[0] ?? "").some(hides)),
  );
}
