import fc from "fast-check";
import { expect, test } from "vitest";
import { AGGREGATES } from "../../src/kql/aggregates/index.ts";
import { createEngine } from "../../src/kql/engine.ts";
import { KqlError } from "../../src/kql/errors.ts";
import { FUNCTIONS } from "../../src/kql/functions/index.ts";
import { parseDecimal } from "../../src/kql/values/decimal.ts";
import { toText } from "../../src/kql/values/text.ts";
import type { ScalarType, Value } from "../../src/kql/values/types.ts";

const TEXTS = [
  ...[
    '""',
    '"a"',
    '"abc"',
    '"a\\u0000b"',
    '"ünï😀"',
    '"\\ud800"',
    '"("',
    '"["',
    '"\\\\"',
    '"(?i)a"',
    '"(a)(b)?"',
    '"a{1000}"',
    '"$1\\\\1\\\\9"',
  ],
  ...[
    '"9223372036854775808"',
    '"-1"',
    '"0x"',
    '"1e309"',
    '"NaN"',
    '"inf"',
    '"2020-01-01"',
    '"99999-01-01"',
    '"9999-12-31T23:59:59.9999999Z"',
  ],
  ...[
    '"99999999999999999999d"',
    '"1.02:03:04"',
    '"[1,2"',
    '"[[1],{\\"a\\":[]}]"',
    '"{\\"a\\":1}"',
    '"{\\"__proto__\\":{}}"',
    '"10.0.0.0/99"',
    '"10."',
  ],
  ...[
    '"%E0%A4%A"',
    '"////"',
    '"year"',
    '"month"',
    '"week"',
    '"nanosecond"',
    '"regex"',
    '"__proto__"',
    'strrep("ab", 1000)',
    'strrep("[", 1000)',
  ],
];
const NUMBERS = [
  ...[
    "0",
    "1",
    "-1",
    "2",
    "65536",
    "2147483647",
    "-2147483648",
    "2147483648",
    "9223372036854775807",
    "-9223372036854775808",
  ],
  ...[
    "int(null)",
    "long(null)",
    "int(5)",
    "int(2147483647)",
    "int(-2147483648)",
    "real(null)",
    "real(nan)",
    "real(+inf)",
    "real(-inf)",
  ],
  ...["1e308", "-1e308", "5e-324", "0.5", "-0.5", "1e18", "1e19", "-1e19"],
];
const TIMES = [
  ...[
    "datetime(null)",
    "datetime(0001-01-01)",
    "datetime(0050-06-01)",
    "datetime(9999-12-31T23:59:59.9999999)",
    "datetime(2020-02-29)",
  ],
  ...["time(null)", "0s", "1tick", "-1d", "10675199d", "-10675199d", "1h"],
];
const OTHERS = [
  ...[
    "dynamic(null)",
    "dynamic([])",
    'dynamic([1,null,"a",[2]])',
    'dynamic({"a":1,"b":null})',
    "dynamic({})",
    'dynamic("x")',
    "dynamic(1.5)",
  ],
  ...[
    "dynamic(-9223372036854775808)",
    'dynamic({"__proto__":{"x":1},"constructor":2})',
    "dynamic(true)",
    "true",
    "false",
    "bool(null)",
  ],
  ...["guid(74be27de-1e4e-49d9-b579-fe0b331d3642)", "guid(null)", "x", "y", "z"],
];

/** Any argument, of any type: what does not fit is for the binder to refuse. */
const argument = fc.oneof(...[TEXTS, NUMBERS, TIMES, OTHERS].map((all) => fc.constantFrom(...all)));

function callsOf(functions: ReadonlyMap<string, { readonly arity: readonly [number, number] }>) {
  return fc.constantFrom(...functions).chain(([name, { arity }]) => {
    const [least, most] = arity;
    const bounds = { minLength: least, maxLength: Math.max(least, Math.min(most, least + 3)) };
    return fc.array(argument, bounds).map((args) => `${name}(${args.join(", ")})`);
  });
}

const scalars = callsOf(FUNCTIONS);
const OPERATORS = [
  "+",
  "-",
  "*",
  "/",
  "%",
  "==",
  "<",
  "has",
  "contains",
  "matches regex",
  "startswith",
  "=~",
  "in",
  "has_any",
  "and",
];
const operations = fc
  .tuple(fc.oneof(argument, scalars), fc.constantFrom(...OPERATORS), fc.oneof(argument, scalars))
  .map(([left, op, right]) =>
    /^(in|has_any)$/.test(op) ? `${left} ${op} (${right})` : `(${left}) ${op} (${right})`,
  );
const elements = fc
  .tuple(argument, argument)
  .map(([value, index]) => `todynamic(${value})[${index}]`);
const expressions = fc.oneof({ weight: 4, arbitrary: scalars }, operations, elements);

const ROWS = "range y from 0 to 3 step 1 | extend x = tostring(y), z = pack_array(y)";
const queries = fc.oneof(
  {
    weight: 4,
    arbitrary: expressions.map(
      (one) => `print x = "a", y = 1, z = dynamic([1]) | extend w = ${one}`,
    ),
  },
  expressions.map((one) => `${ROWS} | extend w = ${one} | where isnotnull(w) | sort by w`),
  callsOf(AGGREGATES).map((one) => `${ROWS} | summarize w = ${one} by v = y % 2`),
  fc
    .tuple(argument, argument, argument)
    .map(([from, to, step]) => `range w from ${from} to ${to} step ${step} | count`),
  fc
    .tuple(argument, argument)
    .map(
      ([list, most]) => `print w = todynamic(${list}) | mv-expand w limit ${most} | take ${most}`,
    ),
);

const engine = createEngine({ tables: [], functions: [] });
const MOST_TICKS = 3_155_378_975_999_999_999n;

/** Whether a value is one that a column of the type can hold. */
function isCell(value: Value, type: ScalarType): boolean {
  if (type === "string") return typeof value === "string";
  if (value === null || type === "dynamic") return true;
  if (type === "bool") return typeof value === "boolean";
  if (type === "real") return typeof value === "number";
  if (type === "int") return typeof value === "number" && (value | 0) === value;
  if (type === "guid") return typeof value === "string" && /^[0-9a-f-]{36}$/.test(value);
  if (type === "decimal") return typeof value === "string" && parseDecimal(value) === value;
  if (typeof value !== "bigint") return false;
  return type === "datetime"
    ? value >= 0n && value <= MOST_TICKS
    : BigInt.asIntN(64, value) === value;
}

/** What is answered, or refused; anything else is what is wrong. */
function outcomeOf(query: string): string {
  try {
    const { columns, length } = engine.execute(query, 638_000_000_000_000_000n);
    for (const { at, type } of columns) {
      for (let row = 0; row < length; row++) {
        if (!isCell(at(row), type)) return `${String(at(row))} is no ${type}`;
        toText(at(row), type);
      }
    }
    return "answered";
  } catch (error) {
    return error instanceof KqlError && error.message !== "" ? "refused" : String(error);
  }
}

const NUM_RUNS = process.env["SOAK"] ? 20_000 : 500;

test("whatever stands in a query, each cell is of its column's type, or the query is refused", {
  timeout: 600_000,
}, () => {
  const seen = { answered: 0, refused: 0 };
  fc.assert(
    fc.property(queries, (query) => {
      const outcome = outcomeOf(query);
      expect(["answered", "refused"]).toContain(outcome);
      seen[outcome as keyof typeof seen] += 1;
    }),
    { numRuns: NUM_RUNS },
  );
  // Where everything is refused, nothing was tried.
  expect(Math.min(seen.answered, seen.refused)).toBeGreaterThan(NUM_RUNS / 20);
});
