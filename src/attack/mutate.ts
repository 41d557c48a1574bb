import { parseRundll32 } from "../windows/rundll32.ts";
import { abuseOf, WRITABLE } from "./abuse.ts";
import { KNOWN_LINES } from "./known-lines.ts";
import { type Pick, pickFrom } from "./random.ts";
import {
  JOINS,
  ordinalsOf,
  pathsOf,
  sameMeaning,
  type Written,
  writtenLine,
  writtenOf,
} from "./spelling.ts";

/** Changes one thing that whoever writes a line chooses; the texts are the entry's own. */
type Mutation = (line: Written, texts: readonly string[], pick: Pick) => Written;

/** What leaves the meaning as it is. */
const SPELLINGS: readonly Mutation[] = [
  (line, _, pick) => ({ ...line, join: pick(JOINS) }),
  (line, _, pick) => ({ ...line, module: pick(pathsOf(line.module)) }),
  (line, texts, pick) => ({ ...line, tail: `${line.tail} ${pick(texts)}` }),
  (line, texts, pick) => ({ ...line, tail: `${line.tail} "${pick(texts)}"` }),
  (line, _, pick) => ({
    ...line,
    image: pick([
      "rundll32",
      "RUNDLL32.EXE",
      '"C:\\Windows\\System32\\rundll32.exe"',
      `${line.image} /d`,
    ]),
  }),
  (line, texts, pick) => ({
    ...line,
    image: pick([pick(texts), `"${pick(texts)}"`, `.\\${pick(texts)}`]),
  }),
  (line, _, pick) => {
    const { ordinal } = parseRundll32(writtenLine(line));
    return ordinal === null ? line : { ...line, name: pick(ordinalsOf(ordinal)) };
  },
];

/**
 * What makes another attack of it: a module of the attacker's own, called as the entry wants, with
 * any export.
 */
const COPIES: readonly Mutation[] = [
  (line, texts, pick) => ({
    ...line,
    module: `${pick(WRITABLE)}${pick(texts).split(/[\\/]/).at(-1)}`,
  }),
  (line, texts, pick) => ({
    ...line,
    module: `${pick(["", "%SystemRoot%\\System32\\", "%ProgramFiles%\\", ".\\"])}${pick(texts)}`,
  }),
  (line, texts, pick) => ({ ...line, name: pick(texts) }),
];

/**
 * Lines of known attacks with one to four things changed at random, the same ones for the same
 * seed: an attack still, and where only the spelling changed, the same one.
 */
export function* mutants(texts: readonly string[], tries: number, seed: number): Generator<string> {
  const pick = pickFrom(seed);
  const bases = KNOWN_LINES.flatMap((line) => writtenOf(line) ?? []);
  const words = texts.length > 0 ? texts : ["x"];
  for (let number = 0; number < tries; number++) {
    const base = pick(bases);
    let line = base;
    let copied = false;
    for (let step = 0; step < pick([1, 2, 3, 4]); step++) {
      const mutation = pick([...SPELLINGS, ...COPIES]);
      copied ||= COPIES.includes(mutation);
      line = mutation(line, words, pick);
    }
    const [meant, parsed] = [parseRundll32(writtenLine(base)), parseRundll32(writtenLine(line))];
    if (abuseOf(parsed) && (copied || sameMeaning(meant, parsed))) yield writtenLine(line);
  }
}
