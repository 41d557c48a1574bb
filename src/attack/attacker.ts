import type { Condition } from "../hunt/conditions/condition.ts";
import type { SourceKnowledge } from "../hunt/conditions/event.ts";

/**
 * Attacks with one technique: everything that try-attacks.ts needs to try them. Pure. The function
 * app contains no attackers.
 */
export interface Attacker {
  /** The program, as the technique calls it. */
  readonly program: string;
  /** What is known about the events of an attack. */
  readonly source: SourceKnowledge;
  /** Where the program is installed. */
  readonly images: readonly string[];
  /** A line whose meaning does not matter: used to test whether an entry can be about attacks. */
  readonly anyLine: string;
  /** Lines of attacks that were seen or are documented. */
  readonly knownLines: readonly string[];
  /**
   * Reads a line. The returned function says why starting an image with that line is an attack;
   * undefined if it is none that is known here.
   */
  readLine(line: string): (image: string) => string | undefined;
  /** Makes attacks that contain what an entry's conditions want. */
  adapt(when: Condition): AdaptedAttacks;
  /** Why an entry is for starts of which no line shows an attack; undefined if it is for others. */
  unattacked?(when: Condition): string | undefined;
  /** What an entry may hide although it can be called an attack. */
  readonly accepted: readonly Accepted[];
  /** What else an entry must bind, so that the line no longer gets through. */
  remedy(when: Condition, hidden: HiddenLine): string;
}

/** Attacks that are adapted to an entry: they contain what its conditions want. */
export interface AdaptedAttacks {
  /** Lines, most of which are attacks. */
  readonly lines: Iterable<string>;
  /** Known attacks, changed at random: the same changes for the same seed. */
  mutants(tries: number, seed: number): Iterable<string>;
  /** Where an attacker puts a program of their own with the same name. */
  readonly impostors: readonly string[];
  /** Lines that look like what the entry is for, with which such a program is started. */
  readonly imitations: readonly string[];
}

/** A line that an entry hides although it is an attack. */
export interface HiddenLine {
  readonly line: string;
  /** Why it is an attack. */
  readonly abuse: string;
  /** The program that is started with the line, if it is not the technique's own. */
  readonly image?: string;
}

/** Something that an entry may hide although it can be called an attack. */
export interface Accepted {
  readonly what: string;
  readonly reason: string;
  /** Lines that show it. */
  readonly lines: readonly string[];
}
