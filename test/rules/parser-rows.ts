import { expect } from "vitest";
import { asimColumns } from "../../src/emulator/asim-parsers.ts";
import type { Engine } from "../../src/kql/engine.ts";
import { toText } from "../../src/kql/values/text.ts";

/** The rows of tables, each with the name of its table. */
export function withTypes(
  tables: Readonly<Record<string, readonly Record<string, unknown>[]>>,
): Map<string, Record<string, unknown>[]> {
  return new Map(
    Object.entries(tables).map(([Type, rows]) => [Type, rows.map((row) => ({ Type, ...row }))]),
  );
}

/** The rows of a query, each cell as text. */
export function rowsOf(engine: Engine, query: string): Record<string, string>[] {
  const { columns, length } = engine.execute(query, 0n);
  return Array.from({ length }, (_, row) =>
    Object.fromEntries(columns.map(({ name, type, at }) => [name, toText(at(row), type)])),
  );
}

/** Every call gives a row that has these cells, and no other row. */
export function expectRow(
  engine: Engine,
  calls: readonly string[],
  cells: Readonly<Record<string, string>>,
): void {
  const shown = `| project ${Object.keys(cells).join(", ")}`;
  for (const call of calls)
    expect([call, rowsOf(engine, `${call} ${shown}`)]).toEqual([call, [cells]]);
}

/**
 * A parser with a filter gives the rows that it gives without one and of which the condition is
 * true; these are some and not all.
 */
export function expectFilter(
  engine: Engine,
  parser: string,
  parameter: string,
  condition: string,
): void {
  // Names of the columns that matched are there for the filter's sake.
  const without = "dynamic(['ASimMatchingUsername', 'ASimMatchingIpAddr', 'ASimMatchingHostname'])";
  const shown = `| project Row = tostring(bag_remove_keys(pack_all(), ${without})) | sort by Row asc`;
  const filtered = rowsOf(engine, `${parser}(${parameter}) ${shown}`);
  const chosen = rowsOf(engine, `${parser} | where ${condition} ${shown}`);
  expect([parameter, filtered]).toEqual([parameter, chosen]);
  const all = rowsOf(engine, `${parser} | count`)[0]?.["Count"];
  expect(filtered.length).toBeGreaterThan(0);
  expect(filtered.length).toBeLessThan(Number(all));
}

/** The columns of a parser's rows that its schema has with another type. */
export function columnsOfOtherTypes(engine: Engine, parser: string, schema: string): string[] {
  const types = new Map(asimColumns(`_Im_${schema}_Empty`)?.map(({ name, type }) => [name, type]));
  const { columns, diagnostics } = engine.bind(parser);
  expect([parser, diagnostics]).toEqual([parser, []]);
  return (columns ?? [])
    .filter(({ name, type }) => types.has(name) && types.get(name) !== type)
    .map(({ name, type }) => `${name}: ${type}`);
}
