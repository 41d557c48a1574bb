import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createEngine } from "../../src/kql/engine.ts";
import { KqlError } from "../../src/kql/errors.ts";
import type { Table } from "../../src/kql/table.ts";
import { jsonText, toText } from "../../src/kql/values/text.ts";
import type { ScalarType, Value } from "../../src/kql/values/types.ts";

interface Case {
  readonly id: string;
  readonly query: string;
  readonly expected: {
    readonly columns: readonly { name: string; type: string }[];
    readonly rows: readonly unknown[][];
  };
  readonly unordered_arrays: boolean;
}

/**
 * Cases in which the engine's answer is known to differ; each is work for the KQL issue, none may
 * be added silently.
 */
const DIFFERENT = new Set(
  readFileSync(join(import.meta.dirname, "known-differences.txt"), "utf8")
    .trim()
    .split("\n")
    .filter((line) => !line.startsWith("#")),
);

const cases = readFileSync(join(import.meta.dirname, "../fixtures/kql-cases.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Case);

const engine = createEngine({ tables: [], functions: [] });

test("every case is answered as recorded, or refused by name, but for the differences that are listed", () => {
  const wrong: string[] = [];
  let answered = 0;
  for (const one of cases) {
    const outcome = outcomeOf(one);
    if (outcome === "right") answered += 1;
    if ((outcome === "wrong") !== DIFFERENT.has(one.id))
      wrong.push(`${one.id} is ${outcome}: ${one.query.slice(0, 120)}`);
  }
  expect(wrong).toEqual([]);
  expect(answered).toBeGreaterThanOrEqual(590);
});

function outcomeOf({
  query,
  expected,
  unordered_arrays: unordered,
}: Case): "right" | "wrong" | "refused" {
  let table: Table;
  try {
    table = engine.execute(query, 638_000_000_000_000_000n);
  } catch (error) {
    if (error instanceof KqlError && error.problem === "unsupported") return "refused";
    if (error instanceof KqlError) return "wrong";
    throw error;
  }
  if (
    table.columns.map(({ name }) => name).join() !== expected.columns.map(({ name }) => name).join()
  )
    return "wrong";
  const got = Array.from({ length: table.length }, (_, row) =>
    table.columns
      .map(({ at, type }, index) =>
        canonical(at(row), type, expected.columns[index]!.type, unordered),
      )
      .join("|"),
  );
  const wanted = expected.rows.map((row) =>
    row
      .map((cell, index) =>
        canonical(cell as Value, "dynamic", expected.columns[index]!.type, unordered),
      )
      .join("|"),
  );
  return got.sort().join("\n") === wanted.sort().join("\n") ? "right" : "wrong";
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
