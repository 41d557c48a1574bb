import { formatDatetime } from "./datetime.ts";
import { formatTimespan } from "./timespan.ts";
import { type Bag, isBag, isList, type ScalarType, type Value } from "./types.ts";

/**
 * What `tostring()` gives: "" for null, "True"/"False", reals with a point, JSON for arrays and
 * bags.
 */
export function toText(value: Value, type: ScalarType): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (type === "datetime" && typeof value === "bigint") return formatDatetime(value);
  if (type === "timespan" && typeof value === "bigint") return formatTimespan(value);
  if (typeof value === "boolean")
    return type === "dynamic" ? String(value) : value ? "True" : "False";
  if (typeof value === "number") return type === "real" ? realText(value) : String(value);
  if (typeof value === "bigint") return value.toString();
  return jsonText(value);
}

function realText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : String(value);
}

/** JSON text of a dynamic value; longs beyond 2^53 keep their digits. */
export function jsonText(value: Value): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number" && !Number.isFinite(value)) return `"${realText(value)}"`;
  return isList(value) || isBag(value) ? nestedText(value) : JSON.stringify(value);
}

/** A piece of JSON that is still to be written: as it stands, or as the value's text. */
type Piece = { readonly text: string } | { readonly value: Value };

/** Without recursion: what is parsed from an event may nest deeper than the stack. */
function nestedText(value: Value): string {
  const written: string[] = [];
  const left: Piece[] = [{ value }];
  for (let piece = left.pop(); piece; piece = left.pop()) {
    if ("text" in piece) written.push(piece.text);
    else if (isList(piece.value) || isBag(piece.value))
      for (const part of piecesOf(piece.value).reverse()) left.push(part);
    else written.push(jsonText(piece.value));
  }
  return written.join("");
}

function piecesOf(value: readonly Value[] | Bag): Piece[] {
  const [open, close] = isList(value) ? ["[", "]"] : ["{", "}"];
  const members: Piece[][] = isList(value)
    ? value.map((item) => [{ value: item }])
    : Object.entries(value).map(([name, member]) => [
        { text: `${JSON.stringify(name)}:` },
        { value: member },
      ]);
  return [
    { text: open },
    ...members.flatMap((member, index) => (index > 0 ? [{ text: "," }, ...member] : member)),
    { text: close },
  ];
}

/**
 * A typed cell as it is kept inside a dynamic: times become their text, longs become numbers where
 * they fit.
 */
export function toDynamic(value: Value, type: ScalarType): Value {
  if (typeof value !== "bigint") return value;
  if (type === "datetime" || type === "timespan") return toText(value, type);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/**
 * The value of a JSON text, or the text itself as a dynamic string where it is not JSON (as
 * `parse_json` does).
 */
export function parseJson(text: string): Value {
  if (text.trim() === "") return null;
  try {
    return JSON.parse(text) as Value;
  } catch {
    return text;
  }
}
