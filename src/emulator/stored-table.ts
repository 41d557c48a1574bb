import {
  type ColumnSchema,
  type DatabaseTable,
  missing,
  storedColumn,
  type Table,
  type TimeScope,
  ticksFromMs,
  type Value,
} from "../kql/index.ts";

/** A table of the workspace whose rows come in one by one, while it is queried. */
export interface StoredTable {
  readonly name: string;
  /** Its own columns, without the standard ones. */
  readonly columns: readonly ColumnSchema[];
  readonly table: DatabaseTable;
  /** Adds a row that queries see from `visibleFrom` (ms) on; that is its ingestion_time(). */
  add(row: Readonly<Record<string, Value>>, visibleFrom: number): void;
}

/** Source: "Standard columns in Azure Monitor Logs". */
const STANDARD: readonly ColumnSchema[] = [
  { name: "TimeGenerated", type: "datetime" },
  { name: "TenantId", type: "string" },
  { name: "Type", type: "string" },
  { name: "_TimeReceived", type: "datetime" },
  { name: "_ItemId", type: "string" },
  { name: "_IsBillable", type: "string" },
  { name: "_BilledSize", type: "real" },
];

interface Row {
  readonly values: readonly Value[];
  readonly time: bigint;
  readonly visibleFrom: number;
}

/** An empty table. `clock` is the time (ms) at which a query reads it. */
export function createStoredTable(
  name: string,
  own: readonly ColumnSchema[],
  clock: () => number,
): StoredTable {
  const columns = allColumns(own);
  const rows: Row[] = [];
  return {
    name,
    columns: own,
    table: {
      name,
      columns,
      rows: (scope) => tableOf(columns, readRows(rows, clock(), scope)),
    },
    add(row, visibleFrom) {
      const whole: Readonly<Record<string, Value>> = {
        ...row,
        Type: name,
        _TimeReceived: ticksFromMs(visibleFrom),
        _ItemId: `${name}-${rows.length + 1}`,
        _IsBillable: "True",
      };
      const values = columns.map((column) => whole[column.name] ?? missing(column.type));
      rows.push({ values, time: (whole["TimeGenerated"] as bigint | null) ?? 0n, visibleFrom });
    },
  };
}

function allColumns(own: readonly ColumnSchema[]): ColumnSchema[] {
  const named = new Map([...STANDARD, ...own].map(({ name, type }) => [name, type] as const));
  return [...named].map(([name, type]) => ({ name, type }));
}

function readRows(rows: readonly Row[], now: number, scope: TimeScope | undefined): Row[] {
  return rows
    .filter(({ visibleFrom, time }) => visibleFrom <= now && isWithin(time, scope))
    .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

function isWithin(time: bigint, scope: TimeScope | undefined): boolean {
  return !scope || (time >= scope.from && time <= scope.to);
}

function tableOf(columns: readonly ColumnSchema[], rows: readonly Row[]): Table {
  return {
    length: rows.length,
    columns: columns.map(({ name, type }, index) =>
      storedColumn(
        name,
        type,
        rows.map(({ values }) => values[index] as Value),
      ),
    ),
  };
}
