import { unsupported } from "../errors.ts";
import { jsonText, toText } from "../values/text.ts";
import { isBag, isList, type Value } from "../values/types.ts";
import type { FunctionTable } from "./function.ts";

/** A piece of JSON still to be written: literal text, or a value to convert. */
type Piece = { readonly text: string } | { readonly value: Value };

/** The JSON text of a value with the members of bags sorted by name; without recursion. */
function canonicalJson(root: Value): string {
  const written: string[] = [];
  const pending: Piece[] = [{ value: root }];
  for (let piece = pending.pop(); piece; piece = pending.pop()) {
    if ("text" in piece) written.push(piece.text);
    else if (isList(piece.value) || isBag(piece.value))
      for (const part of piecesOf(piece.value).reverse()) pending.push(part);
    else written.push(jsonText(piece.value));
  }
  return written.join("");
}

function piecesOf(value: Value): Piece[] {
  if (isList(value))
    return [
      { text: "[" },
      ...value.flatMap((item, index) => [{ text: index > 0 ? "," : "" }, { value: item }]),
      { text: "]" },
    ];
  const members = isBag(value) ? Object.entries(value) : [];
  members.sort(([left], [right]) => (left < right ? -1 : 1));
  return [
    { text: "{" },
    ...members.flatMap(([name, member], index) => [
      { text: `${index > 0 ? "," : ""}${JSON.stringify(name)}:` },
      { value: member },
    ]),
    { text: "}" },
  ];
}

export const CANONICAL_JSON: FunctionTable = {
  dynamic_to_json: {
    arity: [1, 1],
    type: "string",
    call: ([value = null], { types: [type = "dynamic"], at }) => {
      if (type !== "dynamic") return toText(value, type);
      if (typeof value === "string") throw unsupported("dynamic_to_json() of a single string", at);
      return canonicalJson(value);
    },
  },
};
