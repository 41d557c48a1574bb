import { createEngine, type Database, type Engine } from "../../../src/kql/engine.ts";
import { KqlError } from "../../../src/kql/errors.ts";
import { createBinder } from "../../../src/kql/language/bind.ts";
import { makeTable, type Table } from "../../../src/kql/table.ts";
import { toText } from "../../../src/kql/values/text.ts";
import type { ColumnSchema, Value } from "../../../src/kql/values/types.ts";

export const COLUMNS: readonly ColumnSchema[] = [
  { name: "b", type: "bool" },
  { name: "i", type: "int" },
  { name: "l", type: "long" },
  { name: "r", type: "real" },
  { name: "d", type: "datetime" },
  { name: "t", type: "timespan" },
  { name: "s", type: "string" },
  { name: "s2", type: "string" },
  { name: "g", type: "guid" },
  { name: "o", type: "dynamic" },
  { name: "a", type: "dynamic" },
];

const NOW = 639_000_000_000_000_000n;
const GUID = "74be27de-1e4e-49d9-b579-fe0b331d3642";

const ROWS: readonly (readonly Value[])[] = [
  [true, 1, 1n, 0.5, NOW, 10n, "a", "Alpha beta", GUID, { k: 1, n: { m: [true] } }, [1, 2]],
  [false, -7, 2n, Number.NaN, NOW - 864_000_000_000n, 0n, "b", "x=1;y=two", GUID, { k: "v" }, []],
  [null, null, null, null, null, null, "", "", null, null, null],
  [
    true,
    2_147_483_647,
    -5n,
    -1e300,
    0n,
    -36_000_000_000n,
    "ünï😀",
    '{"k":[1]}',
    null,
    "text",
    ["b"],
  ],
  [
    false,
    0,
    9_223_372_036_854_775_807n,
    Infinity,
    NOW,
    1n,
    "10.0.0.1",
    "a",
    GUID,
    [{ k: 2 }],
    [null],
  ],
];

const DATABASE: Database = {
  tables: [
    { name: "T", columns: COLUMNS, rows: () => makeTable(COLUMNS, ROWS) },
    { name: "U", columns: COLUMNS, rows: () => makeTable(COLUMNS, [...ROWS].reverse()) },
  ],
  functions: [],
};

/** Microsoft's binder alone, whatever the engine refuses. */
export const bindAlone = createBinder(
  { tables: DATABASE.tables.map(({ name, columns }) => ({ name, columns })), functions: [] },
  () => undefined,
);

const engine = createEngine(DATABASE);

/** Whether the engine answers a query, right or wrong. */
export function isAnswered(text: string): boolean {
  return !run(text, engine).problem;
}

/** CPU seconds that a query over five rows may take on any machine; most take milliseconds. */
const PATIENCE = 20;

export type Verdict =
  | { readonly outcome: "answered" | "refused" | "rejected" | "stopped" }
  | { readonly outcome: "wrong"; readonly fault: string };

/**
 * Runs a query twice, in engines of their own. It is wrong if anything but a KqlError is thrown, if
 * the engine's columns are not the binder's, if it finds a name or a number of arguments wrong
 * where the binder does not, if two runs differ, or if it takes too long.
 */
export function judge(text: string): Verdict {
  const from = process.cpuUsage().user;
  const [first, second] = [createEngine(DATABASE), createEngine(DATABASE)].map((one) =>
    run(text, one),
  ) as [Run, Run];
  const seconds = (process.cpuUsage().user - from) / 1e6;
  if (seconds > PATIENCE) return wrong(`took ${seconds} s`);
  if (first.text !== second.text)
    return wrong(`two runs differ: ${first.text.slice(0, 200)} and ${second.text.slice(0, 200)}`);
  if (first.crash) return wrong(first.crash);
  return first.problem
    ? judgeProblem(text, first.problem)
    : judgeColumns(text, first.columns ?? []);
}

function wrong(fault: string): Verdict {
  return { outcome: "wrong", fault };
}

interface Run {
  /** The answer or the error, in full. */
  readonly text: string;
  readonly columns?: readonly ColumnSchema[];
  readonly problem?: KqlError;
  readonly crash?: string;
}

function run(text: string, engine: Engine): Run {
  try {
    const table = engine.execute(text, NOW);
    return { text: answerText(table), columns: table.columns };
  } catch (error) {
    if (error instanceof KqlError)
      return { text: `${error.problem} ${error.message}`, problem: error };
    const crash = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { text: crash, crash };
  }
}

function answerText({ columns, length }: Table): string {
  return columns
    .map(({ at, type }) => Array.from({ length }, (_, row) => toText(at(row), type)).join("\n"))
    .join("\n\n");
}

/** What the binder checks too; whether a value fits, such as the name of a time zone, it does not. */
const BINDERS_WORK = /does not refer to any known|takes .* arguments?\b/;

function judgeProblem(text: string, { problem, message }: KqlError): Verdict {
  if (problem === "unsupported") return { outcome: "refused" };
  if (problem === "runtime") return { outcome: "stopped" };
  const isBound = !bindAlone(text).diagnostics.some(({ severity }) => severity === "error");
  return isBound && (problem === "syntax" || BINDERS_WORK.test(message))
    ? wrong(`the binder finds no error: ${problem} ${message}`)
    : { outcome: "rejected" };
}

function judgeColumns(text: string, columns: readonly ColumnSchema[]): Verdict {
  const [ours, theirs] = [schemaText(columns), schemaText(bindAlone(text).columns)];
  return ours === theirs
    ? { outcome: "answered" }
    : wrong(`columns of the engine: ${ours}; of the binder: ${theirs}`);
}

function schemaText(columns: readonly { readonly name: string; readonly type: string }[]): string {
  return columns.map(({ name, type }) => `${name}:${type}`).join(", ");
}
