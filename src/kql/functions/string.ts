import { createHash } from "node:crypto";
import { KqlError } from "../errors.ts";
import { asLong } from "../evaluate/numbers.ts";
import { LIMITS, limit } from "../limits.ts";
import { toText } from "../values/text.ts";
import { isList, type Value } from "../values/types.ts";
import type { CallSite, FunctionTable, ScalarFunction } from "./function.ts";

type OfText = (text: string) => Value;

const textAt = (args: readonly Value[], index: number, { types }: CallSite) =>
  toText(args[index] ?? null, types[index] ?? "string");
const numberAt = (args: readonly Value[], index: number, otherwise: number) =>
  Number(asLong(args[index] ?? null) ?? BigInt(otherwise));

function ofText(type: ScalarFunction["type"], compute: OfText): ScalarFunction {
  return { arity: [1, 1], type, call: (args, site) => compute(textAt(args, 0, site)) };
}

/** Joins texts. @throws KqlError (`runtime`) before joining, if the result would be too long */
function joinTexts(texts: readonly string[], delimiter: string, { at }: CallSite): string {
  const length = texts.reduce(
    (sum, text) => sum + text.length,
    Math.max(texts.length - 1, 0) * delimiter.length,
  );
  limit("text", length, at);
  return texts.join(delimiter);
}

const strcat: ScalarFunction = {
  arity: [1, 64],
  type: "string",
  seesNull: true,
  call: (args, site) =>
    joinTexts(
      args.map((_, index) => textAt(args, index, site)),
      "",
      site,
    ),
};

const strcatDelim: ScalarFunction = {
  arity: [2, 64],
  type: "string",
  seesNull: true,
  call: (args, site) =>
    joinTexts(
      args.slice(1).map((_, index) => textAt(args, index + 1, site)),
      textAt(args, 0, site),
      site,
    ),
};

/**
 * Counts code points, as Kusto does. A negative start counts from the end; one before the beginning
 * of the text returns "".
 */
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

/** `split(text, delimiter [, index])`: with an index, an array of that one part, or null. */
const split: ScalarFunction = {
  arity: [2, 3],
  type: "dynamic",
  call: (args, site) => {
    const delimiter = textAt(args, 1, site);
    const parts =
      delimiter === ""
        ? [textAt(args, 0, site)]
        : textAt(args, 0, site).split(delimiter, LIMITS.items + 1);
    limit("items", parts.length, site.at);
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
    const to = [...textAt(args, 1, site)];
    const becomes = new Map<string, string>();
    [...textAt(args, 0, site)].forEach((point, index) => {
      if (!becomes.has(point)) becomes.set(point, to[Math.min(index, to.length - 1)] ?? "");
    });
    return [...textAt(args, 2, site)].map((point) => becomes.get(point) ?? point).join("");
  },
};

const strcatArray: ScalarFunction = {
  arity: [2, 2],
  type: "string",
  call: ([list = null, delimiter = null], site) =>
    isList(list)
      ? joinTexts(
          list.map((item) => toText(item, "dynamic")),
          String(delimiter),
          site,
        )
      : "",
};

/** The versions of the documentation of strrep() agree on counts up to this one only. */
const MOST_REPEATS = 1_024;

export const STRING: FunctionTable = {
  strcat,
  strcat_delim: strcatDelim,
  strcat_array: strcatArray,
  strlen: ofText("long", (text) => BigInt(countCharacters(text))),
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
    call: (args, site) =>
      replaceText(textAt(args, 0, site), textAt(args, 1, site), textAt(args, 2, site), site),
  },
  strcmp: {
    arity: [2, 2],
    type: "int",
    call: ([a = "", b = ""]) => (a === b ? 0 : String(a) < String(b) ? -1 : 1),
  },
  strrep: {
    arity: [2, 3],
    type: "string",
    call: (args, site) => {
      const times = numberAt(args, 1, 1);
      if (times < 1 || times > MOST_REPEATS) {
        throw new KqlError("semantic", `strrep() takes a count from 1 to ${MOST_REPEATS}`, site.at);
      }
      return joinTexts(
        Array<string>(times).fill(textAt(args, 0, site)),
        textAt(args, 2, site),
        site,
      );
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

/** The number of code points, as Kusto counts. */
function countCharacters(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

function replaceText(text: string, wanted: string, by: string, { at }: CallSite): string {
  if (wanted === "") return text;
  let length = text.length;
  return text.replaceAll(wanted, () => {
    length += by.length - wanted.length;
    limit("text", length, at);
    return by;
  });
}
