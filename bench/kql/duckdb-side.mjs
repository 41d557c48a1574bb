// One measurement of DuckDB with one thread, in a process of its own: reads the request from the
// environment, and prints CPU seconds, megabytes and the answer as JSON.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

const MEGABYTE = 2 ** 20;
const TYPES = {
  string: "VARCHAR",
  datetime: "TIMESTAMP",
  long: "BIGINT",
  int: "INTEGER",
  real: "DOUBLE",
  bool: "BOOLEAN",
  guid: "VARCHAR",
  dynamic: "JSON",
};

const { measure, files, views, sql } = JSON.parse(process.env.REQUEST);
const connection = await (await DuckDBInstance.create(":memory:")).connect();
await connection.run("SET threads=1");
const MEASURES = { load: measureLoad, query: measureQuery, first: runFirst };
process.stdout.write(JSON.stringify(await MEASURES[measure]()));

async function load() {
  for (const { table, path, columns } of files) {
    const types = await Promise.all(columns.map((column) => typeFor(column, path)));
    await connection.run(
      `CREATE TABLE ${table} AS SELECT * FROM read_json('${path}', format='newline_delimited', ` +
        `columns={${types.join(", ")}})`,
    );
  }
}

/** A bag becomes a STRUCT, as DuckDB's own detection makes it. */
async function typeFor({ name, type }, path) {
  const quoted = `"${name}"`;
  if (name !== "EventData" || type !== "dynamic") return `${quoted}: '${TYPES[type]}'`;
  const found = await rowsOf(`SELECT typeof(EventData) FROM read_json('${path}') LIMIT 1`);
  return `${quoted}: '${found[0][0]}'`;
}

async function makeViews() {
  await connection.run(readFileSync(join(import.meta.dirname, "macros.sql"), "utf8"));
  if (views) await connection.run(views);
}

async function measureLoad() {
  const before = residentMemory();
  const from = process.cpuUsage();
  await load();
  const cpu = secondsSince(from);
  const memory = residentMemory() - before;
  const answer = [];
  for (const { table } of files)
    answer.push(...textsOf(await rowsOf(`SELECT count(*) FROM ${table}`)));
  return { cpu, memory, answer };
}

async function measureQuery() {
  await load();
  await makeViews();
  const from = process.cpuUsage();
  const rows = await rowsOf(sql);
  return { cpu: secondsSince(from), answer: textsOf(rows) };
}

/** From the start of the process. */
async function runFirst() {
  await load();
  await makeViews();
  const rows = await rowsOf(sql);
  return { cpu: secondsSince({ user: 0, system: 0 }), answer: textsOf(rows) };
}

async function rowsOf(text) {
  return (await connection.runAndReadAll(text)).getRows();
}

function textsOf(rows) {
  return rows.map((row) => row.map(cellText));
}

/** A time as `2026-11-01T00:00:00.000000`; the items of a list in order. */
function cellText(value) {
  if (value === null) return "";
  if (typeof value === "object" && "items" in value)
    return JSON.stringify(value.items.map(String).sort());
  if (typeof value === "object" && "micros" in value) {
    const [seconds, fraction = ""] = value.toString().replace(" ", "T").split(".");
    return `${seconds}.${fraction.padEnd(6, "0")}`;
  }
  return String(value);
}

function secondsSince(from) {
  const { user, system } = process.cpuUsage();
  return (user - from.user + system - from.system) / 1e6;
}

function residentMemory() {
  globalThis.gc?.();
  return process.memoryUsage().rss / MEGABYTE;
}
