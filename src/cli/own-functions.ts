import { join } from "node:path";
import { listFiles } from "../emulator/list-files.ts";
import { readFunction } from "../emulator/stored-functions.ts";
import { isThere } from "../files/kind.ts";
import { readText } from "../files/read-text.ts";
import type { Problem } from "../hunt/base/problem.ts";
import { lineAndColumn, type StoredFunction } from "../kql/index.ts";
import type { Bind } from "../rules/check-query.ts";
import { queryRemedy } from "../rules/query-remedy.ts";
import { cycleProblems } from "./cycle-problems.ts";

/** The subfolder of rules with the functions of their workspace. */
export const FUNCTIONS_FOLDER = "functions";

const KQL = /\.kql$/i;

/** A function of a workspace, with the file that declares it. */
interface OwnFunction {
  readonly file: string;
  readonly stored: StoredFunction;
}

/** Functions that content folders declare, and what is wrong with their files. */
export interface OwnFunctions {
  readonly functions: readonly StoredFunction[];
  readonly problems: readonly Problem[];
  /** What is wrong in the bodies of the functions. */
  findErrors(bind: Bind): Problem[];
}

/** The functions in `functions/*.kql` of folders; those of a later folder replace earlier ones. */
export function readOwnFunctions(folders: readonly string[]): OwnFunctions {
  const read = folders.map((folder) => join(folder, FUNCTIONS_FOLDER)).filter(isThere);
  const listings = read.map(readFolder);
  const used = new Map(
    listings.flatMap(({ declared }) => declared.map((one) => [one.stored.name, one] as const)),
  );
  return {
    functions: [...used.values()].map(({ stored }) => stored),
    problems: listings.flatMap(({ problems }) => problems),
    findErrors: (bind) => [
      ...[...used.values()].flatMap((one) => findErrors(one, bind)),
      ...findCycles(used),
    ],
  };
}

function readFolder(folder: string) {
  const names = listFiles(folder, "put functions in it, one per .kql file");
  if ("problem" in names) return { declared: [], problems: [names.problem] };
  const declared = new Map<string, OwnFunction>();
  const problems: Problem[] = [];
  for (const file of names.filter((name) => KQL.test(name)).map((name) => join(folder, name))) {
    const stored = readFunction(file);
    if ("problem" in stored) problems.push(stored.problem);
    else if (declared.has(stored.name))
      problems.push({
        where: file,
        message: `declares ${stored.name}, as ${declared.get(stored.name)?.file} does`,
        remedy: "remove one of the two, or give it another name",
      });
    else declared.set(stored.name, { file, stored });
  }
  return { declared: [...declared.values()], problems };
}

function findCycles(used: ReadonlyMap<string, OwnFunction>): Problem[] {
  const stored = [...used.values()].map((one) => one.stored);
  return cycleProblems(stored, (name, offset) => {
    const { file = "" } = used.get(name) ?? {};
    const read = readText(file);
    return "problem" in read ? file : placeIn(file, read.text, offset);
  });
}

function placeIn(file: string, text: string, offset: number): string {
  const { line, column } = lineAndColumn(text, offset);
  return `${file}:${line}:${column}`;
}

/** Binds a function without calling it. What only Sentinel runs is told where it is called. */
function findErrors({ file, stored }: OwnFunction, bind: Bind): Problem[] {
  const read = readText(file);
  if ("problem" in read) return [];
  const { text = "" } = stored.declaration;
  return bind(text)
    .diagnostics.filter(({ severity, unsupported }) => severity === "error" && !unsupported)
    .map((problem) => ({
      where: placeIn(file, read.text, problem.start),
      message: `the function ${stored.name}: ${problem.message}`,
      remedy: queryRemedy(text, problem),
    }));
}
