import { readFileSync } from "node:fs";
import type { ColumnSchema, ScalarType } from "../../src/kql/values/types.ts";

type Columns = Readonly<Record<string, ScalarType>>;

/** A file of table schemas: the columns by type, and those of a kind that every table has. */
interface TablesFile {
  readonly standard: Readonly<Record<string, Columns>>;
  readonly tables: Readonly<Record<string, { readonly kind: string; readonly columns: Columns }>>;
}

interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly default?: string;
}

/** A function of which only the result is known, by columns or by the name of a schema. */
interface DeclaredFunction {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly result: {
    readonly schema?: string;
    readonly columns?: Columns;
    readonly input?: boolean;
  };
}

interface FunctionsFile {
  readonly schemas: Readonly<Record<string, Columns>>;
  readonly functions: readonly DeclaredFunction[];
}

/** The tables that queries may name, and the text of the functions they may call, by name. */
export interface Catalogue {
  readonly tables: ReadonlyMap<string, readonly ColumnSchema[]>;
  readonly functions: ReadonlyMap<string, string>;
}

/** Reads files of schemas; one that has `functions` declares functions, any other tables. */
export function readCatalogue(paths: readonly string[]): Catalogue {
  const tables = new Map<string, readonly ColumnSchema[]>();
  const functions = new Map<string, string>();
  for (const path of paths) {
    const file = JSON.parse(readFileSync(path, "utf8")) as TablesFile | FunctionsFile;
    if ("functions" in file) addFunctions(file, tables, functions);
    else addTables(file, tables);
  }
  return { tables, functions };
}

function addTables(file: TablesFile, tables: Map<string, readonly ColumnSchema[]>): void {
  const shared = file.standard["log-analytics"] ?? {};
  for (const [name, { kind, columns }] of Object.entries(file.tables))
    if (!tables.has(name))
      tables.set(name, columnsOf(kind === "defender-xdr" ? XDR : shared, columns));
}

/** The portal of Defender accepts it in all of its tables, which declare Timestamp. */
const XDR: Columns = { TimeGenerated: "datetime" };

function columnsOf(...parts: readonly Columns[]): ColumnSchema[] {
  return Object.entries(Object.assign({}, ...parts) as Columns).map(([name, type]) => ({
    name,
    type,
  }));
}

/** A function returns the rows of a table of its own, so that rows flow through it. */
function addFunctions(
  file: FunctionsFile,
  tables: Map<string, readonly ColumnSchema[]>,
  functions: Map<string, string>,
): void {
  for (const [name, columns] of Object.entries(file.schemas))
    tables.set(rowsOf(name), columnsOf({ TimeGenerated: "datetime", Type: "string" }, columns));
  for (const one of file.functions) {
    const { schema, columns = {}, input = false } = one.result;
    const source = schema === undefined ? rowsOf(one.name) : rowsOf(schema);
    if (schema === undefined && !input) tables.set(source, columnsOf(columns));
    const body = input ? `Input | extend ${addedColumns(columns)}` : source;
    functions.set(one.name, `let ${one.name} = (${parametersOf(one, input)}) { ${body} };`);
  }
}

function rowsOf(name: string): string {
  return `Rows_of_${name}`;
}

function parametersOf({ parameters }: DeclaredFunction, input: boolean): string {
  const own = parameters.map(
    ({ name, type, default: byDefault }) => `${name}: ${type}${defaultText(type, byDefault)}`,
  );
  return [...(input ? ["Input: (*)"] : []), ...own].join(", ");
}

function defaultText(type: string, byDefault: string | undefined): string {
  if (byDefault === undefined) return "";
  const bare = type === "string" && !/^['"]/.test(byDefault);
  return ` = ${bare ? JSON.stringify(byDefault) : byDefault}`;
}

function addedColumns(columns: Columns): string {
  return Object.entries(columns)
    .map(([name, type]) => `${name} = ${type === "string" ? '"x"' : `${type}(null)`}`)
    .join(", ");
}
