import type { OwnTables, WorkspaceOptions } from "../emulator/workspace.ts";
import type { Problem } from "../hunt/base/problem.ts";
import type { StoredFunction } from "../kql/index.ts";
import { readOwnFunctions } from "./own-functions.ts";
import { readOwnTables } from "./own-tables.ts";
import { findParsers } from "./rules-folders.ts";

/** What a workspace has beside its data. */
export interface Declared {
  /** The folder of the parsers. */
  readonly parsers: string;
  /** The tables that content folders declare, and those that their rules' cases show. */
  readonly tables: OwnTables;
  /** The functions that content folders declare. */
  readonly functions: readonly StoredFunction[];
  /** The folders that may have a subfolder of watchlists. */
  readonly watchlists: readonly string[];
}

/** A workspace without anything of its own. */
export function withParsers(parsers: string): Declared {
  return { parsers, tables: new Map(), functions: [], watchlists: [] };
}

/** What content folders declare, and what is wrong with the files of it. */
export function readDeclared(folders: readonly string[]) {
  const { tables, problems } = readOwnTables(folders);
  const own = readOwnFunctions(folders);
  const declared: Declared = {
    parsers: findParsers(folders),
    tables,
    functions: own.functions,
    watchlists: folders,
  };
  const all: readonly Problem[] = [...problems, ...own.problems];
  return { declared, problems: all, findErrors: own.findErrors };
}

export function workspaceOptions({ tables, functions, watchlists }: Declared): WorkspaceOptions {
  return { own: tables, functions, watchlists };
}
