import { type Pick, pickFrom } from "./random.ts";

/** Changes one thing that an attacker can choose in a line; `texts` are what the entry wants. */
export type Mutation<Line> = (line: Line, texts: readonly string[], pick: Pick) => Line;

/** Known lines in parts that can be spelled freely, and how the parts are changed. */
export interface Grammar<Line> {
  /** Known attacks. */
  readonly bases: readonly Line[];
  /** Changes that keep the meaning. */
  readonly spellings: readonly Mutation<Line>[];
  /** Changes that turn the line into another attack. */
  readonly copies: readonly Mutation<Line>[];
  write(line: Line): string;
  /** Whether a line is an attack, and the same one as its base unless it is a copy. */
  isAttack(line: string, base: string, copied: boolean): boolean;
}

/**
 * Changes one to four things at random in lines of known attacks, the same ones for the same seed.
 * Each result is still an attack; if only the spelling changed, it is the same one.
 */
export function* mutants<Line>(
  { bases, spellings, copies, write, isAttack }: Grammar<Line>,
  texts: readonly string[],
  tries: number,
  seed: number,
): Generator<string> {
  const pick = pickFrom(seed);
  const words = texts.length > 0 ? texts : ["x"];
  for (let number = 0; number < tries; number++) {
    const base = pick(bases);
    let line = base;
    let copied = false;
    for (let step = 0; step < pick([1, 2, 3, 4]); step++) {
      const mutation = pick([...spellings, ...copies]);
      copied ||= copies.includes(mutation);
      line = mutation(line, words, pick);
    }
    if (isAttack(write(line), write(base), copied)) yield write(line);
  }
}
