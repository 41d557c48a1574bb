import { oneLine } from "../../hunt/base/escape.ts";
import { type Converted, checked, refuse } from "./converted.ts";
import { matchAnyDash, matchPattern, type Piece, readPattern } from "./text-pattern.ts";

/** What the modifiers behind a field's name make of its values. */
export interface Modifiers {
  /** Whether all values must match. */
  readonly all: boolean;
  match(column: string, value: unknown): Converted;
}

const TEXT = ["contains", "startswith", "endswith", "cased", "windash"];
const EXPRESSION = ["i", "m", "s"];

/** Modifiers whose meaning no condition has, with what they do. */
const UNREADABLE: Readonly<Record<string, string>> = {
  fieldref: "compares two fields",
  expand: "stands for values that are not in the file",
  base64: "compares with an encoding of the value",
  base64offset: "compares with encodings of the value",
  utf16: "compares with an encoding of the value",
  utf16le: "compares with an encoding of the value",
  utf16be: "compares with an encoding of the value",
  wide: "compares with an encoding of the value",
  lt: "compares numbers",
  lte: "compares numbers",
  gt: "compares numbers",
  gte: "compares numbers",
};

/** Reads the modifiers of a field; each is known, or refused by its name. */
export function readModifiers(
  written: readonly string[],
): Modifiers | Extract<Converted, { readonly refusals: unknown }> {
  const names = written.map((name) => name.toLowerCase()).filter((name) => name !== "all");
  const kind = names.find((name) => ["re", "cidr", "exists"].includes(name)) ?? "text";
  const others = names.filter((name) => name !== kind);
  const allowed = { text: TEXT, re: EXPRESSION, cidr: [], exists: [] }[kind] ?? [];
  const wrong = others.filter((name) => !allowed.includes(name));
  const ways = others.filter((name) => TEXT.slice(0, 3).includes(name));
  const [first, ...rest] = [
    ...wrong.map((name) => refuseModifier(name, kind)),
    ...(ways.length > 1 ? [refuseModifier(ways.join("|"), kind)] : []),
  ];
  if (first) return { refusals: [first, ...rest] };
  return {
    all: names.length < written.length,
    match: (column, value) => matchKind(kind, others, column, value),
  };
}

function refuseModifier(name: string, kind: string) {
  const reason = Object.hasOwn(UNREADABLE, name) ? UNREADABLE[name] : undefined;
  const beside = kind === "text" ? "" : ` beside ${kind}`;
  return {
    path: [],
    message: `the modifier ${oneLine(name, 40)} cannot be read${beside}${reason ? `: it ${reason}` : ""}`,
    remedy: `use ${TEXT.join(", ")}, all, re, cidr or exists`,
  };
}

function matchKind(
  kind: string,
  modifiers: readonly string[],
  field: string,
  value: unknown,
): Converted {
  if (typeof value === "object" && value !== null)
    return refuse("the value is a list or map", "write a text or number");
  if (kind === "exists") return matchExistence(field, value);
  if (value === null || value === undefined || value === "")
    return kind === "text"
      ? matchEmpty(field, modifiers)
      : refuse("the value is empty", `write what ${kind} is to compare with`);
  const text = String(value);
  if (kind === "cidr") return checked({ field, op: "cidr", value: text });
  return kind === "re"
    ? matchExpression(field, text, modifiers)
    : { when: matchText(field, text, modifiers) };
}

function matchExistence(field: string, value: unknown): Converted {
  const isEmpty = { field, op: "equals", value: "" } as const;
  if (typeof value !== "boolean")
    return refuse("exists is neither true nor false", "write true or false");
  return { when: value ? { not: isEmpty } : isEmpty };
}

/** No value and an empty one are the same in a result. */
function matchEmpty(field: string, modifiers: readonly string[]): Converted {
  return modifiers.length === 0
    ? { when: { field, op: "equals", value: "" } }
    : refuse("an empty value is contained in everything", "write a text, or no modifier");
}

function matchExpression(field: string, text: string, modifiers: readonly string[]): Converted {
  const flags = modifiers.filter((name) => name !== "i").join("");
  return checked({
    field,
    op: "regex",
    value: flags === "" ? text : `(?${flags})${text}`,
    ...(modifiers.includes("i") ? {} : { caseSensitive: true }),
  });
}

function matchText(field: string, text: string, modifiers: readonly string[]) {
  const has = (name: string) => modifiers.includes(name);
  const pieces: readonly Piece[] = [
    ...(has("contains") || has("endswith") ? (["*"] as const) : []),
    ...readPattern(text),
    ...(has("contains") || has("startswith") ? (["*"] as const) : []),
  ];
  const how = { field, caseSensitive: has("cased") };
  return has("windash") ? matchAnyDash(pieces, how) : matchPattern(pieces, how);
}
