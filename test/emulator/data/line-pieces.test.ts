import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  type LinePiece,
  linesOfBytes,
  linesOfFile,
} from "../../../src/emulator/data/line-pieces.ts";
import { folderWith } from "./folder.ts";

/** The text of all pieces; checks what is promised of each. */
function textOf(pieces: Iterable<LinePiece>): string {
  let text = "";
  for (const { bytes, start, end, isOpen } of pieces) {
    expect(bytes.buffer[end - 1]).toBe(10);
    expect(bytes.words.byteLength - end).toBeGreaterThanOrEqual(4);
    text += bytes.buffer.toString("utf8", start, isOpen ? end - 1 : end);
  }
  return text;
}

function textOfFile(content: string): string {
  const file = openSync(join(folderWith({ x: content }), "x"), "r");
  try {
    return textOf(linesOfFile(file));
  } finally {
    closeSync(file);
  }
}

const long = "y".repeat(3_000_000);
test.each([
  ["nothing", ""],
  ["a line end", "\n"],
  ["a line", "abc\n"],
  ["a line without its end", "abc"],
  ["lines, the last without its end", "abc\ndef\nü"],
  ["short lines at the end", "abc\n\n\n\n\n"],
  ["a line longer than a piece", `a\n${long}\nb\n`],
  ["a line longer than a piece without its end", `a\n${long}`],
  ["many pieces", `${"some line\n".repeat(400_000)}end`],
])("%s", (_, text) => {
  expect(textOfFile(text)).toBe(text);
  expect(textOf(linesOfBytes(Buffer.from(text)))).toBe(text);
  expect(textOfFile(`\ufeff${text}`)).toBe(text);
  expect(textOf(linesOfBytes(Buffer.from(`\ufeff${text}`)))).toBe(text);
});
