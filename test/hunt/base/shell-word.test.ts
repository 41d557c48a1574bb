import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shellWord, visible } from "../../../src/hunt/base/escape.ts";

test("a POSIX shell reads back the word", () => {
  const said = (text: string) =>
    execFileSync("sh", ["-c", `printf %s ${shellWord(text, "linux")}`], { encoding: "utf8" });
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (text) => {
      expect(said(text)).toBe(visible(text));
    }),
    { numRuns: 50, examples: [["$(id)`id`'\"; x"], ["it's"], ["a b"]] },
  );
});

test.each([
  ["out/look/entries/a-1.yaml", "out/look/entries/a-1.yaml"],
  ["C:\\rules\\own", "C:\\rules\\own"],
  ["C:\\My rules", '"C:\\My rules"'],
  ["it's", '"it\'s"'],
  ["a & b | c ^ d", '"a & b | c ^ d"'],
  ["C:\\My rules\\", "'C:\\My rules\\'"],
  ["it's $HOME", "'it''s $HOME'"],
  ["%PATH% \u2019x", "'%PATH% \u2019\u2019x'"],
  ["a,b", '"a,b"'],
  ["@x", '"@x"'],
])("on Windows %s is %s", (text, word) => {
  expect(shellWord(text, "win32")).toBe(word);
});
