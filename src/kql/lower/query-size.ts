import type { Expression, FunctionDeclaration, Operator, Statement } from "../nodes.ts";

/** How many tables are behind each `let` name. */
type Sizes = ReadonlyMap<string, number>;

/**
 * How many table references a query has once its `let` names are expanded. Twenty lines that each
 * join the previous one with itself expand to a million, and Microsoft's binder keeps the columns
 * of every one.
 */
export function querySize(statements: readonly Statement[]): number {
  return measureBody(statements, new Map());
}

function measureBody(statements: readonly Statement[], outer: Sizes): number {
  const sizes = new Map(outer);
  let size = 0;
  for (const statement of statements) {
    if (statement.kind === "refused") continue;
    const own = measure(statement.value, sizes);
    if (statement.kind === "let") sizes.set(statement.name, own);
    else size += own;
  }
  return size;
}

function measure(node: Expression | FunctionDeclaration, sizes: Sizes): number {
  switch (node.kind) {
    case "function": {
      const parameters = new Set(node.parameters.map(({ name }) => name));
      return measureBody(node.body, new Map([...sizes].filter(([name]) => !parameters.has(name))));
    }
    case "pipe":
      return (
        (node.source ? measure(node.source, sizes) : 0) + measureOperator(node.operator, sizes)
      );
    case "name":
      return sizes.get(node.name) ?? 1;
    case "call":
      return node.args.reduce(
        (sum, { value }) => sum + measure(value, sizes),
        sizes.get(node.name) ?? 1,
      );
    default:
      return 1;
  }
}

function measureOperator(operator: Operator, sizes: Sizes): number {
  switch (operator.kind) {
    case "union":
    case "search":
    case "find":
      return operator.sources.reduce((sum, source) => sum + measure(source, sizes), 0);
    case "join":
    case "lookup":
      return measure(operator.right, sizes);
    case "mv-apply":
    case "partition":
      return measure(operator.subquery, sizes);
    case "invoke":
      return measure(operator.call, sizes);
    default:
      return 0;
  }
}
