import { expect, test } from "vitest";
import { Bytes } from "../../../src/emulator/data/bytes.ts";
import { TokenList } from "../../../src/emulator/data/token-list.ts";
import { NO_VALUE, TokenScanner } from "../../../src/emulator/data/token-scanner.ts";

const scanner = new TokenScanner();

function add(tokens: TokenList, token: string, hash?: number): number {
  const bytes = new Bytes(Buffer.from(`${token}\n   `));
  const end = scanner.valueEnd(bytes, 0);
  return tokens.codeOf(bytes, 0, end, hash ?? scanner.hash, scanner.isEscaped);
}

test("a token has the code that it had before", () => {
  const tokens = new TokenList();
  const all = ['"a"', '""', '"ü"', '"a\\\\b"', "1", "12", '"1"', "null", '{"a":1}', '"日本"'];
  expect(all.map((token) => add(tokens, token))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(all.map((token) => add(tokens, token))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(all.map((_, at) => tokens.text(at + 1))).toEqual(all);
  expect([1, 2, 3, 4, 10].map((code) => tokens.string(code))).toEqual([
    "a",
    "",
    "ü",
    "a\\b",
    "日本",
  ]);
});

test.each([
  ["plain strings", ['"a"', '"b\\\\c"', '"\\n"'], true, true],
  ["an escape that is not needed", ['"a"', '"\\u0061"'], true, false],
  ["a slash with a backslash", ['"\\/"', '"/"'], true, false],
  ["a number", ['"a"', "1"], false, true],
  ["null", ['"a"', "null"], false, true],
])("%s", (_, all, onlyStrings, isDistinct) => {
  const tokens = new TokenList();
  for (const token of all) add(tokens, token);
  expect([tokens.onlyStrings, tokens.isDistinct]).toEqual([onlyStrings, isDistinct]);
});

test("tokens made to collide are not searched for any more, and each keeps its text", () => {
  const tokens = new TokenList();
  const all = Array.from({ length: 5000 }, (_, at) => `"${at}"`);
  expect(all.slice(0, 60).map((token) => add(tokens, token, 7))).toEqual(
    all.slice(0, 60).map((token) => add(tokens, token, 7)),
  );
  const codes = all.map((token) => add(tokens, token, 7));
  expect(codes.map((code) => tokens.text(code))).toEqual(all);
  expect(tokens.isDistinct).toBe(false);
});

test("repeated tokens are found however many there are", () => {
  const tokens = new TokenList();
  const all = Array.from({ length: 100_000 }, (_, at) => (at % 3 === 0 ? '"x"' : `"${at}"`));
  const codes = all.map((token) => add(tokens, token));
  expect(all.map((token) => add(tokens, token))).toEqual(codes);
  expect(tokens.size).toBe(new Set(all).size + 1);
  expect(codes.every((code, at) => tokens.text(code) === all[at])).toBe(true);
});

test("where hardly a token repeats, each cell gets a code of its own", () => {
  const tokens = new TokenList();
  const all = Array.from({ length: 20_000 }, (_, at) => `"${at}"`);
  const codes = all.map((token) => add(tokens, token));
  expect(codes.at(-1)).toBe(20_000);
  expect(add(tokens, '"5"')).toBe(20_001);
  expect(tokens.isDistinct).toBe(false);
  expect(codes.every((code, at) => tokens.text(code) === all[at])).toBe(true);
});

test("the end of a token, if it is the one that begins somewhere", () => {
  const tokens = new TokenList();
  const code = add(tokens, '"C:\\\\a"');
  const endIn = (text: string, at: number) =>
    tokens.endIfAt(code, new Bytes(Buffer.from(text)), at);
  expect(endIn('x:"C:\\\\a",', 2)).toBe(9);
  expect(endIn('x:"C:\\\\ab",', 2)).toBe(NO_VALUE);
  expect(endIn('x:"C:\\\\', 2)).toBe(NO_VALUE);
});
