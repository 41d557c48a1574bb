import { KqlError } from "../errors.ts";
import type { Call, Expression, FunctionDeclaration, Statement } from "../nodes.ts";

/** What a name stands for at a place of a query; undefined for a table, a column or a function. */
export type Names = (name: string) => Meaning | undefined;

export interface Meaning {
  readonly value: Expression | FunctionDeclaration;
  /** The names that the value itself may use: it cannot refer to itself. */
  readonly names: Names;
}

export const NO_NAMES: Names = () => undefined;

function withName(name: string, meaning: Meaning | undefined, outer: Names): Names {
  return (wanted) => (wanted === name ? meaning : outer(wanted));
}

/** The result of statements, and the names that it may use. */
export interface Result {
  readonly value: Expression;
  readonly names: Names;
}

/** The last query among statements, with the names that the `let` statements before it define. */
export function findResult(statements: readonly Statement[], outer: Names): Result | undefined {
  let names = outer;
  let result: Result | undefined;
  for (const statement of statements) {
    if (statement.kind === "let")
      names = withName(statement.name, { value: statement.value, names }, names);
    if (statement.kind === "query") result = { value: statement.value, names };
  }
  return result;
}

/** The result of a call of a function that the query defines, with its arguments bound. */
export function callResult(
  { args }: Pick<Call, "args">,
  { value, names }: Meaning,
  caller: Names,
): Result | undefined {
  if (value.kind !== "function") return undefined;
  const inner = value.parameters.reduce((outer, { name, byDefault }, at) => {
    const given = args.find((one) => one.name === name) ?? args[at];
    const meaning = given
      ? { value: given.value, names: caller }
      : byDefault && { value: byDefault, names };
    return withName(name, meaning, outer);
  }, names);
  return findResult(value.body, inner);
}

/** How often the analysis of one query may follow a name: a few hundred is usual. */
const MOST_STEPS = 50_000;

/** Counts the steps of an analysis, so that names that double each other cannot make it endless. */
export function stepCounter(): () => void {
  let steps = 0;
  return () => {
    steps += 1;
    if (steps > MOST_STEPS)
      throw new KqlError(
        "unsupported",
        "the query uses its own names and functions too often to be analysed",
        { start: 0, end: 0 },
      );
  };
}
