import {
  createEngine,
  type DatabaseTable,
  type Engine,
  type StoredFunction,
} from "../kql/index.ts";
import type { Record_ } from "./data/record.ts";
import { standInFunction, standInTable } from "./data/table-names.ts";
import { type DataProblem, readFolder } from "./read-data.ts";
import { readFunctions } from "./stored-functions.ts";
import { tableFromParts } from "./table-data.ts";
import { partOf, type TablePart } from "./table-part.ts";
import { readWatchlists, WATCHLIST_ROWS } from "./watchlists.ts";

export interface WorkspaceData {
  readonly engine: Engine;
  readonly tables: readonly DatabaseTable[];
  /** Data that could not be used. */
  readonly problems: readonly DataProblem[];
  /** Data that was used in a way the user may not expect, and files without events. */
  readonly notices: readonly DataProblem[];
}

/**
 * A workspace from a folder of data files (or a single file) and a folder of stored functions.
 * `only` names the files or tables to use. Without it all files are used, but a file named like a
 * function only if there is no known table beside it. If no data can be used, the problems say why.
 * `service` are tables that the service fills itself; data files of the same name take precedence.
 * @throws DataError if the folder or something named in `only` does not exist
 */
export function loadWorkspace(
  data: string,
  functionFolder: string,
  only?: readonly string[],
  service: readonly DatabaseTable[] = [],
): WorkspaceData {
  const { parts, problems, notices } = readFolder(data, only);
  const workspace = workspaceFrom(parts, functionFolder, service, data);
  return { ...workspace, problems: [...workspace.problems, ...problems], notices };
}

/**
 * Like `loadWorkspace`, from records in memory by file name, with extra functions. Of two functions
 * of one name, that of the folder is used.
 */
export function makeWorkspace(
  files: ReadonlyMap<string, readonly Record_[]>,
  functionFolder: string,
  service: readonly DatabaseTable[] = [],
  extra: readonly StoredFunction[] = [],
): WorkspaceOfFunctions {
  const parts = [...files].map(
    ([name, records]) => [standInTable(name) ?? name, [partOf(records)]] as const,
  );
  return workspaceFrom(new Map(parts), functionFolder, service, undefined, extra);
}

type WorkspaceOfFunctions = Pick<WorkspaceData, "engine" | "tables" | "problems">;

function workspaceFrom(
  parts: ReadonlyMap<string, readonly TablePart[]>,
  functionFolder: string,
  service: readonly DatabaseTable[],
  folder?: string,
  extra: readonly StoredFunction[] = [],
): WorkspaceOfFunctions {
  const standIns = [...parts.keys()].flatMap((table) => standInFunction(table) ?? []);
  const tables = [...parts].map(([name, own]) => tableFromParts(name, own));
  const { functions, problems } = readFunctions(functionFolder, standIns);
  const given = new Set(functions.map(({ name }) => name));
  const own = service.filter(({ name }) => !parts.has(name));
  const lists = readWatchlists(folder);
  const engine = createEngine({
    tables: [...tables, ...own, lists.table],
    functions: [...extra.filter(({ name }) => !given.has(name)), ...functions, lists.get],
  });
  // A query that reads only a watchlist can be answered whatever tables there are.
  const reads = (text: string) => engine.reads(text).filter((name) => name !== WATCHLIST_ROWS);
  return { tables, engine: { ...engine, reads }, problems: [...problems, ...lists.problems] };
}
