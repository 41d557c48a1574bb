import type { Attacker } from "../../../attack/attacker.ts";
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
    return {
      lines: adaptLines(when),
      mutants: (tries, seed) => mutants(GRAMMAR, listTexts(wants), tries, seed),
      impostors: placeImpostors("rundll32", wants.image, WRITABLE),
      imitations: imitatingLines(wants),
    };
  },
  accepted: ACCEPTED,
  remedy: findRemedy,
};
