import type { Problem } from "../../hunt/base/problem.ts";
import { KqlError, readStoredFunction, type StoredFunction } from "../../kql/index.ts";
import type { FormFunction } from "../../rules/forms/form.ts";
import type { CheckedFile } from "./read-files.ts";

export interface DefinedFunctions {
  readonly functions: readonly StoredFunction[];
  /** By file: what is wrong with its functions. */
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
}

/** Defines the functions of parser files, so that the rules beside them can call them. */
export function defineFunctions(files: readonly CheckedFile[]): DefinedFunctions {
  const functions = new Map<string, StoredFunction>();
  const problems = new Map<string, Problem[]>();
  for (const { file, held } of files)
    for (const one of held.functions) {
      const read = readFunction(one);
      if ("problem" in read) problems.set(file, [...(problems.get(file) ?? []), read.problem]);
      else if (!functions.has(read.name)) functions.set(read.name, read);
    }
  return { functions: [...functions.values()], problems };
}

function readFunction({
  name,
  text,
  place,
}: FormFunction): StoredFunction | { readonly problem: Problem } {
  try {
    return readStoredFunction(text);
  } catch (error) {
    if (!(error instanceof KqlError)) throw error;
    return {
      problem: {
        where: place(error.start),
        message: `the function ${name}: ${error.message}`,
        remedy: "correct the function; nothing can call it until then",
      },
    };
  }
}
