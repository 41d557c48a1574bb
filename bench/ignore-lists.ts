// Measures many ignore entries against many events: the product's suppressor compared with a plain
// loop that evaluates entry by entry, and with JSON.parse of the same events. The plain loop runs
// once over all events, which takes minutes; the others run in turns. The suppressor and the loop
// must find the same entry for every event. Goals: at least 20 times as fast as the plain loop, and
// at most 3 times the time of JSON.parse.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Condition } from "../src/hunt/conditions/condition.ts";
import { type HuntEvent, type Row, toEvent } from "../src/hunt/conditions/event.ts";
import { matcher } from "../src/hunt/conditions/matcher.ts";
import { type IgnoreEntry, suppressor } from "../src/hunt/ignore/ignore.ts";
import { sourceFor } from "../src/techniques/source.ts";
import { WINDOWS } from "../src/windows/command-line.ts";

const EVENTS = 100_000;
const HIDDEN = 0.01;
const SIZES = [20, 200, 2_000, 20_000];
const MEASURED = 2_000;
const TURNS = 5;
const SEED = 20_261_122;
const COLUMNS = [
  ...[
    "TimeGenerated",
    "Dvc",
    "User",
    "Process",
    "CommandLine",
    "TargetProcessName",
    "TargetProcessId",
    "ActingProcessName",
  ],
  ...["ActingProcessId", "ActingProcessCommandLine", "Type", "_ItemId"],
];

/** Pseudorandom numbers in [0, 1), the same in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const random = randomFrom(SEED);
const below = (most: number) => Math.floor(random() * most);
const hex = (length: number) => Array.from({ length }, () => below(16).toString(16)).join("");
const word = () =>
  Array.from({ length: 6 + below(6) }, () => "abcdefghijklmnopqrstuvwxyz"[below(26)]).join("");

/** An entry, with a command line and a parent's image that it hides. */
interface Made {
  readonly when: Condition;
  readonly image: string;
  readonly line: string;
}

/**
 * 60 % contains, 20 % structured, 10 % wildcard, 5 % regex, 5 % hasToken: a plausible mix for a
 * tuned site.
 */
function madeEntry(index: number): Made {
  const [vendor, tool, part] = [word(), word(), index % 20];
  const image = "C:\\Windows\\System32\\svchost.exe";
  const folder = `C:\\Program Files\\${vendor}\\${tool}`;
  if (part < 12)
    return {
      when: { field: "CommandLine", op: "contains", value: `${vendor}\\${tool}.exe --` },
      image,
      line: `${folder}.exe --run ${hex(4)}`,
    };
  if (part < 16)
    return {
      when: {
        all: [
          { field: "ActingProcessName", op: "endsWith", value: "\\svchost.exe" },
          { field: "Rundll32Kind", op: "equals", value: "dll" },
          { field: "Rundll32Module", op: "equals", value: `${folder}.dll` },
          { field: "Rundll32Export", op: "equals", value: tool },
        ],
      },
      image,
      line: `rundll32.exe "${folder}.dll",${tool} ${hex(8)}`,
    };
  if (part < 18)
    return {
      when: {
        field: "CommandLine",
        op: "wildcard",
        value: `*\\users\\*\\appdata\\local\\${vendor}\\*\\${tool}.exe*`,
      },
      image,
      line:
        `C:\\Users\\u${below(99)}\\AppData\\Local\\${vendor}\\app-${below(9)}\\${tool}.exe ` +
        "/quiet",
    };
  if (part === 18)
    return {
      when: {
        field: "CommandLine",
        op: "regex",
        value: `\\\\${vendor}\\\\[0-9a-f]{8}\\\\${tool}-\\d+\\.exe`,
      },
      image,
      line: `C:\\ProgramData\\${vendor}\\${hex(8)}\\${tool}-${below(99)}.exe -x`,
    };
  return {
    when: { field: "CommandLine", op: "hasToken", value: `/${tool}:*` },
    image,
    line: `"${folder} x.exe" "/${tool}:${hex(6)}" y`,
  };
}

const made = Array.from({ length: Math.max(...SIZES) }, (_, index) => madeEntry(index));
const entries = made.map(
  ({ when }, index): IgnoreEntry => ({
    ...{
      id: `entry-${index}`,
      title: "",
      reason: "",
      origin: "bench",
      owner: "bench",
      rules: "all",
      workspaces: "all",
      active: true,
    },
    when,
  }),
);

/** Real events with changed numbers, and some that one of the first entries hides. */
const sample = gunzipSync(readFileSync("samples/imProcessCreate.jsonl.gz"))
  .toString("utf8")
  .trim()
  .split("\n");
const rows = sample.map((line) => JSON.parse(line) as Row);
const texts = Array.from({ length: EVENTS }, () => {
  const row = rows[below(rows.length)] ?? {};
  const line = String(row["CommandLine"] ?? "").replace(/\d/g, () => String(below(10)));
  const hidden = random() < HIDDEN ? made[below(MEASURED)] : undefined;
  const own = hidden
    ? {
        CommandLine: hidden.line,
        ActingProcessName: hidden.image,
        Process: "C:\\Windows\\System32\\rundll32.exe",
      }
    : { CommandLine: line };
  const given: Row = { ...row, ...own };
  return JSON.stringify(Object.fromEntries(COLUMNS.map((column) => [column, given[column] ?? ""])));
});
const events = texts
  .map((text) => toEvent(JSON.parse(text) as Row, "TimeGenerated", sourceFor("rundll32")))
  .filter((event) => event !== undefined);
const bytes = texts.reduce((sum, text) => sum + text.length, 0);

const scope = { rule: { slug: "bench" }, workspace: { id: "bench", name: "bench" }, now: 0 };
const times = (run: () => void) =>
  Array.from({ length: TURNS }, () => {
    const from = performance.now();
    run();
    return performance.now() - from;
  });
const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const range = (values: readonly number[]) =>
  `${Math.min(...values).toFixed(0)}-${Math.max(...values).toFixed(0)}`;
const say = (line: string) => process.stdout.write(`${line}\n`);

say(
  `node ${process.version}, ${events.length} events of ${Math.round(bytes / events.length)} ` +
    `bytes, ${TURNS} turns, seed ${SEED}`,
);
const parse = times(() => {
  for (const text of texts) JSON.parse(text);
});
say("                          median ms       range    per event us    x JSON.parse");
const row = (name: string, values: readonly number[]) =>
  say(
    `${name.padEnd(24)}${median(values).toFixed(0).padStart(11)}${range(values).padStart(12)}${((median(values) / events.length) * 1000).toFixed(2).padStart(16)}${(median(values) / median(parse)).toFixed(2).padStart(16)}`,
  );
row("JSON.parse", parse);

let measured = { fast: 0, hides: new Map<HuntEvent, string>() };
for (const size of SIZES) {
  const from = performance.now();
  const suppress = suppressor(entries.slice(0, size), scope, WINDOWS);
  const built = performance.now() - from;
  const taken = times(() => void suppress(events));
  row(`${size} entries`, taken);
  if (size !== MEASURED) continue;
  const hides = new Map(suppress(events).suppressions.map(({ event, entry }) => [event, entry.id]));
  measured = { fast: median(taken), hides };
  say(
    `  of which made ready once in ${built.toFixed(0)} ms; ${hides.size} events hidden ` +
      `(${((hides.size / events.length) * 100).toFixed(2)} %)`,
  );
}

const plain = entries
  .slice(0, MEASURED)
  .map(({ id, when }) => ({ id, holds: matcher(when, WINDOWS) }));
const from = performance.now();
let [wrong, done] = [0, 0];
for (const event of events) {
  if (plain.find(({ holds }) => holds(event))?.id !== measured.hides.get(event)) wrong += 1;
  done += 1;
}
const loop = performance.now() - from;
if (wrong > 0) throw new Error(`${wrong} of ${done} events have another entry in the plain loop`);
const [faster, slower] = [loop / measured.fast, measured.fast / median(parse)];
say(
  `the plain loop over ${MEASURED} entries: ${loop.toFixed(0)} ms, ${faster.toFixed(0)} ` +
    `times as long; the same entry for each of ${done} events`,
);
say(
  "goal: at least 20 times faster, at most 3 times JSON.parse; " +
    `${faster >= 20 && slower <= 3 ? "met" : "missed"}`,
);
