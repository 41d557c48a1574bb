// A table whose columns have codes and the same without must give the same answers. The rows are
// random, the same for the same seed.
import { expect, test } from "vitest";
import { codedColumn, longColumn, storedColumn } from "../../../src/kql/columns/column.ts";
import { createEngine, type Engine } from "../../../src/kql/engine.ts";
import type { Table } from "../../../src/kql/table.ts";
import type { Value } from "../../../src/kql/values/types.ts";
import { type Random, randomOf } from "../../random.ts";
import { answer } from "../answer.ts";

const ROWS = 400;
const QUERIES = [
  "T | where a has 'ab'",
  "T | where a == b",
  "T | extend x = strcat(a, '-', b), y = iff(a == 'ab', b, c) | where y != '' | project x, y, n",
  "T | extend x = strcat(a, b, c), y = strcat(b, a) | extend z = x contains y | summarize count() by z",
  "T | where n > 30 | extend x = case(a == b, 'same', a contains b, c, b) | where x has_any ('ab', 'b c')",
  "T | where n < 8 | extend x = strcat(c, a), y = strcat(a, c) | where x == y | project a, b, c, n",
  "T | extend x = strcat(wide, a) | where n between (10 .. 12) | extend y = trim('b+', x) | project x, y",
  "T | where wide endswith '1' | where a in~ (b, 'AB') | extend x = toupper(wide) | project x, n",
  "T | summarize count() by a",
  "T | summarize count(), n = sum(n), dcount(wide) by a, b, c",
  "T | summarize countif(a == b), count() by wide",
  "T | summarize make_set(a, 2), make_list(b, 3), take_any(c) by n % 3",
  "T | summarize count()",
  "T | where n < 0 | summarize count() by a, b",
  "T | distinct a, b | extend x = strcat(a, b) | sort by x asc, a asc",
  "T | join kind=inner (T | where n > 35 | project a, wide, m = n) on a, wide",
  "T | where n > 36 | join kind=inner (T | project a, n, w = wide) on a, n",
  "T | join kind=innerunique (T | where n == 3 | distinct a, b) on a, b",
  "T | where n < 3 | join kind=leftouter (T | where n == 2) on a, $left.b == $right.c",
  "T | join kind=leftouter (T | where n == 2 | project a, b, w = wide) on a, b",
  "T | where n < 3 | join kind=rightouter (T | where n < 9) on a, b, c",
  "T | where n < 5 | join kind=fullouter (T | where n between (4 .. 9)) on wide, n",
  "T | join kind=leftanti (T | where n < 30) on a, b, c",
  "T | where n < 6 | join kind=leftsemi (T | where n > 4) on wide",
  "T | join kind=rightsemi (T | where n < 4) on a, b",
  "T | where n < 8 | join kind=rightanti (T | where n < 20) on a, n",
  "T | where n < 20 | join kind=inner (T | extend m = toint(n) | where m < 2) on $left.n == $right.m",
  "T | where n < 0 | join kind=fullouter (T | where n < 2) on a",
  "T | join kind=leftouter (T | where n < 0) on a, wide | take 30",
  "union T, (T | extend n = n + 1) | summarize count() by a, n",
  "T | where a matches regex '(a|b)b' | count",
];

/** Texts of which equal ones have several codes, and some rows have none. */
function makeTexts(random: Random, values: readonly string[]): [codes: Uint32Array, string[]] {
  const listed = [...values, ...values.slice(0, 2), "unused"];
  const codes = Uint32Array.from({ length: ROWS }, () => random.int(0, listed.length - 2));
  return [codes, listed];
}

function makeTables(seed: number): { coded: Table; plain: Table } {
  const random = randomOf(seed);
  const some = ["", "ab", "b c", "Ab", "bb", "a.b"];
  const texts = Object.entries({
    a: some,
    b: some.slice(1),
    c: some.slice(2, 5),
    wide: Array.from({ length: 150 }, (_, at) => `w${at}`),
  }).map(([name, values]) => ({ name, texts: makeTexts(random, values) }));
  const numbers = BigInt64Array.from({ length: ROWS }, () => BigInt(random.int(0, 40)));
  const nulls = Uint8Array.from({ length: ROWS }, () => (random.chance(0.1) ? 1 : 0));
  const n = longColumn("n", "long", numbers, nulls);
  const cells = texts.map(({ name, texts: [codes, values] }) => ({
    coded: codedColumn(name, "string", codes, values),
    plain: storedColumn(
      name,
      "string",
      [...codes].map((code): Value => values[code] ?? ""),
    ),
  }));
  return {
    coded: { length: ROWS, columns: [...cells.map(({ coded }) => coded), n] },
    plain: { length: ROWS, columns: [...cells.map(({ plain }) => plain), n] },
  };
}

function engineOf(table: Table): Engine {
  const columns = table.columns.map(({ name, type }) => ({ name, type }));
  return createEngine({ tables: [{ name: "T", columns, rows: () => table }], functions: [] });
}

const tables = [1, 2, 3].map(makeTables).map(({ coded, plain }) => ({
  coded: engineOf(coded),
  plain: engineOf(plain),
}));

test.each(QUERIES)("%s", (query) => {
  for (const { coded, plain } of tables) expect(answer(query, coded)).toEqual(answer(query, plain));
});
