import { matchAny } from "./name-pattern.ts";
import { listParts, unchain } from "./node-parts.ts";
import type { Call, Expression, FunctionDeclaration, Operator, Pipe, Statement } from "./nodes.ts";

/**
 * What a name refers to, if the query or a stored function defines it. Any other name in a tabular
 * position is a table.
 */
type Meaning =
  | { readonly kind: "let"; readonly value: Expression; readonly names: Names }
  | { readonly kind: "function"; readonly declaration: FunctionDeclaration; readonly names: Names }
  | { readonly kind: "parameter" };

type Names = (name: string) => Meaning | undefined;

interface Walk {
  readonly found: Set<string>;
  /** Function bodies and `let` values already visited, in tabular and in scalar position. */
  readonly asTable: Set<Expression | FunctionDeclaration>;
  readonly asValue: Set<Expression>;
  /** The tables of the database. */
  readonly tables: readonly string[];
}

/**
 * The names of the tables that a query reads, directly or through the functions it calls, whether
 * or not they exist; sorted. `tables` are those of the database: they decide where a name could be a
 * column or a table, and what a pattern matches.
 */
export function tablesRead(
  statements: readonly Statement[],
  functions: ReadonlyMap<string, FunctionDeclaration>,
  tables: readonly string[],
): string[] {
  const resolveStored: Names = (name) => {
    const declaration = functions.get(name);
    return declaration && { kind: "function", declaration, names: resolveStored };
  };
  const walk: Walk = { found: new Set(), asTable: new Set(), asValue: new Set(), tables };
  readBody(statements, resolveStored, walk);
  return [...walk.found].sort();
}

function readBody(statements: readonly Statement[], outer: Names, walk: Walk): void {
  let names = outer;
  for (const statement of statements) {
    if (statement.kind === "refused") continue;
    if (statement.kind === "query") readTable(statement.value, names, walk);
    else names = withName(statement.name, resolveMeaning(statement.value, names), names);
  }
}

function resolveMeaning(value: Expression | FunctionDeclaration, names: Names): Meaning {
  return value.kind === "function"
    ? { kind: "function", declaration: value, names }
    : { kind: "let", value, names };
}

function withName(name: string, meaning: Meaning, outer: Names): Names {
  return (asked) => (asked === name ? meaning : outer(asked));
}

/** Reads an expression in tabular position. */
function readTable(node: Expression, names: Names, walk: Walk): void {
  if (node.kind === "name") readNamed(node.name, names, walk);
  else if (node.kind === "pipe") readPipe(node, names, walk);
  else if (node.kind === "wildcard") readPattern(node.pattern, walk);
  else readValue(node, names, walk);
}

function readPipe(pipe: Pipe, outer: Names, walk: Walk): void {
  const { source, operators } = unchain(pipe);
  let names = outer;
  if (source) readTable(source, names, walk);
  for (const [place, operator] of operators.entries()) {
    readOperator(operator, names, walk, place === 0 && !source);
    if (operator.kind === "as") names = withName(operator.name, { kind: "parameter" }, names);
  }
}

function readPattern(pattern: string, { tables, found }: Walk): void {
  for (const name of tables.filter(matchAny([pattern]))) found.add(name);
}

function readNamed(name: string, names: Names, walk: Walk): void {
  const meaning = names(name);
  if (!meaning) walk.found.add(name);
  else if (meaning.kind === "function") readFunction(meaning, walk);
  else if (meaning.kind === "let" && isNew(walk.asTable, meaning.value))
    readTable(meaning.value, meaning.names, walk);
}

function isNew<T>(seen: Set<T>, item: T): boolean {
  return seen.size < seen.add(item).size;
}

function readFunction(
  { declaration, names }: Extract<Meaning, { kind: "function" }>,
  walk: Walk,
): void {
  if (!isNew(walk.asTable, declaration)) return;
  for (const { byDefault } of declaration.parameters)
    if (byDefault) readValue(byDefault, names, walk);
  const inner = declaration.parameters.reduce(
    (outer, { name }) => withName(name, { kind: "parameter" }, outer),
    names,
  );
  readBody(declaration.body, inner, walk);
}

function readOperator(operator: Operator, names: Names, walk: Walk, begins = false): void {
  if ("sources" in operator) for (const source of operator.sources) readTable(source, names, walk);
  if (operator.kind === "search" || operator.kind === "find") {
    if (begins && operator.sources.length === 0) readPattern("*", walk);
    readValue(operator.condition, names, walk);
  } else if (operator.kind === "union") return;
  else if (operator.kind === "join" || operator.kind === "lookup")
    readTable(operator.right, names, walk);
  else for (const part of listParts(operator)) readValue(part, names, walk);
}

/** Reads a scalar: tables occur in its toscalar(), its `in` lists and the functions it calls. */
function readValue(node: Expression, names: Names, walk: Walk): void {
  if (node.kind === "call") readCall(node, names, walk);
  else if (node.kind === "pipe") readTable(node, names, walk);
  else if (node.kind === "in") {
    readValue(node.left, names, walk);
    for (const item of node.list) readEither(item, names, walk);
  } else if (node.kind === "name") {
    const meaning = names(node.name);
    if (meaning?.kind === "let" && isNew(walk.asValue, meaning.value))
      readValue(meaning.value, meaning.names, walk);
  } else for (const part of listParts(node)) readValue(part, names, walk);
}

function readCall({ name, args }: Call, names: Names, walk: Walk): void {
  const meaning = names(name);
  if (meaning?.kind === "function") readFunction(meaning, walk);
  const parameters = meaning?.kind === "function" ? meaning.declaration.parameters : [];
  const named = meaning?.kind === "function" ? tableNames(meaning.declaration) : new Set<string>();
  if (name === "table" && !meaning) readTableNamed(args[0]?.value, names, walk);
  args.forEach((argument, at) => {
    const parameter = parameters.find((one) => one.name === argument.name) ?? parameters[at];
    const isTable = parameter?.type === "table" || name === "materialize" || name === "toscalar";
    (isTable ? readTable : readValue)(argument.value, names, walk);
    if (parameter && named.has(parameter.name)) readTableNamed(argument.value, names, walk);
  });
}

/** The table that `table("x")` names, if its name is in the text. */
function readTableNamed(node: Expression | undefined, names: Names, walk: Walk): void {
  const meaning = node?.kind === "name" ? names(node.name) : undefined;
  const value = meaning?.kind === "let" ? meaning.value : node;
  if (value?.kind === "literal") walk.found.add(String(value.value));
}

/** The parameters of a function that its body passes to `table()`. */
function tableNames({ body }: FunctionDeclaration): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = body.flatMap((statement) =>
    statement.kind === "query" ? [statement.value] : [],
  );
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const name = node.kind === "call" && node.name === "table" ? node.args[0]?.value : undefined;
    if (name?.kind === "name") found.add(name.name);
    waiting.push(...listParts(node));
  }
  return found;
}

/** Reads an item of an `in` list, which may be a table or a scalar. */
function readEither(node: Expression, names: Names, walk: Walk): void {
  const isColumn = node.kind === "name" && !names(node.name) && !walk.tables.includes(node.name);
  if (!isColumn) readTable(node, names, walk);
}
