import { listParts } from "./node-parts.ts";
import type { Expression, FunctionDeclaration, Statement } from "./nodes.ts";
import { tablesRead } from "./tables-read.ts";

/** Stored functions that call each other in a circle, or one that calls itself. */
interface FunctionCycle {
  /** In the order of the calls; the last one calls the first. */
  readonly names: readonly string[];
  /** Where the first one calls the next: an offset in its text. */
  readonly start: number;
}

/**
 * The circles of calls among stored functions, each function of one in at least one of them. Kusto
 * runs none of these functions.
 */
export function findFunctionCycles(
  functions: ReadonlyMap<string, FunctionDeclaration>,
): FunctionCycle[] {
  const cycles: FunctionCycle[] = [];
  const over = new Set<string>();
  for (const name of functions.keys())
    if (!over.has(name)) follow(name, functions, over, (cycle) => cycles.push(cycle));
  return cycles;
}

interface Step {
  readonly name: string;
  readonly callees: ReadonlyMap<string, number>;
  readonly waiting: Iterator<string>;
}

/** Follows calls depth first, without recursion: a chain of functions may be of any length. */
function follow(
  from: string,
  functions: ReadonlyMap<string, FunctionDeclaration>,
  over: Set<string>,
  found: (cycle: FunctionCycle) => void,
): void {
  const path: Step[] = [];
  const places = new Map<string, number>();
  const enter = (name: string) => {
    const callees = findCallees(functions.get(name), functions);
    places.set(name, path.length);
    path.push({ name, callees, waiting: callees.keys() });
  };
  enter(from);
  for (let step = path.at(-1); step; step = path.at(-1)) {
    const next = step.waiting.next();
    if (next.done) {
      over.add(step.name);
      places.delete(step.name);
      path.pop();
      continue;
    }
    const place = places.get(next.value);
    if (place !== undefined) found(cycleOf(path.slice(place)));
    else if (!over.has(next.value)) enter(next.value);
  }
}

function cycleOf(steps: readonly Step[]): FunctionCycle {
  const names = steps.map(({ name }) => name);
  return { names, start: steps[0]?.callees.get(names[1] ?? names[0] ?? "") ?? 0 };
}

/** The stored functions that a function calls, with the offset of the first call of each. */
function findCallees(
  declaration: FunctionDeclaration | undefined,
  functions: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, number> {
  const callees = new Map<string, number>();
  if (!declaration) return callees;
  const { parameters, body } = declaration;
  const own = new Set(parameters.map(({ name }) => name));
  // A name without brackets is a function only where a table may stand.
  const tables = new Set(tablesRead(body, new Map(), []));
  const waiting: (Expression | Statement | FunctionDeclaration)[] = [...body].reverse();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.kind === "let") own.add(node.name);
    if (node.kind === "let" || node.kind === "query") waiting.push(node.value);
    else if (node.kind === "function") {
      for (const { name } of node.parameters) own.add(name);
      waiting.push(...[...node.body].reverse());
    } else if (node.kind !== "refused") {
      if (
        (node.kind === "call" || (node.kind === "name" && tables.has(node.name))) &&
        functions.has(node.name) &&
        !callees.has(node.name)
      )
        callees.set(node.name, node.start);
      waiting.push(...listParts(node).reverse());
    }
  }
  for (const name of own) callees.delete(name);
  return callees;
}
