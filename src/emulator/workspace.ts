import { createEngine, type DatabaseTable, type Engine } from "../kql/engine.ts";
import { functionOfStandIn, standInTable } from "./data/table-names.ts";
import { type DataProblem, readFolder } from "./read-data.ts";
import { readFunctions } from "./stored-functions.ts";
import { type Record_, type TablePart, tableFromParts } from "./table-data.ts";

export interface WorkspaceData {
  readonly engine: Engine;
  readonly tables: readonly DatabaseTable[];
  /** What could not be used. */
  readonly problems: readonly DataProblem[];
  /** What was used in a way worth a word, and files that hold no events. */
  readonly notices: readonly DataProblem[];
}

/**
 * A workspace from a folder of data files (or one file) and the stored functions of another folder.
 * `only` names the files or tables to use; without it all are used, and a file named like a
 * function only where there is no known table beside it. Where nothing in it can be used there are
 * no rows, and the problems say why.
 * `service` are tables that the service fills itself; data of such a name goes before.
 * @throws DataError where the folder or something of `only` is not there
 */
export function loadWorkspace(
  data: string,
  functionFolder: string,
  only?: readonly string[],
  service: readonly DatabaseTable[] = [],
): WorkspaceData {
  const { parts, problems, notices } = readFolder(data, only);
  const workspace = workspaceFrom(parts, functionFolder, service);
  return { ...workspace, problems: [...workspace.problems, ...problems], notices };
}

/** The same from records in memory, by file name. */
export function workspaceOf(
  files: ReadonlyMap<string, readonly Record_[]>,
  functionFolder: string,
  service: readonly DatabaseTable[] = [],
): WorkspaceOfFunctions {
  const parts = [...files].map(
    ([name, records]) => [standInTable(name) ?? name, [{ records }]] as const,
  );
  return workspaceFrom(new Map(parts), functionFolder, service);
}

type WorkspaceOfFunctions = Pick<WorkspaceData, "engine" | "tables" | "problems">;

function workspaceFrom(
  parts: ReadonlyMap<string, readonly TablePart[]>,
  functionFolder: string,
  service: readonly DatabaseTable[],
): WorkspaceOfFunctions {
  const standIns = [...parts.keys()].flatMap((table) => functionOfStandIn(table) ?? []);
  const tables = [...parts].map(([name, own]) => tableFromParts(name, own));
  const { functions, problems } = readFunctions(functionFolder, standIns);
  const own = service.filter(({ name }) => !parts.has(name));
  return { tables, engine: createEngine({ tables: [...tables, ...own], functions }), problems };
}
