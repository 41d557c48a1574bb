import type { Abuse } from "./abuse.ts";

/**
 * What is known about a program whose line is options and operands: how it reads them, which lines
 * are hostile, and where such a line has room for any text. Pure data, but for the reader.
 */
export interface ProgramModel {
  /** The program's name without its extension, in lower case. */
  readonly program: string;
  /** Where it is installed. */
  readonly images: readonly string[];
  /** The characters with which an option may begin. */
  readonly dashes: readonly string[];
  /** Other spellings of an option, by its plain one. */
  readonly spellings: Readonly<Record<string, readonly string[]>>;
  /**
   * Hostile lines without the program's name. Names in braces stand for what the attacker chooses
   * (slots.ts).
   */
  readonly uses: readonly string[];
  /** What makes a line hostile that begins harmlessly, likewise. */
  readonly continuations: readonly string[];
  /** The ending of a file that it runs. */
  readonly ending: string;
  /** Ways to write a text in a script so that the script ignores it. */
  remarks(text: string): readonly string[];
  /** Lines of attacks that were seen or are documented. */
  readonly knownLines: readonly string[];
  /**
   * Reads a line. The returned function says why starting an image with it is hostile; undefined if
   * it is not, or not certainly.
   */
  readLine(line: string): (image: string) => Abuse | undefined;
}
