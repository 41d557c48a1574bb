import { keepLast } from "../../hunt/base/keep-last.ts";
import type { Condition } from "../../hunt/conditions/condition.ts";
import type { SourceKnowledge } from "../../hunt/conditions/event.ts";
import { WRITABLE } from "../../windows/writable.ts";
import type { AdaptedAttacks, Attacker } from "../attacker.ts";
import { placeImpostors } from "../impostors.ts";
import { mutants } from "../mutate.ts";
import { startPart } from "../start-columns.ts";
import { wantedTexts } from "../wanted-texts.ts";
import { isProof } from "./abuse.ts";
import { adaptLines, plainNames } from "./adapted-lines.ts";
import { modelGrammar } from "./grammar.ts";
import type { ProgramModel } from "./program-model.ts";
import { findRemedy } from "./remedy.ts";

/** How many texts of an entry are placed in lines. */
const MOST_TEXTS = 24;

/**
 * The attacker of a program that is known by a model.
 *
 * @param source what is known about the starts of programs
 */
export function modelAttacker(model: ProgramModel, source: SourceKnowledge): Attacker {
  const { program, images, knownLines } = model;
  const readLine = keepLast(model.readLine);
  return {
    program,
    source,
    images,
    anyLine: program,
    knownLines,
    readLine: (line) => {
      const abuseBy = readLine(line);
      return (image) => abuseBy(image)?.words;
    },
    adapt: (when) => adaptModel({ ...model, readLine }, when),
    accepted: [],
    remedy: (when, hidden) => findRemedy(model, when, hidden),
  };
}

function adaptModel(model: ProgramModel, when: Condition): AdaptedAttacks {
  const textsOf = (...parts: readonly string[]) =>
    wantedTexts(when, (field) => parts.includes(startPart(field) ?? "")).slice(0, MOST_TEXTS);
  const texts = textsOf("line", "parentLine");
  return {
    lines: proofs(model, texts),
    mutants: (tries, seed) => mutants(modelGrammar(model), texts, tries, seed),
    impostors: placeImpostors(model.program, textsOf("image", "parentImage"), WRITABLE),
    imitations: [
      ...texts,
      ...plainNames(model).flatMap((name) => [name, ...texts.map((text) => `${name} ${text}`)]),
    ],
  };
}

/** The adapted lines that prove something. */
function* proofs(model: ProgramModel, texts: readonly string[]): Generator<string> {
  const [image = ""] = model.images;
  for (const line of adaptLines(model, texts))
    if (isProof(line, texts, model.readLine(line)(image))) yield line;
}
