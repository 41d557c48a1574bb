import type { Problem } from "../hunt/base/problem.ts";
import { findFunctionCycles, type StoredFunction } from "../kql/index.ts";

/**
 * Reports functions that call themselves, directly or through others. `place` is that of an offset
 * in the text of a function.
 */
export function cycleProblems(
  functions: readonly StoredFunction[],
  place: (name: string, offset: number) => string,
): Problem[] {
  const declarations = new Map(functions.map(({ name, declaration }) => [name, declaration]));
  return findFunctionCycles(declarations).map(({ names, start }) => {
    const [first = ""] = names;
    const through = names.length > 1 ? `, through others: ${[...names, first].join(" > ")}` : "";
    return {
      where: place(first, start),
      message: `the function ${first} calls itself${through}`,
      remedy: "remove one of these calls; until then, no query can call the function",
    };
  });
}
