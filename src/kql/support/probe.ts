import { createEngine } from "../engine.ts";
import { KqlError } from "../errors.ts";
import { createBinder } from "../language/bind.ts";
import { makeTable, storeTable } from "../table.ts";
import type { ScalarType, Value } from "../values/types.ts";
import { COLUMNS } from "./samples.ts";

/** Something of Kusto, with the queries that try it. */
export interface Probed {
  readonly name: string;
  readonly queries: readonly string[];
}

/** What the local engine does with it. */
export interface Verdict {
  readonly name: string;
  readonly ran: readonly string[];
  /** Queries that the engine refuses, with what it says. */
  readonly refused: readonly Refused[];
}

export interface Refused {
  readonly query: string;
  readonly message: string;
  /** Whether the engine says that it does not support it: any other error would be a fault. */
  readonly isNamed: boolean;
}

const SCHEMA = Object.entries(COLUMNS).map(([name, type]) => ({ name, type: type as ScalarType }));

const CELLS: Readonly<Record<keyof typeof COLUMNS, readonly Value[]>> = {
  b: [true, false, null],
  i: [1, 2, null],
  l: [1n, 2n, 3n],
  r: [1.5, 2.5, null],
  s: ["a", "b", ""],
  d: [639_000_000_000_000_000n, 639_000_864_000_000_000n, null],
  t: [10_000_000n, 20_000_000n, null],
  g: ["74be27de-1e4e-49d9-b579-fe0b331d3642", null, null],
  y: [{ a: 1n }, [1n, 2n], null],
};

const ROWS = makeTable(
  SCHEMA,
  [0, 1, 2].map((row) => Object.values(CELLS).map((cells) => cells[row] ?? null)),
);
const TABLE = { name: "Rows", columns: SCHEMA, rows: () => ROWS };
const NOW = 639_000_000_000_000_000n;

const engine = createEngine({ tables: [TABLE], functions: [] });
const bind = createBinder({ tables: [TABLE], functions: [] }, () => undefined);

/** Runs the queries of something. What Microsoft's binder rejects is no query, and passed over. */
export function probe({ name, queries }: Probed): Verdict {
  const ran: string[] = [];
  const refused: Refused[] = [];
  for (const query of queries) {
    if (!isQuery(query)) continue;
    const error = tryQuery(query);
    if (error) refused.push({ query, ...error });
    else ran.push(query);
  }
  return { name, ran, refused };
}

function isQuery(text: string): boolean {
  return bind(text).diagnostics.every(({ severity }) => severity !== "error");
}

/** Why a query cannot be answered. @throws any error that is not a refusal: a bug of ours */
function tryQuery(query: string): Omit<Refused, "query"> | undefined {
  try {
    storeTable(engine.execute(query, NOW));
    return undefined;
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
    return { message: error.message, isNamed: error.problem === "unsupported" };
  }
}
