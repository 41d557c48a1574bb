import type { Condition } from "../hunt/conditions/condition.ts";
import type { IgnoreEntry } from "../hunt/ignore/ignore.ts";
import type { Accepted, AdaptedAttacks, Attacker, HiddenLine } from "./attacker.ts";
import { type CausedEvents, causedEvents, type HiddenEvent } from "./caused-events.ts";
import { narrow } from "./narrow.ts";
import { NO_PROGRAM, noText, unmetBy } from "./program.ts";
import { findUnguessed } from "./sample.ts";

/** An attack that an entry hides, with the remedy that closes the entry to it. */
export interface Bypass extends HiddenLine, HiddenEvent {
  /** The program that is attacked. */
  readonly program: string;
  readonly remedy: string;
  /** Why the line begins with what is not the program's name; "" if it begins with that. */
  readonly note: string;
}

/**
 * How many mutants of known lines are tried after the lines that are adapted to the entry; this
 * takes less than a second.
 */
const TRIES = 3_000;

/** The seed with which mutants are drawn, unless another one is requested. */
export const SEED = 7;

export interface AttackOptions {
  /** How many mutants of known lines are drawn. */
  readonly tries?: number;
  /** The seed with which they are drawn: the same seed gives the same lines for the same entry. */
  readonly seed?: number;
  /** What a line must contain besides what the entry wants, so that the rule hits it. */
  readonly wants?: Condition | undefined;
  /** false: only starts of the program itself are attacks, not what it starts. */
  readonly children?: boolean;
}

/** The result of the attacks that were tried. */
export interface Attempt {
  /** Why nothing was tried: no attack can be an event that the entry is for. */
  readonly idle?: string;
  /** How many different attacks were tried; once one gets through, only shorter ones are tried. */
  readonly tried: number;
  readonly seed: number;
  /**
   * Attacks that get through, the plainest first: of each kind the shortest, of at most MOST_KINDS
   * kinds, since a rule may not see every one of them.
   */
  readonly bypasses: readonly Bypass[];
}

/** How many kinds of attack are kept; a kind is what an attack does, and by which program. */
const MOST_KINDS = 8;

type Entry = Pick<IgnoreEntry, "when">;

/**
 * Tries to hide an attack behind an entry, with each of the attackers. An attacker starts a program
 * that runs what a user put somewhere; everything that can be chosen for that start is adapted to
 * the entry's conditions. Without attackers, nothing is tried.
 */
export function tryAttacks(
  entry: Entry,
  attackers: readonly Attacker[],
  options: AttackOptions = {},
): Attempt {
  const attempts = attackers.map((attacker) => tryAttacker(entry, attacker, options));
  const busy = attempts.filter(({ idle }) => idle === undefined);
  const [idle = { idle: NO_PROGRAM, tried: 0, seed: options.seed ?? SEED, bypasses: [] }] =
    attempts;
  return busy.length === 0 ? idle : busy.reduce(joinAttempts);
}

function joinAttempts(one: Attempt, other: Attempt): Attempt {
  const bypasses = [...one.bypasses, ...other.bypasses].sort(byPlainness);
  return { tried: one.tried + other.tried, seed: one.seed, bypasses };
}

/** The plainest line that gets through, if one was found. */
export function findBypass(
  entry: Entry,
  attackers: readonly Attacker[],
  tries = TRIES,
): Bypass | undefined {
  return tryAttacks(entry, attackers, { tries }).bypasses[0];
}

function tryAttacker(
  { when: hides }: Entry,
  attacker: Attacker,
  { tries = TRIES, seed = SEED, wants, children = true }: AttackOptions,
): Attempt {
  const { images, anyLine } = attacker;
  const when = narrow(wants ? { all: [hides, wants] } : hides, attacker);
  const caused = causedEvents(when, attacker, children);
  const adapted = attacker.adapt(when);
  const events = [...images, ...adapted.impostors].flatMap((image) => caused.list(anyLine, image));
  const idle = attacker.unattacked?.(hides) ?? unmetBy(when, events, attacker);
  if (idle !== undefined) return { idle, tried: 0, seed, bypasses: [] };
  const trial: Trial = { tried: new Set(), findHidden: caused.findHidden };
  const own = shortestHidden(
    attacker,
    [attacker.knownLines, adapted.lines, adapted.mutants(tries, seed)],
    trial,
  );
  const hidden = own.length > 0 ? own : imitation(adapted, trial);
  const bypasses = hidden.map(
    (one): Bypass => ({
      ...one,
      program: attacker.program,
      remedy: attacker.remedy(hides, one),
      note: explainName(one, attacker),
    }),
  );
  const unguessed = bypasses.length === 0 ? findUnguessed(hides) : undefined;
  if (unguessed !== undefined) return { idle: noText(unguessed), tried: 0, seed, bypasses: [] };
  return { tried: trial.tried.size, seed, bypasses: bypasses.sort(byPlainness) };
}

/** A line that calls the program by its name is plainer than any other, and then a short one. */
function byPlainness(one: Bypass, other: Bypass): number {
  return Number(one.note !== "") - Number(other.note !== "") || byLength(one, other);
}

/** A line says what its first word is; which program starts is said apart from it. */
function explainName({ line }: HiddenLine, { program, source }: Attacker): string {
  const [name = ""] = source.tokens(line);
  return name.toLowerCase().includes(program)
    ? ""
    : `the first word is not the program: whoever starts ${program} chooses the whole line`;
}

interface Trial {
  /** The attacks that were tried so far; trying adds to it. */
  readonly tried: Set<string>;
  readonly findHidden: CausedEvents["findHidden"];
}

type Hidden = HiddenLine & HiddenEvent;

function byLength(one: { readonly line: string }, other: { readonly line: string }): number {
  return one.line.length - other.line.length;
}

/**
 * The attacks that are hidden, of each kind the shortest; each line is read to make sure that it is
 * an attack.
 */
function shortestHidden(
  { images, readLine, program }: Attacker,
  lists: readonly Iterable<string>[],
  { tried, findHidden }: Trial,
): readonly Hidden[] {
  const best = new Map<string, Hidden>();
  let longest = Number.POSITIVE_INFINITY;
  for (const lines of lists) {
    for (const line of lines) {
      if (tried.has(line) || line.length >= longest) continue;
      const abuseBy = readLine(line);
      for (const image of images) {
        const abuse = abuseBy(image);
        if (!abuse) continue;
        tried.add(line);
        const kind = kindOf(line, abuse, program);
        const known = best.get(kind);
        if (known && known.line.length <= line.length) break;
        const hidden = findHidden(line, image);
        if (hidden) best.set(kind, { line, abuse, ...hidden });
      }
      if (best.size >= MOST_KINDS) longest = lengthOfLast([...best.values()]);
    }
  }
  return [...best.values()].sort(byLength).slice(0, MOST_KINDS);
}

/**
 * Attacks of one kind are seen by a rule alike: the program is called by its name or not, and the
 * abuse is the same, whatever the file is called.
 */
function kindOf(line: string, abuse: string, program: string): string {
  const [name = ""] = /^("[^"]*"|\S*)/.exec(line) ?? [];
  const named = name.toLowerCase().includes(program);
  return [named, abuse.replace(/\S*[\\.:]\S*/g, "")].join("|");
}

/** A line as long as the last of the attacks that are kept adds nothing. */
function lengthOfLast(hidden: readonly Hidden[]): number {
  return hidden.map(({ line }) => line.length).sort((a, b) => a - b)[MOST_KINDS - 1] ?? 0;
}

/**
 * Imitates what the entry is for by a program of the attacker's with the same name, which any
 * program can have: finds the first such program that is hidden, with its first line. Each line is
 * tried with all the programs before the next line, so that it is read only once.
 */
function imitation(
  { impostors, imitations }: AdaptedAttacks,
  { tried, findHidden }: Trial,
): readonly Hidden[] {
  let first: { image: number; line: number; hidden: HiddenEvent } | undefined;
  for (const [at, line] of imitations.entries()) {
    for (const [index, image] of impostors.slice(0, first?.image).entries()) {
      const hidden = findHidden(line, image);
      if (!hidden) continue;
      first = { image: index, line: at, hidden };
      break;
    }
    if (first?.image === 0) break;
  }
  for (const image of impostors.slice(0, first?.image))
    for (const line of imitations) tried.add(`${image}\0${line}`);
  const [image, line] = [impostors[first?.image ?? -1], imitations[first?.line ?? -1]];
  if (!first || image === undefined || line === undefined) return [];
  for (const one of imitations.slice(0, first.line + 1)) tried.add(`${image}\0${one}`);
  const abuse = `is the line of ${image}, which is another program`;
  return [{ line, image, abuse, ...first.hidden }];
}

/** The accepted attacks that an entry hides, with the reason. */
export function acceptedBy({ when }: Entry, attackers: readonly Attacker[]): readonly Accepted[] {
  return attackers.flatMap((attacker) => {
    const { findHidden } = causedEvents(when, attacker);
    const [image = ""] = attacker.images;
    return attacker.accepted.filter(({ lines }) => lines.some((line) => findHidden(line, image)));
  });
}
