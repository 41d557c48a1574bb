import { limit } from "../limits.ts";
import { isList, type Value } from "../values/types.ts";
import { numericOrNull } from "./arguments.ts";
import type { CallSite, FunctionTable, ScalarFunction } from "./function.ts";
import { textFunction } from "./text-function.ts";

function isCodePoint(number: number | null): number is number {
  if (number === null || !Number.isInteger(number)) return false;
  return number >= 0 && number <= 0x10ffff && (number < 0xd800 || number > 0xdfff);
}

/** `unicode_codepoints_to_string(...)`: numbers and arrays of them; "" if one is no character. */
const toText: ScalarFunction = {
  arity: [1, 64],
  type: "string",
  call: (args, { at }) => {
    const length = args.reduce((sum: number, value) => sum + (isList(value) ? value.length : 1), 0);
    limit("items", length, at);
    const points = args.flatMap((value) => (isList(value) ? value : [value])).map(numericOrNull);
    return points.every(isCodePoint)
      ? points.map((point) => String.fromCodePoint(point)).join("")
      : "";
  },
};

function codePoints(text: string, { at }: CallSite): Value {
  const points: bigint[] = [];
  for (const character of text) points.push(BigInt(character.codePointAt(0) ?? 0));
  limit("items", points.length, at);
  return points;
}

export const UNICODE: FunctionTable = {
  unicode_codepoints_to_string: toText,
  unicode_codepoints_from_string: textFunction("dynamic", codePoints),
  isutf8: textFunction("bool", (text) => !/\p{Surrogate}/u.test(text)),
  string_size: textFunction("long", (text) => BigInt(Buffer.byteLength(text))),
  regex_quote: textFunction("string", (text) => text.replace(/[\\.+*?()|[\]{}^$#&~-]/g, "\\$&")),
};
