import fc from "fast-check";
import { expect, test } from "vitest";
import { Bytes } from "../../../src/emulator/data/bytes.ts";
import { NO_VALUE, TokenScanner } from "../../../src/emulator/data/token-scanner.ts";
import { BROKEN_VALUES, jsonValue } from "./hostile-lines.ts";

const scanner = new TokenScanner();

/** The text up to the end of the value that begins it, and the value's hash. */
function scan(text: string, before = ""): { token: string | undefined; hash: number } {
  const bytes = Buffer.from(`${before}${text}\n    `);
  const start = Buffer.byteLength(before);
  const end = scanner.valueEnd(new Bytes(bytes), start);
  const token = end === NO_VALUE ? undefined : bytes.toString("utf8", start, end);
  return { token, hash: scanner.hash };
}

const levels = (text: string) => Math.max(0, ...[...text].map((_, at) => depthAt(text, at)));
const depthAt = (text: string, at: number) =>
  text.slice(0, at + 1).split(/[[{]/).length - text.slice(0, at + 1).split(/[\]}]/).length;

test("every JSON value ends where it ends, wherever it begins, and has one hash", () => {
  fc.assert(
    fc.property(jsonValue, fc.string({ maxLength: 5 }), (text, before) => {
      const { token, hash } = scan(text);
      if (levels(text) > 64) expect(token).toBeUndefined();
      else expect(token).toBe(text);
      if (token !== undefined) expect(scan(text, before)).toEqual({ token, hash });
    }),
    { numRuns: 2000 },
  );
});

test("nothing is taken that JSON.parse refuses", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ...BROKEN_VALUES,
      ...'{ } [ ] " \\ , : 0 1 - . e E + t u "a" 12 true'.split(" "),
    ),
    fc.constantFrom(" ", "\t", "\r", "\u0000", "\u001f", "\u00a0", "\\u00e", "ü", "😀"),
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 7 }), (pieces) => {
      const { token } = scan(pieces.join(""));
      if (token !== undefined) expect(() => JSON.parse(token)).not.toThrow();
    }),
    { numRuns: 5000 },
  );
});

test.each(BROKEN_VALUES)("%s is not a value to its end", (text) => {
  expect(scan(text).token).not.toBe(text);
});

test("values that differ in one character have different hashes", () => {
  const hashes = new Set<number>();
  for (let length = 1; length <= 40; length++)
    for (let at = 0; at < length; at++)
      hashes.add(scan(`"${"a".repeat(at)}b${"a".repeat(length - at - 1)}"`).hash);
  expect(hashes.size).toBe((40 * 41) / 2);
});

test("a string says whether it has a backslash", () => {
  const isEscaped = (text: string) => scan(text).token === text && scanner.isEscaped;
  expect(['"a"', '"a\\\\b"', "5", '"abcdefgh\\n"', '"abcdefgh"'].map(isEscaped)).toEqual([
    false,
    true,
    false,
    true,
    false,
  ]);
});
