/**
 * What the command lines of one program mean: the interface for the rest of the code. All code that
 * knows the program is in the technique's folder. Pure, and part of the function app; the attacker,
 * which only the command line uses, is separate (src/attack/attacker.ts, listed in attackers.ts).
 */
export interface Technique {
  /**
   * The program's name without its extension, in lower case; rules call the technique by it
   * (`hunt.technique`). An event is a start of the program if the path of its image contains it.
   */
  readonly program: string;
  /**
   * The columns that `derive` gives for a start's own line. Its parent's line has the same columns
   * with `Parent` before them. Names begin with the program's, so that no two techniques share one.
   */
  readonly columns: readonly string[];
  /** The columns' values for a command line. Called for the rows of rules with the technique. */
  derive(line: string): Readonly<Record<string, string>>;
  /**
   * Texts that, ignoring case, every command line contains for which the column has the value; none
   * if no text is certain. The queries of incidents and bookmarks search for them, since KQL cannot
   * compute the column.
   */
  needles(column: string, value: string): readonly string[];
  /** For showing findings, and for the entry that a first look proposes for a use. */
  readonly use: LineUse;
  /** For judging an ignore entry by its text (src/ignore-lists/weakness.ts). */
  readonly weakness: LineWeakness;
  /**
   * The shortest known line that contains a text and runs somebody else's code: shown with a plain
   * term.
   */
  passing(term: string): string;
}

/** The values that a column has in the lines of one use. */
export type ValuesIn = (column: string) => readonly string[];

/** How lines of the same use are recognised, and which of their columns say what the use is. */
export interface LineUse {
  /** Lines of the same use have the same value in this column, their template. */
  readonly template: string;
  /** The columns that an entry for a use binds, in this order. */
  readonly bound: readonly string[];
  /** Those of them that say something even if they are empty. */
  readonly tellEmpty: readonly string[];
  /** By column: the one that is bound in its place, if that one has a value in all lines. */
  readonly boundInstead: Readonly<Record<string, string>>;
  /**
   * By column of a watchlist: the column that its cell compares. No two techniques share one of the
   * watchlist's columns.
   */
  readonly cells: Readonly<Record<string, string>>;
  /** The values that an ordinary line has in other columns; an item with such a cell binds them. */
  readonly ordinary: Readonly<Record<string, string>>;
  /**
   * Why no entry should hide a use, which was started by a program at one of these paths; undefined
   * if one may.
   */
  refusal(valuesIn: ValuesIn, images: readonly string[]): string | undefined;
}

/** What an attacker can choose freely in a line, and what nearly every line contains. */
export interface LineWeakness {
  /** Columns that an attacker chooses: an entry on them alone hides whatever the attacker wants. */
  readonly chosen: readonly string[];
  /** The column that an attacker cannot choose, which an entry must bind, and what it is called. */
  readonly telling: { readonly column: string; readonly words: string };
  /** How lines begin, in lower case: a text that is part of such a beginning is in every line. */
  readonly everyStart: readonly string[];
  /** Endings of files that nearly every line has. */
  readonly everyEnding: readonly string[];
}
