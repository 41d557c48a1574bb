import type { ColumnSchema } from "../kql/index.ts";
import { columnsOf, openSchemaFile } from "./schema-file.ts";

/** A public ASIM parser, with all its names. */
export interface AsimParser {
  readonly schema: string;
  /** Whether it is the parser of a whole schema, which calls those of the sources. */
  readonly isUnion: boolean;
  /** The names without parameters that filter: `ASimDns`, `_ASim_Dns`. */
  readonly plain: readonly string[];
  readonly plainParameters: string;
  /** The names with parameters that filter, the one that Microsoft hosts last: `imDns`, `_Im_Dns`. */
  readonly filtering: readonly string[];
  readonly filteringParameters: string;
  /** The tables that it reads, or the names of the parsers that it calls. */
  readonly reads: readonly string[];
}

const PARSERS_FILE = openSchemaFile("asim-parsers.tsv");
const SCHEMAS_FILE = openSchemaFile("asim-schemas.tsv");

let parsers: readonly AsimParser[] | undefined;

/** The public parsers. */
function listParsers(): readonly AsimParser[] {
  parsers ??= PARSERS_FILE.lines().map((cells) => {
    const [schema = "", kind, plain, plainParameters = "", filtering, filters = "", reads] = cells;
    return {
      schema,
      isUnion: kind === "union",
      plain: namesIn(plain),
      plainParameters,
      filtering: namesIn(filtering),
      filteringParameters: filters,
      reads: namesIn(reads),
    };
  });
  return parsers;
}

function namesIn(cell = ""): string[] {
  return cell.split(" ").filter((name) => name !== "");
}

/** How the names of parsers begin, so that the others need not be looked for. */
const PARSER_NAME = /^(?:_?ASim|_Im_|im[A-Z])/i;

/** The public parser of a name, in this letter case. */
export function asimParser(name: string): AsimParser | undefined {
  return findParser((other) => other === name, name);
}

/** The name of the parser of a whole schema that a file of its rows is named after. */
export function parserForRows(name: string): string | undefined {
  const small = name.toLowerCase();
  const found = findParser((other) => other.toLowerCase() === small, name);
  return found?.isUnion ? hostedName(found) : undefined;
}

function findParser(isSame: (name: string) => boolean, name: string): AsimParser | undefined {
  return PARSER_NAME.test(name)
    ? listParsers().find(({ plain, filtering }) => plain.some(isSame) || filtering.some(isSame))
    : undefined;
}

/** The name of a parser of a whole schema that Microsoft hosts: `_Im_Dns`. */
export function hostedName({ filtering }: AsimParser): string {
  return filtering.find((name) => name.startsWith("_Im_")) ?? "";
}

export function parserNames(): string[] {
  return listParsers().flatMap(({ plain, filtering }) => [...plain, ...filtering]);
}

/** The parsers of sources that a parser of a whole schema calls, each by the name Microsoft hosts. */
export function sourceParsers({
  reads,
}: AsimParser): { name: string; tables: readonly string[] }[] {
  return reads.flatMap((name) => {
    const found = asimParser(name);
    return found ? [{ name, tables: found.reads }] : [];
  });
}

const ROWS = "_Rows";
const EMPTY = "_Empty";

/** The table of rows that are already the output of a parser of a whole schema. */
export function rowsTable(parser: string): string {
  return `${parser}${ROWS}`;
}

/** The parser whose rows are in a table. */
export function parserOfRows(table: string): string | undefined {
  return table.endsWith(ROWS) ? parserForRows(table.slice(0, -ROWS.length)) : undefined;
}

/** The table without rows that has the columns of a schema. */
export function emptyTable(schema: string): string {
  return `_Im_${schema}${EMPTY}`;
}

/** Whether a table only has the columns of a schema. */
export function isEmptyTable(table: string): boolean {
  return EMPTY_TABLE.test(table) && asimColumns(table) !== undefined;
}

const EMPTY_TABLE = /^_Im_(\w+)_Empty$/;

/** Columns that rows of process starts have beside those of the schema. */
const MORE: Readonly<Record<string, readonly ColumnSchema[]>> = {
  ProcessEvent: [
    { name: "_ItemId", type: "string" },
    { name: "ActorDomainName", type: "string" },
  ],
};

/** The columns of a table of rows, or of one without rows; undefined if it is neither. */
export function asimColumns(table: string): ColumnSchema[] | undefined {
  const parser = parserOfRows(table);
  if (parser !== undefined) {
    const { schema = "" } = asimParser(parser) ?? {};
    return [...schemaColumns(schema), ...(MORE[schema] ?? [])];
  }
  const [, schema] = EMPTY_TABLE.exec(table) ?? [];
  const columns = schema === undefined ? [] : schemaColumns(schema);
  return columns.length > 0 ? columns : undefined;
}

function schemaColumns(schema: string): ColumnSchema[] {
  return columnsOf(SCHEMAS_FILE.cells(schema) ?? []);
}
