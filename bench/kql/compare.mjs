// Compares the local engine with DuckDB, one thread, on generated process starts. Both run on the
// same machine in turns, each measurement in a process of its own, and their answers must be equal.
// Prints medians of CPU seconds with ranges, megabytes, and the ratio to DuckDB beside its goal.
// npm ci --prefix bench/kql; node bench/kql/compare.mjs [ROWS] [REPEATS]
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { median } from "../median.mjs";
import { FIRST, GOALS, QUERIES } from "./measures.mjs";
import { writeProcessEvents, writeRawEvents } from "./process-events.mjs";

const [rows = 100_000, repeats = 5] = process.argv.slice(2).map(Number);
const FOLDER = resolve("dist/bench/kql");
const ENGINE = join(FOLDER, "engine-side.mjs");
const DUCKDB = join(import.meta.dirname, "duckdb-side.mjs");

const data = await makeData();
await build({
  entryPoints: ["bench/kql/engine-side.ts"],
  outfile: ENGINE,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
});
const files = Object.fromEntries(
  Object.entries(data).map(([name, folder]) => [name, describe(folder)]),
);

process.stdout.write(`node ${process.version}, ${rows} rows, ${repeats} repeats, CPU s\n`);
printRow(["", "engine", "range", "DuckDB", "range", "ratio", "goal", ""]);
compareLoad();
for (const query of QUERIES) compareQuery(query);
compareFirst();
rmSync(FOLDER, { recursive: true });

async function makeData() {
  rmSync(FOLDER, { recursive: true, force: true });
  const folders = Object.fromEntries(
    ["prepared", "raw", "first"].map((name) => [name, join(FOLDER, name)]),
  );
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  await writeProcessEvents(join(folders.prepared, "imProcessCreate.jsonl"), rows);
  await writeRawEvents(folders.raw, rows);
  await writeProcessEvents(join(folders.first, "imProcessCreate.jsonl"), 200);
  return folders;
}

/** The files of a folder as DuckDB is to load them: with the columns that the engine declares. */
function describe(folder) {
  return measure(ENGINE, { measure: "schema", folder }).map(({ name, columns }) => {
    const isPrepared = name.startsWith("_Im_");
    return {
      table: isPrepared ? "prepared" : name,
      path: join(folder, `${isPrepared ? "imProcessCreate" : name}.jsonl`),
      columns,
    };
  });
}

function measure(side, request) {
  const output = execFileSync(
    process.execPath,
    ["--expose-gc", "--max-old-space-size=16000", side],
    {
      env: { ...process.env, REQUEST: JSON.stringify(request) },
      encoding: "utf8",
      maxBuffer: 2 ** 30,
    },
  );
  return JSON.parse(output);
}

/** Both sides in turns. @throws Error if their answers differ */
function inTurns(name, request) {
  const both = { engine: [], duckdb: [] };
  for (let turn = 0; turn < repeats; turn += 1) {
    both.engine.push(measure(ENGINE, { ...request, folder: data[request.data] }));
    both.duckdb.push(measure(DUCKDB, { ...request, files: files[request.data] }));
    requireSame(name, both.engine[turn].answer, both.duckdb[turn].answer);
  }
  return both;
}

function requireSame(name, engine, duckdb) {
  const [ours, theirs] = [engine, duckdb].map((answer) =>
    answer.map((row) => JSON.stringify(row)).sort(),
  );
  const at = ours.findIndex((row, index) => row !== theirs[index]);
  if (at < 0 && ours.length === theirs.length && ours.length > 0) return;
  throw new Error(
    `${name}: the answers differ (${ours.length} and ${theirs.length} rows):\n` +
      `engine: ${ours[at]}\nDuckDB: ${theirs[at]}`,
  );
}

function compareLoad() {
  const { engine, duckdb } = inTurns("load", { measure: "load", data: "prepared" });
  const [cpu, memory] = ["cpu", "memory"].map((part) =>
    [engine, duckdb].map((all) => all.map((one) => one[part])),
  );
  printRatio("load", cpu, GOALS.load);
  printRatio("memory, MB", memory, GOALS.memory, 0);
}

function compareQuery({ name, data: from, kql, views, sql, goal }) {
  const { engine, duckdb } = inTurns(name, { measure: "query", data: from, kql, views, sql });
  printRatio(
    name,
    [engine, duckdb].map((all) => all.map(({ cpu }) => cpu)),
    goal,
  );
}

function compareFirst() {
  const { kql, views, sql } = FIRST;
  const name = "first query after start";
  const { engine, duckdb } = inTurns(name, { measure: "first", data: "first", kql, views, sql });
  const [ours, theirs] = [engine, duckdb].map((all) => all.map(({ cpu }) => cpu));
  const met = median(ours) <= GOALS.first ? "met" : "missed";
  printRow([name, ...cells(ours, 3), ...cells(theirs, 3), "", `${GOALS.first} s`, met]);
}

function printRatio(name, [ours, theirs], goal, digits = 3) {
  const ratio = median(ours) / median(theirs);
  const met = ratio <= goal ? "met" : "missed";
  printRow([
    name,
    ...cells(ours, digits),
    ...cells(theirs, digits),
    ratio.toFixed(2),
    `${goal}x`,
    met,
  ]);
}

function cells(values, digits) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return [median(values).toFixed(digits), `${low.toFixed(digits)}-${high.toFixed(digits)}`];
}

function printRow([name, ...rest]) {
  const widths = [9, 16, 9, 16, 7, 7, 8];
  const texts = rest.map((cell, at) => cell.padStart(widths[at]));
  process.stdout.write(`${name.padEnd(24)}${texts.join("")}\n`);
}
