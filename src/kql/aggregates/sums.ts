import type { Compiled } from "../evaluate/compiled.ts";
import { asLong, asNumber, wrap64 } from "../evaluate/numbers.ts";
import { inRange } from "../values/datetime.ts";
import { computeDecimal } from "../values/decimal.ts";
import type { Value } from "../values/types.ts";
import { type AggregateFunction, type AggregateTable, onlyWhere, readCells } from "./aggregate.ts";

const sum: AggregateFunction = {
  arity: [1, 1],
  type: ([type]) => (type === "int" ? "long" : type === "dynamic" ? "real" : (type ?? "long")),
  over: ([source]) => {
    if (source?.type === "decimal") return (rows) => sumDecimals(readCells(rows, source));
    if (source?.type === "real" || source?.type === "dynamic")
      return (rows) => sumReals(rows, source);
    return (rows) => {
      const total = sumLongs(rows, source);
      return source?.type === "datetime" ? inRange(total) : wrap64(total);
    };
  },
};

function sumReals(rows: Uint32Array, source: Compiled): number {
  let total = 0;
  for (const row of rows) total += asNumber(source.at(row)) ?? 0;
  return total;
}

function sumLongs(rows: Uint32Array, source: Compiled | undefined): bigint {
  let total = 0n;
  for (const row of rows) total += asLong(source?.at(row) ?? null) ?? 0n;
  return total;
}

function sumDecimals(cells: readonly Value[]): string | null {
  let total: string | null = "0";
  for (const cell of cells)
    total = total === null ? null : computeDecimal("+", total, String(cell));
  return total;
}

function averageDecimals(cells: readonly Value[]): string | null {
  const total = sumDecimals(cells);
  return total === null ? null : computeDecimal("/", total, String(cells.length));
}

const avg: AggregateFunction = {
  arity: [1, 1],
  type: ([type = "real"]) =>
    type === "datetime" || type === "timespan" || type === "decimal" ? type : "real",
  over: ([source]) => {
    if (source?.type === "decimal") return (rows) => averageDecimals(readCells(rows, source));
    const isTime = source?.type === "datetime" || source?.type === "timespan";
    const isReal = source?.type === "real" || source?.type === "dynamic";
    return (rows) => {
      const count = readCells(rows, source).length;
      if (count === 0) return isTime ? null : Number.NaN;
      if (isTime) return sumLongs(rows, source) / BigInt(count);
      const total = isReal ? sumReals(rows, source) : Number(wrap64(sumLongs(rows, source)));
      return total / count;
    };
  },
};

export const SUMS: AggregateTable = {
  sum,
  sumif: onlyWhere(sum, "sumif"),
  avg,
  avgif: onlyWhere(avg, "avgif"),
};
