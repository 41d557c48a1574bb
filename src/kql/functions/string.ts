import { createHash } from "node:crypto";
import { KqlError } from "../errors.ts";
import { LIMITS, limit } from "../limits.ts";
import { compareValues } from "../values/compare.ts";
import { toLowerCase, toUpperCase } from "../values/fold-case.ts";
import { toText } from "../values/text.ts";
import { isList, type Value } from "../values/types.ts";
import { ofText, textAt, wholeAt } from "./arguments.ts";
import { CHARACTERS } from "./characters.ts";
import type { CallSite, FunctionTable, ScalarFunction } from "./function.ts";

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
    const part = parts[wholeAt(args, 2, -1)];
    return part === undefined ? null : [part];
  },
};

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The decoded text, or "" if the text is not base64 or its bytes are not UTF-8. */
function base64Text(text: string): Value {
  if (!BASE64.test(text)) return "";
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
  ...CHARACTERS,
  strcat,
  strcat_delim: strcatDelim,
  strcat_array: strcatArray,
  tolower: ofText("string", toLowerCase),
  toupper: ofText("string", toUpperCase),
  isascii: ofText("bool", (text) => [...text].every((point) => (point.codePointAt(0) ?? 0) < 128)),
  url_decode: ofText("string", (text) => decodeUrl(text)),
  base64_decode_tostring: ofText("string", base64Text),
  base64_encode_tostring: ofText("string", (text) => Buffer.from(text, "utf8").toString("base64")),
  hash_sha256: ofText("string", (text) => createHash("sha256").update(text).digest("hex")),
  split,
  translate,
  replace_string: {
    arity: [3, 3],
    type: "string",
    call: (args, site) =>
      replaceText(textAt(args, 0, site), textAt(args, 1, site), textAt(args, 2, site), site),
  },
  strcmp: {
    arity: [2, 2],
    type: "long",
    call: ([a = "", b = ""]) => BigInt(Math.sign(compareValues(a, b))),
  },
  strrep: {
    arity: [2, 3],
    type: "string",
    call: (args, site) => {
      const times = wholeAt(args, 1, 1);
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

function replaceText(text: string, wanted: string, by: string, { at }: CallSite): string {
  if (wanted === "") return text;
  let length = text.length;
  return text.replaceAll(wanted, () => {
    length += by.length - wanted.length;
    limit("text", length, at);
    return by;
  });
}
