import { basename, dirname, join } from "node:path";
import { isThere } from "../../files/kind.ts";
import type { Problem } from "../../hunt/base/problem.ts";
import { KqlError, readStoredFunction, type StoredFunction } from "../../kql/index.ts";
import type { FormFunction } from "../../rules/forms/form.ts";
import { cycleProblems } from "../cycle-problems.ts";
import { FUNCTIONS_FOLDER } from "../own-functions.ts";
import { PARSERS_FOLDER } from "../paths.ts";
import type { CheckedFile } from "./read-files.ts";

export interface DefinedFunctions {
  readonly functions: readonly StoredFunction[];
  /** What is wrong with the functions. */
  readonly problems: readonly Problem[];
}

/**
 * Defines the functions of parser files, so that the rules beside them can call them. Only those in
 * a folder of a workspace's functions take the place of one that ships.
 */
export function defineFunctions(files: readonly CheckedFile[]): DefinedFunctions {
  const functions = new Map<string, StoredFunction>();
  const places = new Map<string, FormFunction["place"]>();
  const problems: Problem[] = [];
  for (const { file, held } of files)
    for (const one of held.functions.filter(({ name }) => isOwn(file) || !ships(name))) {
      const read = readFunction(one);
      if ("problem" in read) problems.push(read.problem);
      else if (!functions.has(read.name)) {
        functions.set(read.name, read);
        places.set(read.name, one.place);
      }
    }
  const stored = [...functions.values()];
  const cycles = cycleProblems(stored, (name, offset) => places.get(name)?.(offset) ?? name);
  return { functions: stored, problems: [...problems, ...cycles] };
}

function isOwn(file: string): boolean {
  return basename(dirname(file)) === FUNCTIONS_FOLDER;
}

function ships(name: string): boolean {
  return isThere(join(PARSERS_FOLDER, `${name}.kql`));
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
