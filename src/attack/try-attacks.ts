import type { IgnoreEntry } from "../hunt/ignore/ignore.ts";
import type { Accepted, AdaptedAttacks, Attacker, HiddenLine } from "./attacker.ts";
import { causedEvents } from "./caused-events.ts";
import { NO_PROGRAM, unmetBy } from "./program.ts";

/** An attack that an entry hides, with the remedy that closes the entry to it. */
export interface Bypass extends HiddenLine {
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
}

/** The result of the attacks that were tried. */
export interface Attempt {
  /** Why nothing was tried: no attack can be an event that the entry is for. */
  readonly idle?: string;
  /** How many different attacks were tried; once one gets through, only shorter ones are tried. */
  readonly tried: number;
  readonly seed: number;
  /** The shortest line that gets through; undefined if none of those tried does. */
  readonly bypass: Bypass | undefined;
}

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
  const [idle = { idle: NO_PROGRAM, tried: 0, seed: options.seed ?? SEED, bypass: undefined }] =
    attempts;
  return busy.length === 0 ? idle : busy.reduce(joinAttempts);
}

function joinAttempts(one: Attempt, other: Attempt): Attempt {
  const [shortest] = [one, other]
    .flatMap(({ bypass }) => bypass ?? [])
    .sort((a, b) => a.line.length - b.line.length);
  return { tried: one.tried + other.tried, seed: one.seed, bypass: shortest };
}

/** The shortest line that gets through, if one was found. */
export function findBypass(
  entry: Entry,
  attackers: readonly Attacker[],
  tries = TRIES,
): Bypass | undefined {
  return tryAttacks(entry, attackers, { tries }).bypass;
}

function tryAttacker(
  { when }: Entry,
  attacker: Attacker,
  { tries = TRIES, seed = SEED }: AttackOptions,
): Attempt {
  const { images, anyLine } = attacker;
  const caused = causedEvents(when, attacker);
  const adapted = attacker.adapt(when);
  const events = [...images, ...adapted.impostors].flatMap((image) => caused.list(anyLine, image));
  const idle = unmetBy(when, events, attacker);
  if (idle !== undefined) return { idle, tried: 0, seed, bypass: undefined };
  const { isHidden } = caused;
  const tried = new Set<string>();
  const hidden =
    shortestHidden(attacker, [attacker.knownLines, adapted.lines, adapted.mutants(tries, seed)], {
      tried,
      isHidden,
    }) ?? imitation(adapted, { tried, isHidden });
  const bypass = hidden && {
    ...hidden,
    remedy: attacker.remedy(when, hidden),
    note: explainName(hidden, attacker),
  };
  return { tried: tried.size, seed, bypass };
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
  readonly isHidden: (line: string, image: string) => boolean;
}

/** The shortest attack that is hidden; each line is read to make sure that it is an attack. */
function shortestHidden(
  { images, readLine }: Attacker,
  lists: readonly Iterable<string>[],
  { tried, isHidden }: Trial,
): HiddenLine | undefined {
  let best: HiddenLine | undefined;
  for (const lines of lists) {
    for (const line of lines) {
      if (tried.has(line) || (best !== undefined && line.length >= best.line.length)) continue;
      const abuseBy = readLine(line);
      for (const image of images) {
        const abuse = abuseBy(image);
        if (abuse) tried.add(line);
        if (abuse && isHidden(line, image)) best = { line, abuse };
      }
    }
  }
  return best;
}

/**
 * Imitates what the entry is for by a program of the attacker's with the same name, which any
 * program can have: finds the first such program that is hidden, with its first line. Each line is
 * tried with all the programs before the next line, so that it is read only once.
 */
function imitation(
  { impostors, imitations }: AdaptedAttacks,
  { tried, isHidden }: Trial,
): HiddenLine | undefined {
  let first = { image: impostors.length, line: imitations.length };
  for (const [at, line] of imitations.entries()) {
    const image = impostors.slice(0, first.image).findIndex((one) => isHidden(line, one));
    if (image >= 0) first = { image, line: at };
    if (first.image === 0) break;
  }
  for (const image of impostors.slice(0, first.image))
    for (const line of imitations) tried.add(`${image}\0${line}`);
  const [image, line] = [impostors[first.image], imitations[first.line]];
  if (image === undefined || line === undefined) return undefined;
  for (const one of imitations.slice(0, first.line + 1)) tried.add(`${image}\0${one}`);
  return { line, image, abuse: `is the line of ${image}, which is another program` };
}

/** The accepted attacks that an entry hides, with the reason. */
export function acceptedBy({ when }: Entry, attackers: readonly Attacker[]): readonly Accepted[] {
  return attackers.flatMap((attacker) => {
    const { isHidden } = causedEvents(when, attacker);
    const [image = ""] = attacker.images;
    return attacker.accepted.filter(({ lines }) => lines.some((line) => isHidden(line, image)));
  });
}
