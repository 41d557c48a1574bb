import { renameColumn } from "../columns/column.ts";
import { KqlError } from "../errors.ts";
import { compile } from "../evaluate/evaluator.ts";
import type { Context } from "../evaluate/scope.ts";
import { matchAny } from "../name-pattern.ts";
import type { OperatorOf } from "../nodes.ts";
import { EMPTY_ROW, type Table } from "../table.ts";
import { toText } from "../values/text.ts";
import { isList } from "../values/types.ts";
import { inOrderOfNames } from "./name-order.ts";

export function projectAway({ patterns }: OperatorOf<"project-away">, input: Table): Table {
  const isNamed = matchAny(patterns);
  return { ...input, columns: input.columns.filter(({ name }) => !isNamed(name)) };
}

export function projectKeep({ patterns }: OperatorOf<"project-keep">, input: Table): Table {
  const isNamed = matchAny(patterns);
  return { ...input, columns: input.columns.filter(({ name }) => isNamed(name)) };
}

export function projectRename(operator: OperatorOf<"project-rename">, input: Table): Table {
  const missing = operator.renames.find(
    ({ from }) => !input.columns.some(({ name }) => name === from),
  );
  if (missing)
    throw new KqlError(
      "semantic",
      `The name '${missing.from}' does not refer to any known column.`,
      operator,
      "KS142",
    );
  const names = new Map(operator.renames.map(({ from, to }) => [from, to]));
  return {
    ...input,
    columns: input.columns.map((column) =>
      renameColumn(column, names.get(column.name) ?? column.name),
    ),
  };
}

/**
 * The columns that names, arrays of names and patterns match, in their order. A name that the table
 * does not have is ignored.
 */
export function projectByNames(
  { names }: OperatorOf<"project-by-names">,
  input: Table,
  context: Context,
): Table {
  const patterns = names.flatMap((node) => {
    const value = compile(node, EMPTY_ROW, context).at(0);
    return (isList(value) ? value : [value]).map((name) => toText(name, "string"));
  });
  const chosen = new Set(
    patterns.flatMap((pattern) => input.columns.filter(({ name }) => matchAny([pattern])(name))),
  );
  return { length: input.length, columns: [...chosen] };
}

/** Puts the named columns first, in the order given; a pattern may sort the columns it matches. */
export function projectReorder({ patterns }: OperatorOf<"project-reorder">, input: Table): Table {
  let rest = [...input.columns];
  const first = patterns.flatMap(({ pattern, order }) => {
    const isNamed = matchAny([pattern]);
    const chosen = rest.filter(({ name }) => isNamed(name));
    rest = rest.filter(({ name }) => !isNamed(name));
    return order ? inOrderOfNames(chosen, order) : chosen;
  });
  return { ...input, columns: [...first, ...rest] };
}
