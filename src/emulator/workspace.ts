import type { ColumnSchema, DatabaseTable, Engine, StoredFunction } from "../kql/index.ts";
import { asimColumns, isEmptyTable } from "./asim-parsers.ts";
import type { Record_ } from "./data/record.ts";
import { standInFunction, standInTable } from "./data/table-names.ts";
import { createNamedEngine, type Names } from "./named-engine.ts";
import { OPEN_TABLE, withNamedColumns } from "./open-columns.ts";
import { type DataProblem, readFolder } from "./read-data.ts";
import { declaredColumns, knownTables } from "./schemas.ts";
import { openFunctions } from "./stored-functions.ts";
import { tableFromParts } from "./table-data.ts";
import { partOf, type TablePart } from "./table-part.ts";
import { readWatchlists, WATCHLIST_ROWS } from "./watchlists.ts";

export interface WorkspaceData {
  readonly engine: Engine;
  /** The tables of the data. */
  readonly tables: readonly DatabaseTable[];
  /** Data that could not be used. */
  readonly problems: readonly DataProblem[];
  /** Data that was used in a way the user may not expect, and files without events. */
  readonly notices: readonly DataProblem[];
}

/** Tables that are declared beside rules, with their columns. */
export type OwnTables = Pick<ReadonlyMap<string, readonly ColumnSchema[]>, "get" | "has" | "keys">;

export interface WorkspaceOptions {
  /** The files or tables to use; all if it is not given. */
  readonly only?: readonly string[] | undefined;
  /** Tables that the service fills itself; data files of the same name take precedence. */
  readonly service?: readonly DatabaseTable[] | undefined;
  /** Tables that content declares. */
  readonly own?: OwnTables | undefined;
  /** Functions beside those of the folder, in place of those that have their names there. */
  readonly functions?: readonly StoredFunction[];
  /** Folders that may have a subfolder of watchlists; those of the data take precedence. */
  readonly watchlists?: readonly string[];
  /**
   * Whether queries may name tables of the catalogue that the data has no rows of; they are empty.
   * In Azure, a workspace does not have them all.
   */
  readonly declared?: boolean;
}

/**
 * A workspace from a folder of data files (or a single file) and a folder of stored functions. A
 * file named like a parser is used, unless it is named by `only`, where there is no table that the
 * parser reads. If no data can be used, the problems say why.
 * @throws DataError if the folder or something named in `only` does not exist
 */
export function loadWorkspace(
  data: string,
  functionFolder: string,
  options: WorkspaceOptions = {},
): WorkspaceData {
  const { parts, problems, notices } = readFolder(data, options.only);
  const workspace = workspaceFrom(parts, functionFolder, options, data);
  return { ...workspace, problems: [...workspace.problems, ...problems], notices };
}

/** Like `loadWorkspace`, from records in memory by file name. */
export function makeWorkspace(
  files: ReadonlyMap<string, readonly Record_[]>,
  functionFolder: string,
  options: WorkspaceOptions = {},
): WorkspaceOfFunctions {
  const parts = [...files].map(
    ([name, records]) => [standInTable(name) ?? name, [partOf(records)]] as const,
  );
  return workspaceFrom(new Map(parts), functionFolder, options);
}

type WorkspaceOfFunctions = Pick<WorkspaceData, "engine" | "tables" | "problems">;

function workspaceFrom(
  parts: ReadonlyMap<string, readonly TablePart[]>,
  functionFolder: string,
  {
    service = [],
    declared = true,
    own = new Map(),
    functions = [],
    watchlists = [],
  }: WorkspaceOptions,
  folder?: string,
): WorkspaceOfFunctions {
  const standIns = [...parts.keys()].flatMap((table) => standInFunction(table) ?? []);
  const tables = [...parts].map(([name, rows]) => tableFromParts(name, rows, own.get(name)));
  const library = openFunctions(functionFolder, standIns, functions);
  const all = [...tables, ...service.filter(({ name }) => !parts.has(name))];
  const named = tableFinder(all, declared ? declaredColumns : rowsColumns, own);
  const lists = readWatchlists([...watchlists, ...(folder === undefined ? [] : [folder])]);
  const engine = createNamedEngine({
    tables: all,
    findTable: (name, words) => (name === WATCHLIST_ROWS ? lists.table : named(name, words)),
    findFunction: (name) => lists.functions.get(name) ?? library.find(name),
    tableNames: () => [...own.keys(), ...knownTables()],
    functionNames: () => [...lists.functions.keys(), ...library.names()],
  });
  // A query that reads only a watchlist can be answered whatever tables there are, and tables that
  // only give parsers their columns never have rows.
  const reads = (text: string) =>
    engine.reads(text).filter((name) => name !== WATCHLIST_ROWS && !isEmptyTable(name));
  return {
    tables,
    engine: { ...engine, reads },
    problems: [...library.problems, ...lists.problems],
  };
}

/** The tables that only parsers read. */
function rowsColumns(name: string): readonly ColumnSchema[] {
  return asimColumns(name) ?? [];
}

/**
 * Finds tables that are declared and of which the data has no rows, and those whose columns depend
 * on the query.
 */
function tableFinder(
  tables: readonly DatabaseTable[],
  columnsOf: (name: string) => readonly ColumnSchema[],
  own: OwnTables,
): Names["findTable"] {
  const there = new Map(tables.map((table) => [table.name, table]));
  const made = new Map<string, DatabaseTable>();
  const emptyTable = (name: string) => {
    const columns = own.get(name) ?? columnsOf(name);
    if (columns.length === 0) return undefined;
    const table = made.get(name) ?? tableFromParts(name, [], own.get(name));
    made.set(name, table);
    return table;
  };
  return (name, words) => {
    if (name !== OPEN_TABLE) return there.has(name) ? undefined : emptyTable(name);
    const table = there.get(name) ?? emptyTable(name);
    return table && withNamedColumns(table, words);
  };
}
