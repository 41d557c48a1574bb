import { formatDatetime } from "./datetime.ts";
import { readJson } from "./json.ts";
import { formatReal } from "./real-text.ts";
import { formatTimespan } from "./timespan.ts";
import { type Bag, isBag, isList, type ScalarType, type Value } from "./types.ts";

/**
 * The result of `tostring()`: "" for null, "True" or "False", reals with a decimal point, JSON for
 * arrays and bags.
 */
export function toText(value: Value, type: ScalarType): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (type === "datetime" && typeof value === "bigint") return formatDatetime(value);
  if (type === "timespan" && typeof value === "bigint") return formatTimespan(value);
  if (typeof value === "boolean")
    return type === "dynamic" ? String(value) : value ? "True" : "False";
  if (typeof value === "number") return type === "int" ? String(value) : formatReal(value);
  if (typeof value === "bigint") return value.toString();
  return jsonText(value);
}

/**
 * The JSON text of a dynamic value, in which a real has a decimal point or an exponent. The members
 * of a bag come in its own order, or sorted by name.
 */
export function jsonText(value: Value, order: "own" | "sorted" = "own"): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number")
    return Number.isFinite(value) ? formatReal(value) : `"${formatReal(value)}"`;
  return isList(value) || isBag(value) ? nestedText(value, order) : JSON.stringify(value);
}

/** A piece of JSON still to be written: literal text, or a value to convert. */
type Piece = { readonly text: string } | { readonly value: Value };

/** Avoids recursion, because a value parsed from an event may be nested deeper than the stack. */
function nestedText(value: Value, order: "own" | "sorted"): string {
  const written: string[] = [];
  const pending: Piece[] = [{ value }];
  for (let piece = pending.pop(); piece; piece = pending.pop()) {
    if ("text" in piece) written.push(piece.text);
    else if (isList(piece.value) || isBag(piece.value))
      for (const part of jsonPieces(piece.value, order).reverse()) pending.push(part);
    else written.push(jsonText(piece.value));
  }
  return written.join("");
}

function jsonPieces(value: readonly Value[] | Bag, order: "own" | "sorted"): Piece[] {
  const [open, close] = isList(value) ? ["[", "]"] : ["{", "}"];
  const members: Piece[][] = isList(value)
    ? value.map((item) => [{ value: item }])
    : membersOf(value, order).map(([name, member]) => [
        { text: `${JSON.stringify(name)}:` },
        { value: member },
      ]);
  return [
    { text: open },
    ...members.flatMap((member, index) => (index > 0 ? [{ text: "," }, ...member] : member)),
    { text: close },
  ];
}

function membersOf(bag: Bag, order: "own" | "sorted"): [string, Value][] {
  const members = Object.entries(bag);
  return order === "own" ? members : members.sort(([left], [right]) => (left < right ? -1 : 1));
}

/** A typed cell as part of a dynamic: whole numbers become longs, and times their text. */
export function toDynamic(value: Value, type: ScalarType): Value {
  if (type === "int" && typeof value === "number") return BigInt(value);
  const isTime = type === "datetime" || type === "timespan";
  return isTime && value !== null ? toText(value, type) : value;
}

/** The value of a JSON text, or the text itself if it is not JSON, as `parse_json` returns it. */
export function parseJson(text: string): Value {
  if (text.trim() === "") return null;
  const value = readJson(text);
  return value === undefined ? text : value;
}
