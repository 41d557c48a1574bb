// Measures how matching time grows with the length of the text, for inputs that make backtracking
// engines hang: doubling the text should double the time. Prints medians over texts of 20,000 to
// 160,000 characters. Goal: at most 2.6 times per doubling.
import type { Condition } from "../src/hunt/conditions/condition.ts";
import { firstMatch } from "../src/hunt/conditions/first-match.ts";
import { sourceFor } from "../src/techniques/source.ts";
import { WINDOWS } from "../src/windows/command-line.ts";

const LENGTHS = [20_000, 40_000, 80_000, 160_000];
const TURNS = 7;
const regex = (value: string): Condition => ({ field: "CommandLine", op: "regex", value });

const CASES: readonly (readonly [
  name: string,
  condition: Condition,
  text: (length: number) => string,
])[] = [
  ["regex (a+)+$", regex("(a+)+$"), (length) => `${"a".repeat(length)}!`],
  ["regex (a|aa)*b", regex("(a|aa)*b"), (length) => "a".repeat(length)],
  ["regex (.*,){11}x", regex("(.*,){11}x"), (length) => ",".repeat(length)],
  ["regex ^(([a-z])+.)+[A-Z]$", regex("^(([a-z])+.)+[0-9]$"), (length) => "a".repeat(length)],
  [
    "wildcard *a*a*a*a*b",
    { field: "CommandLine", op: "wildcard", value: "*a*a*a*a*b" },
    (length) => "a".repeat(length),
  ],
  [
    "hasToken *\\\\*\\\\*x",
    { field: "CommandLine", op: "hasToken", value: "*\\\\*\\\\*x" },
    (length) => `y ${"\\".repeat(length)}`,
  ],
  [
    "hasToken of quotes",
    { field: "CommandLine", op: "hasToken", value: "abcd" },
    (length) => '"\\'.repeat(length / 2),
  ],
  ["has aaaa", { field: "CommandLine", op: "has", value: "aaaa" }, (length) => "a".repeat(length)],
  [
    "a line's derived columns",
    { field: "Rundll32Template", op: "contains", value: "zzzz" },
    (length) => `rundll32 ${"a1-".repeat(length / 3)}`,
  ],
  [
    "look-alike blanks in front",
    { field: "Rundll32Kind", op: "equals", value: "dll" },
    (length) => `${"\u00a0".repeat(length)}"`,
  ],
  [
    "blanks among arguments",
    { field: "Rundll32Arguments", op: "contains", value: "zzzz" },
    (length) => `rundll32 x.dll,y z${" ".repeat(length)}z`,
  ],
  [
    "dots in a module's name",
    { field: "Rundll32Base", op: "contains", value: "zzzz" },
    (length) => `rundll32 ${".".repeat(length)}z,y`,
  ],
];

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
function timeOf(condition: Condition, text: string): number {
  const first = firstMatch([condition], WINDOWS);
  first({ row: { CommandLine: text }, time: 0, derived: {} });
  const row = { Process: "rundll32.exe", CommandLine: text };
  return median(
    Array.from({ length: TURNS }, () => {
      const from = performance.now();
      first({ row, time: 0, derived: sourceFor("rundll32").derive(row) });
      return performance.now() - from;
    }),
  );
}

const say = (line: string) => process.stdout.write(`${line}\n`);
say(`node ${process.version}, ${TURNS} turns, ms`);
say(
  `${"input".padEnd(28)}${LENGTHS.map((length) => String(length).padStart(10)).join("")}   a ` +
    "doubling",
);
let worst = 0;
for (const [name, condition, text] of CASES) {
  const times = LENGTHS.map((length) => timeOf(condition, text(length)));
  const growth = ((times.at(-1) ?? 0) / (times[0] ?? 1)) ** (1 / (LENGTHS.length - 1));
  worst = Math.max(worst, growth);
  say(
    `${name.padEnd(28)}${times.map((ms) => ms.toFixed(2).padStart(10)).join("")}${growth.toFixed(2).padStart(13)}`,
  );
}
say(`goal: at most 2.6 times a doubling; ${worst <= 2.6 ? "met" : "missed"}`);
