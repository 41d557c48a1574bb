import { ofText, textAt, wholeAt } from "./arguments.ts";
import type { FunctionTable, ScalarFunction } from "./function.ts";
import { nthPosition } from "./occurrence.ts";

const SURROGATES = /[\ud800-\udfff]/;

interface Characters {
  readonly length: number;
  slice(from: number, to: number): string;
}

/** The characters of a text, each a code point, as Kusto counts them. */
function characters(text: string): Characters {
  if (!SURROGATES.test(text)) return text;
  const points = [...text];
  return { length: points.length, slice: (from, to) => points.slice(from, to).join("") };
}

/** A negative start counts from the end; one before the beginning of the text returns "". */
const substring: ScalarFunction = {
  arity: [2, 3],
  type: "string",
  call: (args, site) => {
    const text = characters(textAt(args, 0, site));
    const start = wholeAt(args, 1, 0);
    const from = start < 0 ? text.length + start : start;
    const length = args.length > 2 ? wholeAt(args, 2, 0) : text.length;
    return length < 0 || from < 0 ? "" : text.slice(from, from + length);
  },
};

/** `indexof(text, wanted [, start [, length [, occurrence]]])`, in characters. */
const indexof: ScalarFunction = {
  arity: [2, 5],
  type: "long",
  call: (args, site) => {
    const [source, wanted] = [textAt(args, 0, site), textAt(args, 1, site)];
    if (wanted === "") return null;
    const offsets = SURROGATES.test(source) ? characterOffsets(source) : undefined;
    const offsetOf = (character: number) => offsets?.[character] ?? character;
    const size = offsets ? offsets.length - 1 : source.length;
    const position = nthPosition(size, args.slice(2), (from, to) => {
      const at = from > size ? -1 : source.indexOf(wanted, offsetOf(from));
      if (at < 0 || at + wanted.length > offsetOf(to)) return -1;
      let character = from;
      while (offsetOf(character) < at) character = offsets ? character + 1 : at;
      return character;
    });
    return position === null ? null : BigInt(position);
  },
};

/** The offset of each character, and the length of the text. */
function characterOffsets(text: string): number[] {
  const offsets = [0];
  for (const point of text) offsets.push((offsets.at(-1) ?? 0) + point.length);
  return offsets;
}

export const CHARACTERS: FunctionTable = {
  strlen: ofText("long", (text) => BigInt(characters(text).length)),
  reverse: ofText("string", (text) => [...text].reverse().join("")),
  substring,
  indexof,
};
