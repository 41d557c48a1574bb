import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createEngine, type DatabaseTable, type Engine, type StoredFunction } from "../kql/engine.ts";
import { readStoredFunction } from "../kql/stored-function.ts";
import { DataError, type DataProblem, dataNames, readDataFile } from "./read-data.ts";
import { type Record_, tableFrom } from "./table-data.ts";

/** Functions that a data file may stand in for, with the names such a file may have. */
const STAND_INS: Readonly<Record<string, readonly string[]>> = { _Im_ProcessCreate: ["_Im_ProcessCreate", "imProcessCreate"] };

export interface WorkspaceData {
  readonly engine: Engine;
  readonly tables: readonly DatabaseTable[];
  readonly problems: readonly DataProblem[];
  /** Files that were passed over, because nothing in them has a time. */
  readonly passedOver: readonly string[];
}

/**
 * A workspace from a folder of JSON Lines files and the stored functions of another. `only` names the files to use; without
 * it all tables are used, and a file named like a function only where there is no table beside it.
 * @throws DataError where the folder or a named file is not there, nothing in it is a table, or a file cannot be unpacked
 */
export function loadWorkspace(dataFolder: string, functionFolder: string, only?: readonly string[]): WorkspaceData {
  const names = chosenNames(dataFolder, only);
  const read = names.map((name) => readDataFile(dataFolder, name));
  const tables = read.filter(({ file }) => file.records.length > 0);
  const files = new Map(tables.map(({ file }) => [file.name, file.records]));
  return {
    ...workspaceOf(files, functionFolder),
    problems: read.flatMap(({ problems }) => problems),
    passedOver: read.filter((one) => !tables.includes(one)).map(({ file }) => file.name),
  };
}

/** The same from records in memory, by file name. */
export function workspaceOf(
  files: ReadonlyMap<string, readonly Record_[]>,
  functionFolder: string,
): Pick<WorkspaceData, "engine" | "tables"> {
  const standIns = [...files.keys()].flatMap((name) => standInFor(name) ?? []);
  const tables = [...files].map(([name, records]) => tableFrom(standInTable(name) ?? name, records));
  return { tables, engine: createEngine({ tables, functions: readFunctions(functionFolder, standIns) }) };
}

function chosenNames(folder: string, only: readonly string[] | undefined): string[] {
  if (!existsSync(folder)) throw new DataError(`there is no folder ${folder}; name one with --data`);
  const names = dataNames(folder);
  if (names.length === 0) throw new DataError(`${folder} has no <Table>.jsonl or <Table>.jsonl.gz; other endings are not read`);
  const missing = only?.find((name) => !names.includes(name));
  if (missing) throw new DataError(`${folder} has no file ${missing}.jsonl or ${missing}.jsonl.gz; it has ${names.join(", ") || "none"}`);
  if (only) return [...only];
  const tables = names.filter((name) => !standInFor(name));
  return tables.length > 0 ? tables : names;
}

function standInFor(name: string): string | undefined {
  return Object.entries(STAND_INS).find(([, names]) => names.includes(name))?.[0];
}

function standInTable(name: string): string | undefined {
  const stand = standInFor(name);
  return stand && `${stand}_Rows`;
}

/** The functions of a folder; one that a data file stands in for is taken from the folder `prepared` in it. */
function readFunctions(folder: string, standIns: readonly string[]): StoredFunction[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".kql"))
    .map((file) => {
      const stand = standIns.includes(file.replace(/\.kql$/, ""));
      return readStoredFunction(readFileSync(stand ? join(folder, "prepared", file) : join(folder, file), "utf8"));
    });
}
