import type { Grammar, Mutation } from "../../../attack/mutate.ts";
import { WRITABLE } from "../../../windows/writable.ts";
import { findAbuse } from "../abuse.ts";
import { parseRundll32 } from "../line.ts";
import { KNOWN_LINES } from "./known-lines.ts";
import {
  JOINS,
  meansSame,
  spellModule,
  spellOrdinal,
  takeApart,
  type Written,
  writeLine,
} from "./spelling.ts";

/** Changes that keep the meaning. */
const SPELLINGS: readonly Mutation<Written>[] = [
  (line, _, pick) => ({ ...line, join: pick(JOINS) }),
  (line, _, pick) => ({ ...line, module: pick(spellModule(line.module)) }),
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
    const { ordinal } = parseRundll32(writeLine(line));
    return ordinal === null ? line : { ...line, name: pick(spellOrdinal(ordinal)) };
  },
];

/**
 * Changes that turn a line into another attack: a module of the attacker's own, with the name that
 * the entry wants and any export.
 */
const COPIES: readonly Mutation<Written>[] = [
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

/** How the lines of known attacks are varied. */
export const GRAMMAR: Grammar<Written> = {
  bases: KNOWN_LINES.flatMap((line) => takeApart(line) ?? []),
  spellings: SPELLINGS,
  copies: COPIES,
  write: writeLine,
  isAttack: (line, base, copied) => {
    const parsed = parseRundll32(line);
    return findAbuse(parsed) !== undefined && (copied || meansSame(parseRundll32(base), parsed));
  },
};
