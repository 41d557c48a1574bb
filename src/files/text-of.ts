import { isUtf8 } from "node:buffer";

/** What keeps a file from being read: where (file, or file:line:column), what and the remedy. */
export interface ReadProblem {
  readonly where: string;
  readonly message: string;
  readonly remedy: string;
}

export type ReadText = { readonly text: string } | { readonly problem: ReadProblem };

const REMEDY = "save it as UTF-8 text";

/**
 * Bytes as text: UTF-8, or UTF-16 where a byte order mark says so. Anything else is no text, and
 * its place is told.
 */
export function textOf(bytes: Buffer, path: string): ReadText {
  const text =
    bytes[0] === 0xff || bytes[0] === 0xfe
      ? utf16(bytes)
      : bytes.toString("utf8").replace(/^\ufeff/, "");
  if (text === undefined)
    return { problem: { where: path, message: "is no text", remedy: REMEDY } };
  const zero = text.indexOf("\0");
  if (zero >= 0)
    return {
      problem: { where: place(path, text, zero), message: "holds a zero byte", remedy: REMEDY },
    };
  const unread = text.indexOf("\ufffd");
  if (unread < 0 || bytes[0] === 0xff || bytes[0] === 0xfe || isUtf8(bytes)) return { text };
  return {
    problem: {
      where: place(path, text, unread),
      message: "holds bytes that are no UTF-8",
      remedy: REMEDY,
    },
  };
}

/** UTF-16 in either order, by its byte order mark; undefined without one. */
function utf16(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString("utf16le");
  if (bytes[0] !== 0xfe || bytes[1] !== 0xff || bytes.length % 2 !== 0) return undefined;
  return Buffer.from(bytes.subarray(2)).swap16().toString("utf16le");
}

function place(path: string, text: string, offset: number): string {
  const before = text.slice(0, offset);
  return `${path}:${before.split("\n").length}:${offset - before.lastIndexOf("\n")}`;
}
