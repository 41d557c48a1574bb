import { join, resolve } from "node:path";
import { isThere } from "../files/kind.ts";
import { readText } from "../files/read-text.ts";
import { KqlError, lineAndColumn, readStoredFunction, type StoredFunction } from "../kql/index.ts";
import { asimFunction, type FunctionText, standInText } from "./asim-functions.ts";
import { parserNames } from "./asim-parsers.ts";
import { SHIPPED_FUNCTIONS } from "./asim-sources.ts";
import { declaredFunction, declaredFunctionNames } from "./declared-functions.ts";
import { listFiles } from "./list-files.ts";
import type { DataProblem } from "./read-data.ts";

export interface StoredFunctions {
  readonly functions: readonly StoredFunction[];
  /** Files without a usable function. They do not affect the others. */
  readonly problems: readonly DataProblem[];
}

/** The functions of a workspace, each read when a query names it. */
export interface FunctionLibrary {
  find(name: string): StoredFunction | undefined;
  /** The names of all functions, for messages. */
  names(): readonly string[];
  /** Files without a usable function. Those of the functions that ship are tested, and not read. */
  readonly problems: readonly DataProblem[];
}

/**
 * The functions in a folder, and those that are known without one: the ASIM parsers of all schemas,
 * and the functions of Defender. `standIns` are the parsers that data files stand in for;
 * of two functions of one name, that of `extra` is used and not that of the folder.
 */
export function openFunctions(
  folder: string,
  standIns: readonly string[],
  extra: readonly StoredFunction[] = [],
): FunctionLibrary {
  const files = listFunctions(folder);
  const own = "problem" in files ? [] : files;
  const found = new Map<string, StoredFunction | undefined>();
  const given = new Map(extra.map((stored) => [stored.name, stored]));
  const ships = (name: string) => own.includes(name);
  const isMissingFile = (name: string) => isParserFile(name) && !standIns.includes(name);
  const read = (name: string) => {
    const extraOne = standIns.includes(name) ? undefined : given.get(name);
    if (extraOne) return extraOne;
    const path = functionFile(folder, name, own, standIns);
    if (path === undefined)
      return isMissingFile(name) ? undefined : storedOf(textOf(name, standIns, ships));
    const one = readFunction(path);
    return "problem" in one ? undefined : one;
  };
  return {
    find(name) {
      if (!found.has(name)) found.set(name, read(name));
      return found.get(name);
    },
    names: () => [...own, ...given.keys(), ...parserNames(), ...declaredFunctionNames()],
    problems: resolve(folder) === SHIPPED_FUNCTIONS ? [] : readFunctions(folder, standIns).problems,
  };
}

let parserFiles: ReadonlySet<string> | undefined;

/**
 * Whether a parser ships as a file. Without that file in its folder, a workspace does not have the
 * parser; it is not made from the catalogue.
 */
function isParserFile(name: string): boolean {
  if (!parserFiles) {
    const names = listFunctions(SHIPPED_FUNCTIONS);
    parserFiles = new Set("problem" in names ? [] : names);
  }
  return parserFiles.has(name);
}

/** The names of the functions in a folder: those of their files. */
function listFunctions(folder: string): string[] | { readonly problem: DataProblem } {
  const names = listFiles(folder, "put the parsers in it, one function per .kql file");
  return "problem" in names
    ? names
    : names.filter((file) => file.endsWith(KQL)).map((file) => file.slice(0, -KQL.length));
}

const KQL = ".kql";

/** The file of a function; that in the subfolder `prepared` if a data file stands in for it. */
function functionFile(
  folder: string,
  name: string,
  own: readonly string[],
  standIns: readonly string[],
): string | undefined {
  const prepared = join(folder, "prepared", `${name}${KQL}`);
  if (standIns.includes(name)) return isThere(prepared) ? prepared : undefined;
  return own.includes(name) ? join(folder, `${name}${KQL}`) : undefined;
}

/** The text of a function that is known without a file. */
function textOf(
  name: string,
  standIns: readonly string[],
  ships: (name: string) => boolean,
): FunctionText | undefined {
  const text = standIns.includes(name) ? standInText(name) : undefined;
  return text === undefined ? (asimFunction(name, ships) ?? declaredFunction(name)) : { text };
}

function storedOf(made: FunctionText | undefined): StoredFunction | undefined {
  if (!made) return undefined;
  const stored = readStoredFunction(made.text);
  return made.unavailable === undefined ? stored : { ...stored, unavailable: made.unavailable };
}

/** Reads all functions in a folder. */
export function readFunctions(folder: string, standIns: readonly string[] = []): StoredFunctions {
  const names = listFunctions(folder);
  if ("problem" in names) return { functions: [], problems: [names.problem] };
  const read = names.flatMap((name) => {
    const path = functionFile(folder, name, names, standIns);
    return path === undefined ? [] : [readFunction(path)];
  });
  return {
    functions: read.flatMap((one) => ("problem" in one ? [] : [one])),
    problems: read.flatMap((one) => ("problem" in one ? [one.problem] : [])),
  };
}

export function readFunction(path: string): StoredFunction | { readonly problem: DataProblem } {
  const read = readText(path);
  if ("problem" in read) return read;
  try {
    return readStoredFunction(read.text);
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
    const { line, column } = lineAndColumn(read.text, error.start);
    const where = `${path}:${line}:${column}`;
    return {
      problem: {
        where,
        message: error.message,
        remedy: "correct the function; nothing can call it until then",
      },
    };
  }
}
