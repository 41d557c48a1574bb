import { oneLine } from "../../hunt/base/escape.ts";
import type { Condition } from "../../hunt/conditions/condition.ts";
import { below, type Converted, fieldsOf, join, refuse } from "./converted.ts";
import { type EcsField, ecsField } from "./elastic-fields.ts";
import { casing, joinTexts, matchPattern, type Piece, readPattern } from "./text-pattern.ts";

type Field = NonNullable<ReturnType<typeof ecsField>>;

/** How many values an entry may have. */
const MOST_VALUES = 5_000;

/** What an exception compares: all of its entries must hold. */
export function convertEntries(value: unknown, parent = ""): Converted {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_VALUES)
    return refuse("the exception has no entries", `write from 1 to ${MOST_VALUES} of them`);
  return join(
    "all",
    value.map((one, at) => below(convertEntry(one, parent), at)),
  );
}

function convertEntry(value: unknown, parent: string): Converted {
  const entry = fieldsOf(value);
  const name = entry?.get("field");
  if (!entry || typeof name !== "string")
    return refuse("the entry has no field", "write which field it compares");
  const type = entry.get("type");
  const full = parent === "" ? name : `${parent}.${name}`;
  if (type === "nested" && parent === "")
    return below(convertEntries(entry.get("entries"), name), "entries");
  if (type === "list")
    return refuse(
      `the values of the list ${listName(entry)} are not in the file`,
      "write them as match_any",
    );
  const field = ecsField(full);
  if (!field)
    return refuse(
      `no column is known for the field ${oneLine(full, 80)}`,
      "use a field of a process, user or host",
    );
  const compared = compare(type, field, entry.get("value"));
  if ("refusals" in compared) return compared;
  const operator = entry.get("operator") ?? "included";
  if (operator === "included") return compared;
  return operator === "excluded"
    ? { when: { not: compared.when } }
    : refuse(
        `the operator ${oneLine(String(operator), 40)} is not known`,
        "write included or excluded",
      );
}

function listName(entry: ReadonlyMap<string, unknown>): string {
  return oneLine(String(fieldsOf(entry.get("list"))?.get("id") ?? "without a name"), 60);
}

function compare(type: unknown, field: Field, value: unknown): Converted {
  if (type === "exists") return { when: { not: { field: field.column, op: "equals", value: "" } } };
  if (type === "match" && !Array.isArray(value)) return compareEach(field, [value], asText);
  if (type === "match_any" && Array.isArray(value)) return compareEach(field, value, asText);
  if (type === "wildcard") return compareEach(field, [value].flat(), readPattern);
  return ["match", "match_any"].includes(String(type))
    ? refuse("the value does not fit the type", "write a text for match, a list for match_any")
    : refuse(
        `the type ${oneLine(String(type), 40)} cannot be read`,
        "use match, match_any, wildcard, exists or nested",
      );
}

function asText(text: string): readonly Piece[] {
  return [{ text }];
}

function compareEach(
  field: Field,
  values: readonly unknown[],
  read: (text: string) => readonly Piece[],
): Converted {
  if (values.length === 0 || values.length > MOST_VALUES)
    return refuse(
      `the entry has ${values.length} values`,
      `write from 1 to ${MOST_VALUES} of them`,
      ["value"],
    );
  return join(
    "any",
    values.map((value) =>
      typeof value === "string" && value !== ""
        ? compareText(field, read(value))
        : refuse("a value is no text", "write it in quotes", ["value"]),
    ),
  );
}

const SEPARATOR: Readonly<Record<Exclude<EcsField["as"], "whole" | "word">, readonly Piece[]>> = {
  "last part": ["*", { text: "\\" }],
  "first label": [{ text: "." }, "*"],
};

function compareText({ column, as, caseSensitive }: Field, pieces: readonly Piece[]): Converted {
  const how = { field: column, caseSensitive };
  const whole = matchPattern(pieces, how);
  if (as === "whole") return { when: whole };
  if (as === "word") return matchWord(pieces, how);
  const around = SEPARATOR[as];
  const longer = as === "last part" ? [...around, ...pieces] : [...pieces, ...around];
  return { when: { any: [whole, matchPattern(joinTexts(longer), how)] } };
}

/** One of the words of a line, with the program's name. */
function matchWord(
  pieces: readonly Piece[],
  how: { readonly field: string; readonly caseSensitive: boolean },
): Converted {
  if (pieces.some((piece) => typeof piece === "object" && /[*?]/.test(piece.text)))
    return refuse("an argument with * or ? in it cannot be compared", "use a wildcard for them", [
      "value",
    ]);
  const value = pieces.map((piece) => (typeof piece === "object" ? piece.text : piece)).join("");
  const { field } = how;
  const words: Condition[] = [
    { field, op: "hasToken", value, ...casing(how) },
    { field, op: "token", at: 0, value, ...casing(how) },
  ];
  return { when: { any: words } };
}
