import { unchain } from "../node-parts.ts";
import type { Call, Expression, Operator, Pipe } from "../nodes.ts";
import { callResult, type Meaning, type Names } from "./names.ts";

/** The operators that rows pass after a place: those of `all` from `at` on, in order. */
export interface Later {
  readonly all: readonly Operator[];
  readonly at: number;
  /** The columns by which `partition` operators keep the rows of the place apart. */
  readonly apart: readonly string[];
}

/** What happens to rows of the leftmost source on their way to the result. */
export interface MainPath {
  /** An operator, with those after it. `names` are the names that its expressions may use. */
  operator(operator: Operator, later: Later, names: Names): void;
  /** An expression whose rows or values are no rows of the result: arguments, other tables. */
  aside(node: Expression, names: Names): void;
  /** Where rows come from: the name of a table, or an expression such as datatable(). */
  source(node: Expression | undefined, later: Later): void;
}

/**
 * Follows the result back to its leftmost sources: through `let` names, through functions that the
 * query defines, and into each table of a union. `step` is called for each name that is followed.
 */
export function followMainPath(
  node: Expression,
  names: Names,
  path: MainPath,
  step: () => void,
): void {
  follow(node, names, { all: [], at: 0, apart: [] });

  function follow(one: Expression, scope: Names, later: Later): void {
    step();
    const meaning = one.kind === "name" || one.kind === "call" ? scope(one.name) : undefined;
    if (one.kind === "pipe") followPipe(one, scope, later);
    else if (meaning) followMeaning(one, meaning, scope, later);
    else followSource(one, scope, later);
  }

  function followMeaning(one: Expression, meaning: Meaning, scope: Names, later: Later): void {
    const result =
      one.kind === "call"
        ? callResult(one, meaning, scope)
        : meaning.value.kind === "function"
          ? callResult({ args: [] }, meaning, scope)
          : { value: meaning.value, names: meaning.names };
    if (result) follow(result.value, result.names, later);
  }

  function followSource(one: Expression, scope: Names, later: Later): void {
    // materialize(T) gives the rows of T.
    const inner = one.kind === "call" && one.name === "materialize" ? one.args[0] : undefined;
    if (inner) follow(inner.value, scope, later);
    else path.source(one, later);
    if (one.kind === "call" && !inner) for (const { value } of one.args) path.aside(value, scope);
  }

  function followPipe(pipe: Pipe, outer: Names, { all: after, at: from, apart }: Later): void {
    const { source, operators } = unchain(pipe);
    const all = from < after.length ? [...operators, ...after.slice(from)] : operators;
    operators.forEach((operator, at) => {
      step();
      path.operator(operator, { all, at: at + 1, apart }, outer);
      followInner(operator, outer, { all, at: at + 1, apart });
    });
    if (source && operators.some(isRightOnly)) path.aside(source, outer);
    else if (source) follow(source, outer, { all, at: 0, apart });
    else if (operators[0] && !("sources" in operators[0]))
      path.source(undefined, { all, at: 1, apart });
  }

  function followInner(operator: Operator, scope: Names, later: Later): void {
    if ("sources" in operator) for (const one of operator.sources) follow(one, scope, later);
    else if (operator.kind === "invoke") followInvoked(operator.call, scope, later);
    else if (operator.kind === "partition")
      follow(operator.subquery, scope, { ...later, apart: [...later.apart, operator.by] });
    else if (operator.kind === "join" && isRightOnly(operator))
      follow(operator.right, scope, later);
    else if (operator.kind === "join" || operator.kind === "lookup")
      path.aside(operator.right, scope);
    else if (operator.kind === "mv-apply") path.aside(operator.subquery, scope);
  }

  function followInvoked(call: Call, scope: Names, later: Later): void {
    const meaning = scope(call.name);
    const invoked = { args: [{ name: undefined, value: INVOKED }, ...call.args] };
    const result = meaning && callResult(invoked, meaning, scope);
    if (result) follow(result.value, result.names, later);
  }
}

/** Stands for the rows that `invoke` passes to a function. */
const INVOKED: Expression = { kind: "input", start: 0, end: 0 };

/** A join whose result has rows of the right table alone. */
function isRightOnly(operator: Operator): boolean {
  return (
    operator.kind === "join" && (operator.join === "rightsemi" || operator.join === "rightanti")
  );
}
