import { AGGREGATES, EXPANDED_AGGREGATES } from "./aggregates/index.ts";
import { KqlError, unsupported } from "./errors.ts";
import { isSpecialForm } from "./evaluate/call.ts";
import { FUNCTIONS } from "./functions/index.ts";
import { listParts } from "./node-parts.ts";
import type { Call, Expression, FunctionDeclaration, Operator, Statement } from "./nodes.ts";

type Node = Expression | Operator;
type Functions = ReadonlyMap<string, FunctionDeclaration>;

/**
 * All that the engine does not execute in a query and in the stored functions that it calls, in the
 * order of the text. What a stored function uses is placed where the query calls it. `unavailable`
 * says why stored functions cannot be run, by their names.
 */
export function findRefusals(
  statements: readonly Statement[],
  stored: Functions,
  unavailable: ReadonlyMap<string, string> = new Map(),
): KqlError[] {
  return bodyRefusals(statements, { stored, unavailable, isKnown, visited: new Set() }).sort(
    (a, b) => a.start - b.start,
  );
}

/** As `findRefusals`, but without the functions that are called: any of them may be a stored one. */
export function findRefusedSyntax(statements: readonly Statement[]): KqlError[] {
  return bodyRefusals(statements, {
    stored: new Map(),
    unavailable: new Map(),
    isKnown: () => true,
    visited: new Set(),
  });
}

interface Walk {
  readonly stored: Functions;
  readonly unavailable: ReadonlyMap<string, string>;
  readonly isKnown: (name: string) => boolean;
  /** The stored functions that have been read. */
  readonly visited: Set<string>;
}

function bodyRefusals(body: readonly Statement[], walk: Walk): KqlError[] {
  return usedRefusals(readBody(body), walk);
}

/** What is refused by its form, and the names and calls whose meaning depends on the functions. */
interface Uses {
  readonly refused: readonly KqlError[];
  readonly names: readonly (Call | Name)[];
  /** The calls that combine rows. */
  readonly aggregates: ReadonlySet<Call>;
}

type Name = Extract<Node, { kind: "name" }>;

function usedRefusals({ refused, names, aggregates }: Uses, walk: Walk): KqlError[] {
  const found = [...refused];
  for (const node of names) {
    const declaration = walk.stored.get(node.name);
    if (declaration) found.push(...storedRefusals(node, declaration, walk));
    else if (node.kind === "call" && !walk.isKnown(node.name))
      found.push(aggregates.has(node) ? unknownAggregate(node) : unknownFunction(node));
  }
  return found;
}

function readBody(body: readonly Statement[]): Uses {
  const own = new Set<string>();
  const refused: KqlError[] = [];
  const aggregates = new Set<Call>();
  const names: (Call | Name)[] = [];
  const waiting = unfold(body, own, refused);
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.kind === "refused") refused.push(node.error);
    for (const call of aggregatesOf(node).flatMap(listAggregates)) aggregates.add(call);
    if ((node.kind === "call" || node.kind === "name") && !own.has(node.name)) names.push(node);
    waiting.push(...listParts(node));
  }
  return { refused, names, aggregates };
}

/** The expressions of a body and of the functions it declares, whose names are added to `own`. */
function unfold(body: readonly Statement[], own: Set<string>, refused: KqlError[]): Node[] {
  return body.flatMap((statement): Node[] => {
    if (statement.kind === "refused") {
      refused.push(statement.error);
      return [];
    }
    const { value } = statement;
    if (statement.kind === "let") own.add(statement.name);
    if (value.kind !== "function") return [value];
    const defaults = value.parameters.flatMap(({ byDefault }) => byDefault ?? []);
    for (const { name } of value.parameters) own.add(name);
    return [...defaults, ...unfold(value.body, own, refused)];
  });
}

/** Stored functions are large, and the same in many databases. */
const storedUses = new WeakMap<FunctionDeclaration, Uses>();

function storedRefusals(at: Call | Name, declaration: FunctionDeclaration, walk: Walk): KqlError[] {
  if (walk.visited.has(at.name)) return [];
  walk.visited.add(at.name);
  const why = walk.unavailable.get(at.name);
  if (why !== undefined)
    return [new KqlError("unsupported", `the function ${at.name}() ${why}`, nameOnly(at))];
  const uses =
    storedUses.get(declaration) ?? readBody([{ kind: "let", name: at.name, value: declaration }]);
  storedUses.set(declaration, uses);
  return usedRefusals(uses, walk).map(
    ({ message }) =>
      new KqlError("unsupported", `${message}, and the function ${at.name} uses it`, at),
  );
}

function nameOnly({ name, start }: Call | Name) {
  return { start, end: start + name.length };
}

/** Calls that give tables. */
const TABLE_CALLS = ["materialize", "table"];

function isKnown(name: string): boolean {
  return (
    FUNCTIONS.has(name) || isSpecialForm(name) || isAggregate(name) || TABLE_CALLS.includes(name)
  );
}

function isAggregate(name: string): boolean {
  return AGGREGATES.has(name) || EXPANDED_AGGREGATES.has(name);
}

/** The expressions of an operator that combine rows. */
function aggregatesOf(node: Node): Expression[] {
  if (node.kind === "summarize" || node.kind === "make-series")
    return node.aggregates.map(({ value }) => value);
  if (node.kind === "top-nested") return node.levels.map(({ by }) => by.value);
  return node.kind === "evaluate" && node.plugIn === "pivot"
    ? node.args.slice(1, 2).map(({ value }) => value)
    : [];
}

/** The calls that an aggregate expression such as `round(sum(a) / count())` combines. */
function listAggregates(node: Expression): Call[] {
  if (node.kind === "call" && isAggregate(node.name)) return [node];
  const inner = listParts(node).flatMap(listAggregates);
  return node.kind === "call" && inner.length === 0 && !isKnown(node.name) ? [node] : inner;
}

function unknownFunction(node: Call): KqlError {
  return unsupported(`the function ${node.name}()`, node);
}

function unknownAggregate({ name, start }: Call): KqlError {
  return new KqlError(
    "unsupported",
    `${name}() is not an aggregate function of the local engine`,
    { start, end: start + name.length },
    undefined,
    [...AGGREGATES.keys(), ...EXPANDED_AGGREGATES.keys()],
  );
}
