import type { Attacker } from "../../../attack/attacker.ts";
import { findBinding, isExact } from "../../../attack/binding.ts";
import { placeImpostors } from "../../../attack/impostors.ts";
import { mutants } from "../../../attack/mutate.ts";
import { WRITABLE } from "../../../windows/writable.ts";
import { sourceFor } from "../../source.ts";
import { findAbuse, IMAGES } from "../abuse.ts";
import { parseRundll32 } from "../line.ts";
import { ACCEPTED } from "./accepted.ts";
import { adaptLines, imitatingLines } from "./adapted-lines.ts";
import { GRAMMAR } from "./grammar.ts";
import { KNOWN_LINES } from "./known-lines.ts";
import { knownToWriter } from "./known-to-writer.ts";
import { findRemedy } from "./remedy.ts";
import { listTexts, readWants } from "./wants.ts";

/**
 * rundll32 loads what a user put somewhere, or a module of Windows that runs its arguments. An
 * attacker chooses the name by which the program is called, the module's folder and name, export,
 * ordinal, quotes and arguments, and the parent process.
 */
export const RUNDLL32_ATTACKER: Attacker = {
  program: "rundll32",
  source: sourceFor("rundll32"),
  images: IMAGES,
  anyLine: "rundll32 x,a",
  knownLines: KNOWN_LINES,
  readLine: (line) => {
    const parsed = parseRundll32(line);
    return (image) => findAbuse(parsed, image)?.words;
  },
  adapt: (when) => {
    const wants = readWants(when);
    const isKnown = knownToWriter(when);
    return {
      lines: without(adaptLines(when), isKnown),
      mutants: (tries, seed) => without(mutants(GRAMMAR, listTexts(wants), tries, seed), isKnown),
      impostors: placeImpostors("rundll32", wants.image, WRITABLE),
      imitations: imitatingLines(wants),
    };
  },
  unattacked: (when) => {
    const kind = findBinding(when, /^(?:Parent)?Rundll32Kind$/);
    return kind && isExact(kind) && kind.value === "none"
      ? "of a start without arguments, no line tells what it is used for"
      : undefined;
  },
  accepted: ACCEPTED,
  remedy: findRemedy,
};

function* without(
  lines: Iterable<string>,
  isLeftOut: (line: string) => boolean,
): Generator<string> {
  for (const line of lines) if (!isLeftOut(line)) yield line;
}
