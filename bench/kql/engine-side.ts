// One measurement of the local engine, in a process of its own: reads the request from the
// environment, and prints CPU seconds, megabytes and the answer as JSON.
import { loadWorkspace } from "../../src/emulator/workspace.ts";
import type { Engine, TimeScope } from "../../src/kql/engine.ts";
import type { Table } from "../../src/kql/table.ts";
import { toText } from "../../src/kql/values/text.ts";
import type { ScalarType, Value } from "../../src/kql/values/types.ts";

interface Request {
  readonly measure: "schema" | "load" | "query" | "first";
  readonly folder: string;
  readonly kql: string;
}

const NOW = 639_000_000_000_000_000n;
const NO_ROWS: TimeScope = { from: 1n, to: 0n };
const MEGABYTE = 2 ** 20;

const { measure, folder, kql } = JSON.parse(process.env["REQUEST"] ?? "") as Request;
const MEASURES = { schema: readSchema, load: measureLoad, query: measureQuery, first: runFirst };
process.stdout.write(JSON.stringify(MEASURES[measure]()));

function load() {
  return loadWorkspace(folder, "rules/asim");
}

/** The columns of each table, for DuckDB to load the same. */
function readSchema() {
  return load().tables.map(({ name, columns }) => ({ name, columns }));
}

function measureLoad() {
  const before = residentMemory();
  const from = process.cpuUsage();
  const workspace = load();
  const cpu = secondsSince(from);
  const answer = workspace.tables.map(({ rows }) => [String(rows(undefined).length)]);
  return { cpu, memory: residentMemory() - before, answer };
}

/** The query is bound before it is measured, over no rows: Microsoft's binder is measured apart. */
function measureQuery() {
  const { engine } = load();
  engine.execute(kql, NOW, NO_ROWS);
  return timeQuery(engine);
}

function timeQuery(engine: Engine) {
  const from = process.cpuUsage();
  const table = engine.execute(kql, NOW);
  const cells = table.columns.map(({ at }) =>
    Array.from({ length: table.length }, (_, row) => at(row)),
  );
  return { cpu: secondsSince(from), answer: answerOf(table, cells) };
}

/** From the start of the process. */
function runFirst() {
  const { answer } = timeQuery(load().engine);
  return { cpu: secondsSince({ user: 0, system: 0 }), answer };
}

function answerOf({ columns, length }: Table, cells: readonly (readonly Value[])[]): string[][] {
  return Array.from({ length }, (_, row) =>
    columns.map(({ type }, at) => cellText(cells[at]?.[row] as Value, type)),
  );
}

/** Times to the microsecond, as DuckDB keeps them; the items of a set in order. */
function cellText(value: Value, type: ScalarType): string {
  if (type === "datetime") return toText(value, type).slice(0, 26);
  if (Array.isArray(value)) return JSON.stringify([...value].map(String).sort());
  return toText(value, type);
}

function secondsSince(from: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage();
  return (user - from.user + system - from.system) / 1e6;
}

/** Megabytes after garbage is collected. */
function residentMemory(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss / MEGABYTE;
}
