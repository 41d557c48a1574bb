import type { ProgramModel } from "./program-model.ts";
import { continueText, divideUse, endWith, hasScript, slotChoices } from "./slots.ts";

/** How many lines are made from one use at most by filling several slots at once. */
const MOST_FILLED = 600;
/** How many lines of a use are made with names that an entry wants. */
const MOST_NAMED = 1_200;

/** Ways to call the program, without what an entry wants. */
export function plainNames({ program, images }: ProgramModel): string[] {
  return [
    ...[program, `${program}.exe`],
    ...images.flatMap((image) => (/\s/.test(image) ? [`"${image}"`] : [image, `"${image}"`])),
  ];
}

/** Lines, most of them hostile, that contain the texts wherever the program lets them. */
export function* adaptLines(model: ProgramModel, texts: readonly string[]): Generator<string> {
  const plain = plainNames(model);
  const names = [...plain, ...texts.flatMap((text) => [text, `"${text}"`])];
  for (const use of model.uses) {
    let made = 0;
    for (const body of fillUse(use, texts, model)) {
      for (const name of made < MOST_NAMED ? names : plain.slice(0, 2)) {
        yield `${name} ${body}`.trimEnd();
        made += 1;
      }
    }
  }
  for (const text of texts) yield* continuedLines(text, texts, model);
}

/** Lines that begin with a text and go on with what makes them hostile. */
function* continuedLines(
  text: string,
  texts: readonly string[],
  model: ProgramModel,
): Generator<string> {
  const tails = ["", ...texts.flatMap((other) => [` ${other}`, ` "${other}"`])];
  for (const line of continueText(text, model.ending)) for (const tail of tails) yield line + tail;
  yield* endWith(text, texts);
  for (const use of model.continuations) {
    const [plain = "", ...filled] = fillUse(use, texts, model);
    for (const close of ["", '"']) {
      for (const tail of tails) yield text + close + plain + tail;
      for (const sequel of filled) yield text + close + sequel;
    }
  }
}

/**
 * A use with every choice in every slot; if those are too many, with one slot at a time filled with
 * what the entry wants.
 */
function* fillUse(use: string, texts: readonly string[], model: ProgramModel): Generator<string> {
  const slots = divideUse(use).map((part) => slotChoices(part, texts, model, hasScript(use)));
  const count = slots.reduce((product, choices) => product * choices.length, 1);
  if (count <= MOST_FILLED) {
    yield* combine(slots);
    return;
  }
  const plain = slots.map(([first = ""]) => first);
  yield plain.join("");
  for (const [at, choices] of slots.entries())
    for (const choice of choices.slice(1)) yield plain.with(at, choice).join("");
}

function combine(slots: readonly (readonly string[])[]): string[] {
  return slots.reduce<string[]>(
    (begun, choices) => begun.flatMap((text) => choices.map((choice) => text + choice)),
    [""],
  );
}
