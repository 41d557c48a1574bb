import { createHash } from "node:crypto";
import { asLong } from "../evaluate/numbers.ts";
import { toText } from "../values/text.ts";
import { isList, type Value } from "../values/types.ts";
import type { CallSite, FunctionTable, ScalarFunction } from "./function.ts";

type OfText = (text: string) => Value;

const textAt = (args: readonly Value[], index: number, { types }: CallSite) => toText(args[index] ?? null, types[index] ?? "string");
const numberAt = (args: readonly Value[], index: number, otherwise: number) => Number(asLong(args[index] ?? null) ?? BigInt(otherwise));

function ofText(type: ScalarFunction["type"], compute: OfText): ScalarFunction {
  return { arity: [1, 1], type, call: (args, site) => compute(textAt(args, 0, site)) };
}

const strcat: ScalarFunction = {
  arity: [1, 64],
  type: "string",
  seesNull: true,
  call: (args, site) => args.map((_, index) => textAt(args, index, site)).join(""),
};

const strcatDelim: ScalarFunction = {
  arity: [2, 64],
  type: "string",
  seesNull: true,
  call: (args, site) =>
    args
      .slice(1)
      .map((_, index) => textAt(args, index + 1, site))
      .join(textAt(args, 0, site)),
};

/** Counts code points, as Kusto does; a negative start counts from the end, and one before the text gives "". */
const substring: ScalarFunction = {
  arity: [2, 3],
  type: "string",
  call: (args, site) => {
    const points = [...textAt(args, 0, site)];
    const start = numberAt(args, 1, 0);
    const from = start < 0 ? points.length + start : start;
    const length = args.length > 2 ? numberAt(args, 2, 0) : points.length;
    return length < 0 || from < 0 ? "" : points.slice(from, from + length).join("");
  },
};

/** `split(text, delimiter [, index])`: with an index, a list of that one part, or null. */
const split: ScalarFunction = {
  arity: [2, 3],
  type: "dynamic",
  call: (args, site) => {
    const delimiter = textAt(args, 1, site);
    const parts = delimiter === "" ? [textAt(args, 0, site)] : textAt(args, 0, site).split(delimiter);
    if (args.length < 3) return parts;
    const part = parts[numberAt(args, 2, -1)];
    return part === undefined ? null : [part];
  },
};

const indexof: ScalarFunction = {
  arity: [2, 5],
  type: "long",
  call: (args, site) => {
    const [source, wanted] = [textAt(args, 0, site), textAt(args, 1, site)];
    const start = numberAt(args, 2, 0);
    const from = start < 0 ? Math.max(source.length + start, 0) : start;
    const length = numberAt(args, 3, -1);
    if (wanted === "") return null;
    const within = length < 0 ? source : source.slice(0, from + length);
    return BigInt(within.indexOf(wanted, from));
  },
};

function base64Text(text: string): Value {
  const bytes = Buffer.from(text, "base64");
  const decoded = bytes.toString("utf8");
  return Buffer.from(decoded, "utf8").equals(bytes) ? decoded : "";
}

const translate: ScalarFunction = {
  arity: [3, 3],
  type: "string",
  call: (args, site) => {
    const [from, to] = [[...textAt(args, 0, site)], [...textAt(args, 1, site)]];
    const place = (point: string) => from.indexOf(point);
    return [...textAt(args, 2, site)]
      .map((point) => (place(point) < 0 ? point : (to[Math.min(place(point), to.length - 1)] ?? "")))
      .join("");
  },
};

const strcatArray: ScalarFunction = {
  arity: [2, 2],
  type: "string",
  call: ([list = null, delimiter = null]) => (isList(list) ? list.map((item) => toText(item, "dynamic")).join(String(delimiter)) : ""),
};

/** Source: strrep(), Azure Data Explorer documentation. */
const MOST_REPEATS = 1_024;

export const STRING: FunctionTable = {
  strcat,
  strcat_delim: strcatDelim,
  strcat_array: strcatArray,
  strlen: ofText("long", (text) => BigInt([...text].length)),
  tolower: ofText("string", (text) => text.toLowerCase()),
  toupper: ofText("string", (text) => text.toUpperCase()),
  reverse: ofText("string", (text) => [...text].reverse().join("")),
  isascii: ofText("bool", (text) => [...text].every((point) => (point.codePointAt(0) ?? 0) < 128)),
  url_decode: ofText("string", (text) => decodeUrl(text)),
  base64_decode_tostring: ofText("string", base64Text),
  base64_encode_tostring: ofText("string", (text) => Buffer.from(text, "utf8").toString("base64")),
  hash_sha256: ofText("string", (text) => createHash("sha256").update(text).digest("hex")),
  substring,
  split,
  indexof,
  translate,
  replace_string: {
    arity: [3, 3],
    type: "string",
    call: (args, site) => replaced(textAt(args, 0, site), textAt(args, 1, site), textAt(args, 2, site)),
  },
  strcmp: { arity: [2, 2], type: "int", call: ([a = "", b = ""]) => (a === b ? 0 : String(a) < String(b) ? -1 : 1) },
  strrep: {
    arity: [2, 3],
    type: "string",
    call: (args, site) => {
      const times = Math.min(Math.max(numberAt(args, 1, 1), 0), MOST_REPEATS);
      return Array(times)
        .fill(textAt(args, 0, site))
        .join(textAt(args, 2, site));
    },
  },
};

function decodeUrl(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

function replaced(text: string, wanted: string, by: string): string {
  return wanted === "" ? text : text.replaceAll(wanted, () => by);
}
