import { expect, test } from "vitest";
import { createEngine } from "../../src/kql/engine.ts";
import { KqlError } from "../../src/kql/errors.ts";
import type { Table } from "../../src/kql/table.ts";
import { jsonText, toText } from "../../src/kql/values/text.ts";
import type { ScalarType, Value } from "../../src/kql/values/types.ts";
import { type RecordedCase, readDifferences, recordedCases } from "./recorded-cases.ts";

const known = readDifferences("known-differences.txt");
const engine = createEngine({ tables: [], functions: [] });

test("every case is answered as recorded, or refused by name, but for the differences that are listed", () => {
  const wrong: string[] = [];
  let answered = 0;
  for (const one of recordedCases) {
    const outcome = outcomeOf(one);
    if (outcome === "right") answered += 1;
    if ((outcome === "wrong") !== known.has(one.id))
      wrong.push(`${one.id} is ${outcome}: ${one.query.slice(0, 120)}`);
  }
  expect(wrong).toEqual([]);
  expect(answered).toBeGreaterThanOrEqual(ANSWERED);
});

/** Cases answered as recorded at the last count; more are refused if it falls below. */
const ANSWERED = 668;

test("no difference from the emulator, or from engines that agree, is accepted", () => {
  const proven = recordedCases.filter(({ confidence }) =>
    ["emulator", "peer-agrees"].includes(confidence),
  );
  const accepted = proven.filter(({ id }) => known.get(id)?.status === "accepted");
  expect(accepted).toEqual([]);
});

function outcomeOf(one: RecordedCase): "right" | "wrong" | "refused" {
  try {
    // A cell may be computed, and refused, when it is read.
    return isSame(engine.execute(one.query, 638_000_000_000_000_000n), one) ? "right" : "wrong";
  } catch (error) {
    if (error instanceof KqlError) return error.problem === "unsupported" ? "refused" : "wrong";
    throw error;
  }
}

function isSame(table: Table, { query, expected, ordered, unordered_arrays }: RecordedCase) {
  const names = expected.columns.map(({ name }) => name);
  if (table.columns.map(({ name }) => name).join() !== names.join()) return false;
  const got = Array.from({ length: table.length }, (_, row) =>
    table.columns.map(({ at, type }, index) =>
      canonical(at(row), type, expected.columns[index]!.type, unordered_arrays),
    ),
  );
  const wanted = expected.rows.map((row) =>
    row.map((cell, index) =>
      canonical(cell as Value, "dynamic", expected.columns[index]!.type, unordered_arrays),
    ),
  );
  const key = ordered ? names.indexOf(sortKey(query)) : -1;
  return sortedText(got) === sortedText(wanted) && cellsOf(got, key) === cellsOf(wanted, key);
}

/** The column that the last sort goes by: rows that are equal in it may come in any order. */
function sortKey(query: string): string {
  return /.*\b(?:sort|order) by (\w+)/s.exec(query)?.[1] ?? "";
}

function sortedText(rows: readonly (readonly string[])[]): string {
  return rows
    .map((row) => row.join("|"))
    .sort()
    .join("\n");
}

function cellsOf(rows: readonly (readonly string[])[], column: number): string {
  return rows.map((row) => row[column] ?? "").join("\n");
}

/**
 * One text for cells that count as the same: numbers to 7 digits, times to microseconds, null
 * strings as "".
 */
function canonical(value: Value, from: ScalarType, wanted: string, unordered: boolean): string {
  if (value === null || value === undefined) return "";
  if (wanted === "dynamic") return numbers(jsonText(sorted(parsed(value), unordered)));
  const text = toText(value, from === "dynamic" && wanted === "bool" ? "bool" : from);
  if (wanted === "datetime")
    return text.replace(/(?:\.(\d{0,6})\d*)?Z$/, (_, digits = "") => `.${digits.padEnd(6, "0")}`);
  if (wanted === "timespan")
    return text.replace(/(?:\.(\d{1,7}))?$/, (_, digits = "") =>
      digits ? `.${digits.padEnd(7, "0")}` : ".0000000",
    );
  if (["int", "long", "real", "decimal"].includes(wanted)) return numbers(text);
  return wanted === "bool" ? text.toLowerCase() : text;
}

function parsed(value: Value): Value {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as Value;
  } catch {
    return value;
  }
}

function numbers(text: string): string {
  return text.replace(/-?\d+\.?\d*(e[+-]?\d+)?/gi, (digits) => {
    const number = Number(digits);
    return Number.isFinite(number) ? String(Number(number.toPrecision(7))) : digits;
  });
}

function sorted(value: Value, unordered: boolean): Value {
  if (Array.isArray(value)) {
    const items = value.map((item) => sorted(item as Value, unordered));
    return unordered ? items.sort((a, b) => (jsonText(a) < jsonText(b) ? -1 : 1)) : items;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item as Value, unordered)]),
  );
}
