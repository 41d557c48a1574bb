import type { ColumnSchema } from "../kql/index.ts";
import type { FunctionText } from "./asim-functions.ts";
import { columnsOf, openSchemaFile } from "./schema-file.ts";

/** Functions of Microsoft Defender, of which only the parameters and the result are known. */
const FILE = openSchemaFile("functions.tsv");

const UNAVAILABLE = "asks Microsoft Defender, which local data cannot answer";

/** A function of Defender, to bind queries that call it. */
export function declaredFunction(name: string): FunctionText | undefined {
  const cells = FILE.cells(name);
  if (!cells) return undefined;
  const [kind, own = "", ...rest] = cells;
  const columns = columnsOf(rest);
  const parameters = kind === "" ? own : `Input: (*), ${own}`;
  const body = kind === "input" ? addColumns(columns) : emptyRows(columns);
  return { text: `let ${name} = (${parameters}) { ${body} };`, unavailable: UNAVAILABLE };
}

export function declaredFunctionNames(): readonly string[] {
  return FILE.names();
}

/** The table that a function is invoked on, with its columns in place of those of the same names. */
function addColumns(columns: readonly ColumnSchema[]): string {
  if (columns.length === 0) return "Input";
  const added = columns.map(({ name, type }) => `${name} = ${emptyValue(type)}`);
  return `Input | extend ${added.join(", ")}`;
}

function emptyRows(columns: readonly ColumnSchema[]): string {
  return `datatable(${columns.map(({ name, type }) => `${name}: ${type}`).join(", ")})[]`;
}

function emptyValue(type: ColumnSchema["type"]): string {
  return type === "string" ? "''" : `${type}(null)`;
}
