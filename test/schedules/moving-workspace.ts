import { join } from "node:path";
import { readFunctions } from "../../src/emulator/stored-functions.ts";
import { type Record_, tableFromParts } from "../../src/emulator/table-data.ts";
import { createEngine, type DatabaseTable, type Engine } from "../../src/kql/engine.ts";
import { RULES } from "../harness.ts";
import { type ArrivingRow, rowsOf } from "./start-rows.ts";

const TABLES = ["WindowsEvent", "SecurityEvent"] as const;

/** A workspace whose rows come as time goes by. One engine serves every schedule: what it has bound and parsed is kept. */
export interface MovingWorkspace {
  readonly engine: Engine;
  /** From now on it holds these rows, each from when it arrives; `now` is what time it is, ms. */
  hold(rows: readonly ArrivingRow[], now: () => number): void;
}

/** A start of each kind has every column that any row has. */
const SAMPLE = (["plain", "joined"] as const).flatMap((kind) =>
  rowsOf({ number: 0, time: 0, host: "h", user: "u", module: "m", kind, arrives: 0, apart: 1 }, "shell"),
);

export function movingWorkspace(): MovingWorkspace {
  let held: readonly ArrivingRow[] = [];
  let clock = () => 0;
  const tables = TABLES.map((name): DatabaseTable => {
    const { columns } = tableFromParts(name, [{ records: recordsOf(name, SAMPLE) }]);
    const types = new Map(columns.map((column) => [column.name, column.type]));
    const rows: DatabaseTable["rows"] = (scope) => {
      const now = clock();
      const records = recordsOf(
        name,
        held.filter(({ arrives }) => arrives <= now),
      );
      return tableFromParts(name, [{ records, types }]).rows(scope);
    };
    return { name, columns, rows };
  });
  const { functions } = readFunctions(join(RULES, "asim"));
  return {
    engine: createEngine({ tables, functions }),
    hold(rows, now) {
      held = rows;
      clock = now;
    },
  };
}

function recordsOf(name: string, rows: readonly ArrivingRow[]): Record_[] {
  return rows.filter(({ table }) => table === name).map(({ record }) => record);
}
