import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRundll32 } from "../../../src/techniques/rundll32/line.ts";
import { rundll32Template, templateNeedles } from "../../../src/techniques/rundll32/template.ts";
import { sourceFor } from "../../../src/techniques/source.ts";
import { commandLineTokens } from "../../../src/windows/command-line.ts";
import { fullPath } from "../../../src/windows/path.ts";

interface Vector {
  readonly n: number;
  readonly input: string;
  readonly expected: {
    kind: string;
    module: string;
    base: string;
    entry: string;
    ordinal: number | null;
    args: string;
    flags: string[];
  };
  readonly template: string;
}

const vectors = readFileSync(
  join(import.meta.dirname, "../../fixtures/rundll32-parse-vectors.jsonl"),
  "utf8",
)
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Vector);

test.each(vectors)("vector $n: $input", ({ input, expected, template }) => {
  const { kind, module, base, export: entry, ordinal, args, flags } = parseRundll32(input);
  expect({ kind, module, base, entry, ordinal, args, flags }).toEqual(expected);
  expect(rundll32Template(input)).toBe(template);
});

describe("a line whose program name can be read in two ways is not read at all", () => {
  test.each([
    'rundll32"x C:\\Windows\\System32\\SHELL32.dll,Run" C:\\evil.dll,Run',
    '"rundll32.exe"C:\\evil.dll,Run C:\\Windows\\System32\\SHELL32.dll,Run',
    "rundll32.exe\u0001C:\\evil.dll,Run C:\\Windows\\System32\\SHELL32.dll,Run",
    'rundll32.exe"" C:\\Windows\\System32\\SHELL32.dll,Run',
    '"rundll32.exe C:\\Windows\\System32\\SHELL32.dll,Run',
    " C:\\evil.dll,Run C:\\Windows\\System32\\SHELL32.dll,Run",
    "\tC:\\evil.dll,Run C:\\Windows\\System32\\SHELL32.dll,Run",
  ])("%s", (line) => {
    expect(parseRundll32(line).kind).toBe("unknown");
  });
});

test("options before the module are told, so that an entry can demand that there are none", () => {
  expect(
    parseRundll32("rundll32.exe /C:\\evil.dll,Run C:\\Windows\\System32\\SHELL32.dll,Run").options,
  ).toBe("/C:\\evil.dll,Run");
});

test.each(["\u00a0", "\u3000", "\u2003", "\ufeff", "\v"])(
  "a look-alike blank at the end (%j) is part of the arguments",
  (blank) => {
    expect(parseRundll32(`rundll32 shell32.dll,Control_RunDLL main.cpl${blank} \t`).args).toBe(
      blank === "\v" ? "" : `main.cpl${blank}`,
    );
    expect(parseRundll32(`rundll32 -sta x${blank}`).args).toBe(blank === "\v" ? "" : `x${blank}`);
  },
);

test.each([
  ["C:\\Program Files\\a\\..\\..\\Users\\x.dll", "C:\\Users\\x.dll"],
  ["c:/windows/./system32//a.dll", "c:\\windows\\system32\\a.dll"],
  ["C:\\..\\..\\a.dll", "C:\\a.dll"],
  ["..\\a.dll", "..\\a.dll"],
  ["\\\\?\\C:\\a\\..\\b.dll", "\\\\?\\C:\\a\\..\\b.dll"],
  ["//h/s/../x.dll", "\\\\h\\s\\..\\x.dll"],
  ["C:a.dll", "C:a.dll"],
])("%s is opened as %s", (path, expected) => {
  expect(fullPath(path)).toBe(expected);
  expect(
    sourceFor("rundll32").derive({ Process: "rundll32.exe", CommandLine: `rundll32 "${path}",a` })[
      "Rundll32Module"
    ],
  ).toBe(expected);
});

test("a look-alike blank is a program's name", () => {
  expect(
    parseRundll32("\u00a0 C:\\evil.dll,Run C:\\Windows\\System32\\SHELL32.dll,Run").module,
  ).toBe("C:\\evil.dll");
});

test("a line of 32,000 look-alike blanks has no program", () => {
  expect(parseRundll32(`${"\u00a0".repeat(32_000)}"`).kind).toBe("unknown");
});

describe("tokens by the CommandLineToArgvW rules", () => {
  test.each([
    ['a.exe "b c" d', ["a.exe", "b c", "d"]],
    ['a.exe "C:\\W\\x.tmp",zz y', ["a.exe", "C:\\W\\x.tmp,zz", "y"]],
    ['a.exe a\\\\\\"b c', ["a.exe", 'a\\"b', "c"]],
    ['a.exe a\\\\\\\\"b c" d', ["a.exe", "a\\\\b c", "d"]],
    ['a.exe "a""b" c', ["a.exe", 'a"b', "c"]],
    ['"C:\\P F\\a.exe" ""', ["C:\\P F\\a.exe", ""]],
    ['a.exe "open', ["a.exe", "open"]],
    ["a.exe\t b", ["a.exe", "b"]],
    ["", []],
  ])("%s", (line, tokens) => {
    expect(commandLineTokens(line)).toEqual(tokens);
  });
});

test("every line contains the needles of its template, whatever it holds", () => {
  const part = fc.oneof(
    fc.constantFrom("C:\\Windows\\", "\\\\10.0.0.9\\s\\", "C:\\Users\\bob\\", "", "C:/a b/"),
    fc.string({ unit: "binary", maxLength: 8 }),
  );
  const module = fc.oneof(
    fc.constantFrom("shell32.dll", "MSI6E4C.tmp", "a1b2c3d4e5f6.dll", "x", "İstanbul.dll"),
    fc.string({ unit: "grapheme", maxLength: 12 }),
  );
  const name = fc.oneof(
    fc.constantFrom("Control_RunDLL", "#24", "", "Ünlü"),
    fc.string({ unit: "grapheme", maxLength: 10 }),
  );
  const line = fc.tuple(
    part,
    module,
    fc.constantFrom(",", " ", ", ", '",'),
    name,
    fc.string({ maxLength: 12 }),
    fc.boolean(),
  );
  fc.assert(
    fc.property(line, ([folder, file, separator, entry, rest, quoted]) => {
      const whole = `rundll32.exe ${quoted ? '"' : ""}${folder}${file}${separator}${entry} ${rest}`;
      for (const needle of templateNeedles(rundll32Template(whole)))
        expect(whole.toLowerCase()).toContain(needle);
    }),
    { numRuns: 5_000, examples: [[["", "-", ",", "", "/", true]]] },
  );
});
