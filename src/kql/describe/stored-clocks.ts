import { listParts } from "../node-parts.ts";
import type { Expression, FunctionDeclaration, Statement } from "../nodes.ts";
import type { Place } from "./place.ts";

type Functions = ReadonlyMap<string, FunctionDeclaration>;

/** The uses of stored functions that call now() or ago(), themselves or through others. */
export function findStoredClocks(
  names: readonly Place[],
  defined: ReadonlySet<string>,
  functions: Functions,
): Place[] {
  const withClock = new Map<string, boolean>();
  return names.filter(({ name }) => !defined.has(name) && hasClock(name, functions, withClock));
}

function hasClock(name: string, functions: Functions, known: Map<string, boolean>): boolean {
  const declaration = functions.get(name);
  if (!declaration) return false;
  const before = known.get(name);
  if (before !== undefined) return before;
  // A function that calls itself is refused elsewhere.
  known.set(name, false);
  const called = namesUsed(declaration);
  const found =
    called.has("now") ||
    called.has("ago") ||
    [...called].some((one) => hasClock(one, functions, known));
  known.set(name, found);
  return found;
}

/** The functions and names that the body of a function uses. */
function namesUsed({ body, parameters }: FunctionDeclaration): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting: Expression[] = [
    ...parameters.flatMap(({ byDefault }) => byDefault ?? []),
    ...body.flatMap(values),
  ];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.kind === "call" || node.kind === "name") found.add(node.name);
    waiting.push(...listParts(node));
  }
  return found;
}

function values(statement: Statement): Expression[] {
  if (statement.kind === "refused") return [];
  const { value } = statement;
  if (value.kind !== "function") return [value];
  return value.body.flatMap(values);
}
