import { join } from "node:path";
import { readFunctions } from "../../src/emulator/stored-functions.ts";
import { type Record_, tableFrom, tableFromParts } from "../../src/emulator/table-data.ts";
import { partOf } from "../../src/emulator/table-part.ts";
import { createEngine, type DatabaseTable, type Engine } from "../../src/kql/engine.ts";
import { toText } from "../../src/kql/values/text.ts";
import type { ScalarType, Value } from "../../src/kql/values/types.ts";
import { RULES } from "../harness.ts";
import { type ArrivingRow, rowsOf } from "./start-rows.ts";

const PARSER = "_Im_ProcessCreate";
const TABLES = ["WindowsEvent", "SecurityEvent"] as const;
const FUNCTIONS = join(RULES, "asim");

/**
 * A workspace whose rows arrive as time passes. The parser runs once for a schedule and not for
 * each of its queries, because that would be most of what a schedule costs. One engine serves all
 * schedules, because it keeps what it has parsed.
 */
export interface MovingWorkspace {
  readonly engine: Engine;
  /** From now on it holds these rows, each from when it arrives; `now` returns the time, ms. */
  hold(rows: readonly ArrivingRow[], now: () => number): void;
}

/** A row as the parser returns it. */
interface ParsedRow {
  readonly record: Record_;
  readonly arrives: number;
}

/** A start of each kind has every column that any row has. */
const SAMPLE = (["plain", "joined"] as const).flatMap((kind) =>
  rowsOf(
    { number: 0, time: 0, host: "h", user: "u", module: "m", kind, arrives: 0, apart: 1 },
    "shell",
  ),
);

export function movingWorkspace(): MovingWorkspace {
  const parse = parser();
  let held: readonly ParsedRow[] = [];
  let clock = () => 0;
  const sample = tableFrom(
    `${PARSER}_Rows`,
    parse(SAMPLE).map(({ record }) => record),
  );
  const types = new Map(sample.columns.map(({ name, type }) => [name, type]));
  const table: DatabaseTable = {
    ...sample,
    rows(scope) {
      const now = clock();
      const records = held.filter(({ arrives }) => arrives <= now).map(({ record }) => record);
      return tableFromParts(sample.name, [partOf(records, types)]).rows(scope);
    },
  };
  return {
    engine: createEngine({
      tables: [table],
      functions: readFunctions(FUNCTIONS, [PARSER]).functions,
    }),
    hold(rows, now) {
      held = parse(rows);
      clock = now;
    },
  };
}

/** The project's stand-ins for the public parsers, over any rows. */
function parser(): (rows: readonly ArrivingRow[]) => ParsedRow[] {
  const { functions } = readFunctions(FUNCTIONS);
  let rows: readonly ArrivingRow[] = SAMPLE;
  const tables = TABLES.map((name): DatabaseTable => {
    const own = () => rows.filter(({ table }) => table === name).map(({ record }) => record);
    const { columns } = tableFrom(name, own());
    const types = new Map(columns.map((column) => [column.name, column.type]));
    return {
      name,
      columns,
      rows: (scope) => tableFromParts(name, [partOf(own(), types)]).rows(scope),
    };
  });
  const engine = createEngine({ tables, functions });
  return (given) => {
    const arrivals = new Map(given.map(({ record, arrives }) => [processIn(record), arrives]));
    rows = given;
    const { length, columns } = engine.execute(PARSER, 0n);
    return Array.from({ length }, (_, row) => {
      const record = Object.fromEntries(
        columns.map(({ name, type, at }) => [name, cellOf(at(row), type)]),
      );
      return { record, arrives: arrivals.get(Number(record["TargetProcessId"])) ?? 0 };
    });
  };
}

/** All rows of a process arrive together. */
function processIn({ EventData: data, NewProcessId }: Record_): number {
  return Number(NewProcessId ?? (data as { ProcessId: string }).ProcessId);
}

function cellOf(value: Value, type: ScalarType): unknown {
  return type === "datetime" && value !== null ? toText(value, type) : value;
}
