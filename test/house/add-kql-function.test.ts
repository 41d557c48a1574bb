import { expect, test, vi } from "vitest";
import type { AggregateFunction } from "../../src/kql/aggregates/aggregate.ts";
import { createEngine } from "../../src/kql/engine.ts";
import type { ScalarFunction } from "../../src/kql/functions/function.ts";
import { makeTable } from "../../src/kql/table.ts";
import { toText } from "../../src/kql/values/text.ts";

const { SCALAR, AGGREGATE } = vi.hoisted(() => ({
  SCALAR: "estimate_data_size",
  AGGREGATE: "passthrough",
}));

/** Adds one line to each index, and changes no other code. */
vi.mock(import("../../src/kql/functions/index.ts"), async (original) => {
  const { FUNCTIONS } = await original();
  const bytes: ScalarFunction = {
    arity: [1, 1],
    type: "long",
    call: ([text]) => BigInt(Buffer.byteLength(String(text))),
  };
  return { FUNCTIONS: new Map([...FUNCTIONS, [SCALAR, bytes], ["hunt_only", bytes]]) };
});
vi.mock(import("../../src/kql/aggregates/index.ts"), async (original) => {
  const { AGGREGATES, EXPANDED_AGGREGATES } = await original();
  const xor: AggregateFunction = {
    arity: [1, 1],
    type: () => "long",
    over:
      ([number]) =>
      (rows) =>
        [...rows].reduce((sum, row) => sum ^ BigInt(number?.at(row) as bigint), 0n),
  };
  return { AGGREGATES: new Map([...AGGREGATES, [AGGREGATE, xor]]), EXPANDED_AGGREGATES };
});

const events = makeTable(
  [
    { name: "Name", type: "string" },
    { name: "Count", type: "long" },
  ],
  [
    ["é", 6n],
    ["abc", 5n],
    ["", 1n],
  ],
);
const engine = createEngine({
  tables: [{ name: "Events", columns: events.columns, rows: () => events }],
  functions: [],
});

function rows(query: string): string[] {
  const table = engine.execute(query, 0n);
  return Array.from({ length: table.length }, (_, row) =>
    table.columns.map(({ at, type }) => toText(at(row), type)).join(" "),
  );
}

test("the engine has neither without its line", async () => {
  const scalars = await vi.importActual<typeof import("../../src/kql/functions/index.ts")>(
    "../../src/kql/functions/index.ts",
  );
  const aggregates = await vi.importActual<typeof import("../../src/kql/aggregates/index.ts")>(
    "../../src/kql/aggregates/index.ts",
  );
  expect([scalars.FUNCTIONS.has(SCALAR), aggregates.AGGREGATES.has(AGGREGATE)]).toEqual([
    false,
    false,
  ]);
});

test("a scalar function is one line: a query calls it, wherever a value may stand", () => {
  expect(rows(`Events | where ${SCALAR}(Name) > 1 | project Name, n = ${SCALAR}(Name)`)).toEqual([
    "é 2",
    "abc 3",
  ]);
  expect(rows(`Events | summarize most = max(${SCALAR}(Name))`)).toEqual(["3"]);
  expect(engine.bind(`Events | project ${SCALAR}(Name)`).diagnostics).toEqual([]);
});

test("an aggregate function is one line, too", () => {
  expect(rows(`Events | summarize x = ${AGGREGATE}(Count)`)).toEqual(["2"]);
  expect(
    rows(`Events | summarize ${AGGREGATE}(Count) by long_name = strlen(Name) > 1`),
  ).toHaveLength(2);
});

test("what Microsoft's binder does not know stays refused: the engine is never kinder than Azure", () => {
  expect(() => engine.execute("Events | project hunt_only(Name)", 0n)).toThrow(/hunt_only/);
});
