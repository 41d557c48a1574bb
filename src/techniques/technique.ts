/**
 * What the command lines of one program mean: all that the rest of the code asks of it. Whatever
 * knows the program is in the technique's folder. Pure, and carried by the function app; what only
 * the command line uses, the attacker, is apart (src/attack/attacker.ts, listed in attackers.ts).
 */
export interface Technique {
  /**
   * The program's name without its extension, in lower case; rules call the technique by it
   * (`hunt.technique`). A start is the program's where the path of its image contains it.
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
   * Texts that every command line contains, in any case, whose column has the value; none where no
   * text is sure. The queries of incidents and bookmarks look for them, since KQL cannot derive.
   */
  needles(column: string, value: string): readonly string[];
  /** Asked where findings are shown, and where a first look proposes an entry for a use. */
  readonly use: LineUse;
  /** Asked where an ignore entry is judged by its text (src/ignore-lists/weakness.ts). */
  readonly weakness: LineWeakness;
  /**
   * A line, as short as can be, that contains a text and runs what a stranger wrote: shown beside a
   * plain term.
   */
  passing(term: string): string;
}

/** The values that a column has in the lines of one use. */
export type ValuesIn = (column: string) => readonly string[];

/** How lines are told to be of one use, and which of their columns say what the use is. */
export interface LineUse {
  /** Lines of one use have one value in this column, their template. */
  readonly template: string;
  /** The columns that an entry for a use binds, in this order. */
  readonly bound: readonly string[];
  /** Those of them that say something where they are empty. */
  readonly tellEmpty: readonly string[];
  /** A column that is not bound where another one, named here, has a value in all lines. */
  readonly boundInstead: Readonly<Record<string, string>>;
  /** Why no entry is to hide a use; undefined where one may. */
  refusal(valuesIn: ValuesIn): string | undefined;
}

/** What whoever writes a line chooses freely, and what says nothing of it. */
export interface LineWeakness {
  /** Columns that are the writer's choice: an entry on them alone hides whatever they want. */
  readonly chosen: readonly string[];
  /** The column that is not, which an entry has to bind, and what people call it. */
  readonly telling: { readonly column: string; readonly words: string };
  /** The start of any line, in lower case: what is part of it is in every line. */
  readonly everyStart: readonly string[];
  /** Endings of files that nearly every line has. */
  readonly everyEnding: readonly string[];
}
