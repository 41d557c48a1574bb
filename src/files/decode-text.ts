import { isUtf8 } from "node:buffer";

/** Why a file cannot be read; `where` is the file, or file:line:column. */
export interface ReadProblem {
  readonly where: string;
  readonly message: string;
  readonly remedy: string;
}

export type ReadText = { readonly text: string } | { readonly problem: ReadProblem };

const REMEDY = "save it as UTF-8 text";

/** Decodes UTF-8, or UTF-16 with a byte order mark; anything else is a problem with its place. */
export function decodeText(bytes: Buffer, path: string): ReadText {
  const text =
    bytes[0] === 0xff || bytes[0] === 0xfe
      ? utf16(bytes)
      : bytes.toString("utf8").replace(/^\ufeff/, "");
  if (text === undefined)
    return { problem: { where: path, message: "is not text", remedy: REMEDY } };
  const zero = text.indexOf("\0");
  if (zero >= 0)
    return {
      problem: { where: place(path, text, zero), message: "contains a NUL byte", remedy: REMEDY },
    };
  const replaced = text.indexOf("\ufffd");
  if (replaced < 0 || bytes[0] === 0xff || bytes[0] === 0xfe || isUtf8(bytes)) return { text };
  return {
    problem: {
      where: place(path, text, replaced),
      message: "contains bytes that are not UTF-8",
      remedy: REMEDY,
    },
  };
}

/** Decodes UTF-16 in the byte order of its mark; undefined without a mark. */
function utf16(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString("utf16le");
  if (bytes[0] !== 0xfe || bytes[1] !== 0xff || bytes.length % 2 !== 0) return undefined;
  return Buffer.from(bytes.subarray(2)).swap16().toString("utf16le");
}

function place(path: string, text: string, offset: number): string {
  const before = text.slice(0, offset);
  return `${path}:${before.split("\n").length}:${offset - before.lastIndexOf("\n")}`;
}
