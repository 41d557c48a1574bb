import { join } from "node:path";
import { readText } from "../files/read-text.ts";
import { KqlError, lineAndColumn, readStoredFunction, type StoredFunction } from "../kql/index.ts";
import { listFiles } from "./list-files.ts";
import type { DataProblem } from "./read-data.ts";

export interface StoredFunctions {
  readonly functions: readonly StoredFunction[];
  /** Files without a usable function. They do not affect the others. */
  readonly problems: readonly DataProblem[];
}

/**
 * Reads the functions in a folder. A function that a data file stands in for is read from the
 * subfolder `prepared`.
 */
export function readFunctions(folder: string, standIns: readonly string[] = []): StoredFunctions {
  const names = listFiles(folder, "put the parsers in it, one function per .kql file");
  if ("problem" in names) return { functions: [], problems: [names.problem] };
  const read = names
    .filter((file) => file.endsWith(".kql"))
    .map((file) =>
      readFunction(
        standIns.includes(file.replace(/\.kql$/, ""))
          ? join(folder, "prepared", file)
          : join(folder, file),
      ),
    );
  return {
    functions: read.flatMap((one) => ("problem" in one ? [] : [one])),
    problems: read.flatMap((one) => ("problem" in one ? [one.problem] : [])),
  };
}

function readFunction(path: string): StoredFunction | { readonly problem: DataProblem } {
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
